"""Amendments: proposing, supporting, ordering and deciding. An accepted one makes the next version of the text."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.web.errors import Refused
from outcomes.amendments.domain.checks import (
    Party,
    check_amendable,
    check_chair,
    check_may_send,
    check_open,
    check_oral_text,
    check_proposer,
    check_result,
    check_supporter,
    checked_change,
    text_of,
)
from outcomes.amendments.domain.edits import (
    ProposedText,
    change_now,
    decide,
    lapse_without_basis,
    mark_lapsed,
    record,
    with_change,
)
from outcomes.amendments.models import Amendment, AmendmentKind, AmendmentStatus
from outcomes.drafting.domain.screen import drop_oral_text
from outcomes.drafting.models import DraftingScreen
from outcomes.recommendations.domain.plain_text import reads_the_same, tidy
from outcomes.recommendations.domain.versions import save_version
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from registrations.core.models.delegation import Delegation

Status = AmendmentStatus


# --- What delegations do ----------------------------------------------------------------------------------


def propose_amendment(
    recommendation: Recommendation,
    *,
    by: User,
    party: Party,
    base: RecommendationVersion,
    proposal: ProposedText,
    rationale: str = "",
    co_sponsors: Iterable[Delegation] = (),
) -> Amendment:
    """Propose an amendment to one paragraph in one language, in the name of `party`. Sent twice, it is made once.

    `base` is the version that the writer had before them. Raises TextHasChanged if the paragraph has changed
    since, Refused outside the window of time, without the right, and where nothing would change.
    """
    with transaction.atomic():
        recommendation = Recommendation.objects.locked().get(pk=recommendation.pk)
        check_may_send(recommendation, by, party)
        proposal, kind = checked_change(recommendation, base, proposal)
        for earlier in _same(recommendation, proposal, kind):
            if _is_of(earlier, party):
                return earlier
        Recommendation.objects.filter(pk=recommendation.pk).update(last_amendment=F("last_amendment") + 1)
        recommendation.refresh_from_db(fields=["last_amendment"])
        amendment = Amendment.objects.create(
            recommendation=recommendation,
            version=text_of(recommendation),
            number=recommendation.last_amendment,
            paragraph=proposal.paragraph,
            level=proposal.level,
            language=proposal.language,
            kind=kind,
            text=proposal.text,
            rationale=rationale.strip(),
            proposer=party.delegation,
            proposed_by="" if party.delegation else party.name,
            person=party.person,
            author=by,
        )
        amendment.co_sponsors.set(row for row in co_sponsors if row != party.delegation)
        record("proposed", amendment, by=by)
    return amendment


def change_amendment(
    amendment: Amendment,
    *,
    by: User,
    party: Party,
    base: RecommendationVersion,
    proposal: ProposedText,
    rationale: str = "",
) -> None:
    """Rewrite an open amendment for its proposer. Those who supported the earlier wording no longer support it.

    Raises as `propose_amendment`.
    """
    with transaction.atomic():
        amendment = _locked_with_text(amendment)
        check_proposer(amendment, by, party)
        check_may_send(amendment.recommendation, by, party)
        proposal = replace(
            proposal,
            paragraph=amendment.paragraph,
            language=amendment.language,
            is_new=amendment.is_new_paragraph,
        )
        proposal, kind = checked_change(amendment.recommendation, base, proposal)
        if proposal.text != amendment.text:
            amendment.co_sponsors.clear()
        amendment.version = text_of(amendment.recommendation)
        amendment.text, amendment.kind, amendment.level = proposal.text, kind, proposal.level
        amendment.rationale = rationale.strip()
        amendment.save(update_fields=["version", "text", "kind", "level", "rationale"])
        record("changed", amendment, by=by)


def withdraw_amendment(amendment: Amendment, *, by: User, party: Party) -> None:
    """Withdraw the party's own amendment, until it is decided."""
    with transaction.atomic():
        fresh = _locked_with_text(amendment)
        if fresh.state == Status.WITHDRAWN:
            return
        check_proposer(fresh, by, party)
        _decide(fresh, Status.WITHDRAWN, "withdrawn", by=by)


def co_sponsor(amendment: Amendment, *, by: User, party: Party) -> None:
    """Put the delegation among those that support another's amendment."""
    with transaction.atomic():
        fresh = _locked_with_text(amendment)
        delegation = check_supporter(fresh, by, party)
        if party.supports(fresh):
            return
        fresh.co_sponsors.add(delegation)
        record("co_sponsored", fresh, by=by)


def end_co_sponsorship(amendment: Amendment, *, by: User, party: Party) -> None:
    """Take the delegation's support back, until the amendment is decided."""
    with transaction.atomic():
        fresh = _locked_with_text(amendment)
        fresh.co_sponsors.remove(check_supporter(fresh, by, party))
        record("support_ended", fresh, by=by)


# --- What the chair does ----------------------------------------------------------------------------------


def order_amendments(recommendation: Recommendation, *, by: User, order: Sequence[UUID]) -> None:
    """Set the order in which amendments (their ids) are put to the room; [] goes back to the furthest first."""
    check_chair(recommendation, by)
    with transaction.atomic():
        recommendation = Recommendation.objects.locked().get(pk=recommendation.pk)
        rows = {row.pk: row for row in recommendation.amendments.only("recommendation", "number", "order")}
        if not order:
            recommendation.amendments.update(order=0)
        for position, key in enumerate(order, start=1):
            if key in rows:
                rows[key].order = position
        Amendment.objects.bulk_update([rows[key] for key in order if key in rows], ["order"])
        record_audit(
            "outcomes.amendments_ordered", by=by, target=recommendation, label=recommendation.working_ref,
            details={"order": [rows[key].number for key in order if key in rows]},
        )  # fmt: skip


def accept_amendment(amendment: Amendment, *, by: User) -> RecommendationVersion:
    """Record that the room agrees to it unchanged. It makes the next version of the text, which names it.

    The other languages of the paragraph become stale; amendments that lose their basis fall. Safe to repeat. Raises
    AlreadyDecided if it was decided otherwise, Refused if its basis is gone.
    """
    return _accept(amendment, Status.ACCEPTED, by=by)


def accept_orally(
    amendment: Amendment, *, by: User, text: str, screen: DraftingScreen | None = None
) -> RecommendationVersion:
    """Record that the room agrees to it as the chair read it out: exactly `text` counts.

    If `screen` shows the paragraph as the operator typed it, that must be the same text. Raises as `accept_amendment`,
    and Refused if the text is empty, unchanged, or differs from the one before the room.
    """
    return _accept(amendment, Status.ACCEPTED_ORALLY, by=by, text=tidy(text), screen=screen)


def reject_amendment(amendment: Amendment, *, by: User) -> None:
    """Record that the room does not agree. Safe to repeat."""
    _settle(amendment, Status.REJECTED, "rejected", by=by)


def lapse_amendment(amendment: Amendment, *, by: User, reason: str) -> None:
    """Record that the chair considers the amendment without basis, and why: another's acceptance implies it."""
    if not reason.strip():
        raise Refused(_("Say why it falls: the record of the plenary needs it."))
    _settle(amendment, Status.FALLEN, "fallen", by=by, reason=reason.strip())


def reopen_amendment(amendment: Amendment, *, by: User, reason: str) -> None:
    """Correct a decision made by mistake: the amendment is open again, and the mistake stays in the history.

    A new version removes an accepted change from the text, unless something was changed after it.
    """
    if not reason.strip():
        raise Refused(_("Say what was wrong: the record of the plenary needs it."))
    check_chair(amendment.recommendation, by)
    with transaction.atomic():
        fresh = _locked_with_text(amendment)
        if fresh.is_open:
            return
        recommendation = fresh.recommendation
        check_amendable(recommendation)
        if fresh.is_accepted:
            _take_out(fresh, by=by, reason=reason)
        if change_now(fresh, text_of(recommendation).body) is None:
            raise Refused(
                _("%(what)s cannot be opened again: the words it would change no longer exist.")
                % {"what": fresh.label}
            )
        before = fresh.state
        fresh.state, fresh.reason, fresh.accepted_text = Status.OPEN, "", ""
        fresh.decided_at = fresh.decided_by = fresh.resulting_version = None
        fresh.save()
        record("reopened", fresh, by=by, reason=reason, details={"from": str(before), "to": str(Status.OPEN)})


def _take_out(amendment: Amendment, *, by: User, reason: str) -> None:
    recommendation, version = amendment.recommendation, amendment.resulting_version
    # After a revoked decision the text is the same again, as a version of its own.
    current = recommendation.current_version
    if version is None or current is None or not reads_the_same(version.body, current.body):
        raise Refused(
            _("The text was changed after %(what)s was accepted. Propose another amendment instead.")
            % {"what": amendment.label}
        )
    before = recommendation.versions.get(number=version.number - 1)
    sentence = _("%(what)s was accepted by mistake: %(reason)s") % {
        "what": amendment.short_label,
        "reason": reason,
    }
    save_version(recommendation, by=by, base=current, body=before.body, reason=sentence)


def _accept(
    amendment: Amendment,
    state: AmendmentStatus,
    *,
    by: User,
    text: str | None = None,
    screen: DraftingScreen | None = None,
) -> RecommendationVersion:
    check_chair(amendment.recommendation, by)
    with transaction.atomic():
        fresh = _locked_with_text(amendment)
        recommendation, base = fresh.recommendation, text_of(fresh.recommendation)
        if fresh.state == state and text in (None, fresh.accepted_text):
            assert fresh.resulting_version is not None
            return fresh.resulting_version
        check_open(fresh)
        check_amendable(recommendation)
        change = change_now(fresh, base.body)
        if change is None:
            raise Refused(
                _("The words that %(what)s would change no longer exist. Mark it as fallen.")
                % {"what": fresh.label}
            )
        if screen is not None:
            screen.refresh_from_db()
        if text is not None:
            check_oral_text(fresh, text, base.body, screen)
            change = replace(change, text=text)
        then = [paragraph.id for paragraph in fresh.version.body]
        body = with_change(base.body, change, then=then, key=fresh.paragraph_made)
        check_result(fresh, body, change)
        version = save_version(recommendation, by=by, base=base, body=body, reason=_credit(fresh, state))
        _decide(
            fresh, state, "accepted_orally" if text is not None else "accepted", by=by,
            accepted_text=change.text, resulting_version=version,
        )  # fmt: skip
        lapse_without_basis(recommendation, version.body, by=by, because=fresh)
        if screen is not None and screen.oral and screen.recommendation_id == recommendation.pk:
            drop_oral_text(screen, by=by)
    return version


def _credit(amendment: Amendment, state: AmendmentStatus) -> str:
    """Return the words with which the history describes the version that the amendment makes."""
    text = (
        _("%(what)s, accepted as orally amended")
        if state == Status.ACCEPTED_ORALLY
        else _("%(what)s, accepted as proposed")
    )
    return text % {"what": amendment.short_label}


def _settle(amendment: Amendment, state: AmendmentStatus, verb: str, *, by: User, reason: str = "") -> None:
    check_chair(amendment.recommendation, by)
    with transaction.atomic():
        fresh = _locked_with_text(amendment)
        if fresh.state == state:
            return
        check_open(fresh)
        if state == Status.FALLEN:
            mark_lapsed(fresh, by=by, reason=reason)
        else:
            _decide(fresh, state, verb, by=by, reason=reason)


def _decide(
    amendment: Amendment, state: AmendmentStatus, verb: str, *, by: User, reason: str = "", **fields: Any
) -> None:
    """Record the decision. Raises AlreadyDecided if another was taken meanwhile."""
    if not decide(amendment, state, verb, by=by, reason=reason, **fields):
        amendment.refresh_from_db(fields=["state"])
        check_open(amendment)


# --- Reading and writing ----------------------------------------------------------------------------------


def _locked_with_text(amendment: Amendment) -> Amendment:
    recommendation = Recommendation.objects.locked().get(pk=amendment.recommendation.pk)
    fresh = recommendation.amendments.with_names().get(pk=amendment.pk)
    fresh.recommendation = recommendation
    return fresh


def _is_of(amendment: Amendment, party: Party) -> bool:
    if party.delegation or party.person:
        return party.proposed(amendment)
    return not amendment.proposer_id and amendment.proposed_by == party.name


def _same(recommendation: Recommendation, proposal: ProposedText, kind: AmendmentKind) -> Iterable[Amendment]:
    """Return open amendments that ask for exactly the same."""
    return recommendation.amendments.open().filter(
        paragraph=proposal.paragraph, language=proposal.language, kind=kind, text=proposal.text
    )


def spoken_on_amendment(amendment: Amendment, paragraph: str, *, attributed: bool = True) -> str:
    """Return the formula for putting the amendment to the room; `paragraph` is the name of its paragraph.

    Under the Chatham House Rule it is put without its proposer.
    """
    values = {"number": amendment.short_label, "proposer": amendment.proposers, "paragraph": paragraph}
    names_proposer = attributed and bool(amendment.proposers)
    return f"{_put(amendment, names_proposer) % values} {_('Is there any objection? … I hear none. It is so decided.')}"


def _put(amendment: Amendment, names_proposer: bool) -> str:
    if amendment.kind == AmendmentKind.DELETE:
        if names_proposer:
            return _("I put to the room amendment %(number)s by %(proposer)s, to delete %(paragraph)s.")
        return _("I put to the room amendment %(number)s, to delete %(paragraph)s.")
    if amendment.is_new_paragraph and amendment.paragraph:
        if names_proposer:
            return _(
                "I put to the room amendment %(number)s by %(proposer)s, a new paragraph after %(paragraph)s."
            )
        return _("I put to the room amendment %(number)s, a new paragraph after %(paragraph)s.")
    if amendment.is_new_paragraph:
        if names_proposer:
            return _(
                "I put to the room amendment %(number)s by %(proposer)s, a new paragraph at the beginning."
            )
        return _("I put to the room amendment %(number)s, a new paragraph at the beginning.")
    if names_proposer:
        return _("I put to the room amendment %(number)s by %(proposer)s, to %(paragraph)s.")
    return _("I put to the room amendment %(number)s, to %(paragraph)s.")


def spoken_as_read(amendment: Amendment) -> str:
    """Return the formula for the text that the chair has read out, before it is confirmed."""
    return _(
        "I shall read amendment %(number)s as orally amended: … It stands on the screen. Is there any objection to this"
        " text? … I hear none. It is so decided."
    ) % {"number": amendment.short_label}
