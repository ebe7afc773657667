"""The steps of the plenary: whether it sits; tabling, adoption, and the other decisions, with their record."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.sessions.models.session import Session, SessionKind
from confman.accounts.models import User
from confman.conferences.domain.checklist import ConferenceFact
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.web.errors import Refused
from outcomes.amendments.domain.checks import check_order
from outcomes.amendments.domain.edits import lapse_all
from outcomes.amendments.models import AmendmentStatus
from outcomes.plenary.domain.votes import check_tallies, check_votes, is_carried, save_votes, tallies_of
from outcomes.plenary.models import Adoption, AdoptionOutcome, Majority
from outcomes.recommendations.domain.outcome_documents import claim_numbers
from outcomes.recommendations.domain.plain_text import (
    MISSING,
    ParagraphText,
    reads_the_same,
    rewritten,
    split_plain_text,
)
from outcomes.recommendations.domain.transitions import TRANSITIONS, check, lock_documents, lock_texts, move
from outcomes.recommendations.domain.versions import save_version
from outcomes.recommendations.domain.wording import open_brackets
from outcomes.recommendations.models.paragraphs import Paragraph, Text, TextStatus, stale_languages
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Method, Stage
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.register.domain.series import require_free_symbol


@dataclass(frozen=True)
class PlenaryDecision:
    """The facts of a decision of the plenary, which an Adoption records."""

    method: str
    session: Session | None = None
    decided_on: dt.date | None = None
    circulated_until: dt.datetime | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    linguistic_revision: bool = False
    chair: Person | None = None
    rapporteur: Person | None = None
    circulation: Model | None = None
    # The vote of each delegation by id; if given, the tallies are counted from it.
    votes: Mapping[UUID, str] = field(default_factory=dict)
    majority: str = Majority.SIMPLE


def checked_decision(conference: Conference, decision: PlenaryDecision) -> PlenaryDecision:
    """Return the decision with its date. Raises Refused if it is impossible."""
    if decision.method not in Method.values:
        raise Refused(
            _("Say how it was decided: by consensus, without a vote, by a recorded vote or by silence.")
        )
    if decision.method == Method.RECORDED_VOTE:
        decision = _counted(conference, decision)
    else:
        decision = replace(decision, votes_for=None, votes_against=None, abstentions=None, votes={})
    if decision.method == Method.SILENCE:
        if not decision.circulated_until:
            raise Refused(_("A silence procedure needs the deadline until which an objection could be made."))
        if decision.circulated_until > timezone.now():
            raise Refused(_("The silence procedure still runs: until its deadline an objection can be made."))
    else:
        decision = replace(decision, circulated_until=None)
    if decision.decided_on is None:
        decision = replace(decision, decided_on=_day_of(conference, decision))
    return decision


def _day_of(conference: Conference, decision: PlenaryDecision) -> dt.date:
    if decision.circulated_until:
        return conference.local(decision.circulated_until).date()
    if decision.session and decision.session.start:
        return conference.local(decision.session.start).date()
    return conference.today()


def _counted(conference: Conference, decision: PlenaryDecision) -> PlenaryDecision:
    """Return the decision with its tallies: counted from the votes of delegations, else as given."""
    if decision.votes:
        check_votes(conference, decision.votes)
        tallies_of_list = tallies_of(decision.votes)
        tallies = (decision.votes_for, decision.votes_against, decision.abstentions)
        # Tallies left empty are counted; those that were typed must agree with the list.
        if any(
            tally is not None and tally != count
            for tally, count in zip(tallies, tallies_of_list, strict=True)
        ):
            raise Refused(
                _(
                    "By the list of delegations the vote is %(for)d in favour, %(against)d against,"
                    " %(abstentions)d abstentions; the tallies say otherwise. Correct one of them."
                )
                % {
                    "for": tallies_of_list.votes_for,
                    "against": tallies_of_list.votes_against,
                    "abstentions": tallies_of_list.abstentions,
                }
            )
        return replace(decision, **tallies_of_list._asdict())
    if decision.votes_for is None or decision.votes_against is None:
        raise Refused(_("A recorded vote needs its tallies: in favour, against, abstentions."))
    check_tallies(conference, decision.votes_for + decision.votes_against + (decision.abstentions or 0))
    return decision


def record_adoption(
    recommendation: Recommendation, version: RecommendationVersion, by: User, decision: PlenaryDecision, outcome: str,
    orally_amended: bool,
) -> Adoption:  # fmt: skip
    """Record the decision on one version. Called inside the verb's transaction."""
    facts = {name: value for name, value in vars(decision).items() if name not in ("votes", "majority")}
    adoption = Adoption.objects.create(
        recommendation=recommendation,
        version=version,
        outcome=outcome,
        orally_amended=orally_amended,
        stage_before=recommendation.stage,
        recorded_by=by,
        **facts,
    )
    save_votes(adoption, decision.votes)
    return adoption


def check_carried(decision: PlenaryDecision) -> None:
    """Raise Refused if a recorded vote does not reach the required majority."""
    if _is_carried(decision):
        return
    if decision.majority == Majority.TWO_THIRDS:
        raise Refused(
            _("Fewer than two thirds of those voting for or against are in favour: record it as not adopted.")
        )
    raise Refused(_("The votes in favour do not outnumber those against: record it as not adopted."))


def _is_carried(decision: PlenaryDecision) -> bool:
    return is_carried(decision.votes_for or 0, decision.votes_against or 0, decision.majority)


def facts_of_decision(decision: PlenaryDecision) -> dict[str, Any]:
    """Return the facts that the history keeps beside the tallies: the method, and the majority that a vote needed."""
    majority = {"majority": str(decision.majority)} if decision.method == Method.RECORDED_VOTE else {}
    return {"method": decision.method, **majority}


@dataclass(frozen=True)
class OralAmendment:
    """The text as read out by the chair, rewritten in one language."""

    language: str
    written: tuple[ParagraphText, ...]


def as_read_out(before: Sequence[Paragraph], language: str, text: str) -> OralAmendment:
    """Match the whole text, typed as the chair read it out, to the paragraphs that it concerns. Pure.

    A text that reads as before is the same paragraph, wherever others were removed or added; a changed text is the one
    that stood in its place. Surplus texts are new paragraphs; paragraphs without a text are removed.
    """
    parts = split_plain_text(text)
    texts_before = [paragraph.text(language) or MISSING for paragraph in before]
    ids = [""] * len(parts)
    matcher = SequenceMatcher(None, texts_before, [part for _level, part in parts], autojunk=False)
    for _kind, first, last, start, stop in matcher.get_opcodes():
        for paragraph, index in zip(before[first:last], range(start, stop), strict=False):
            ids[index] = paragraph.id
    return OralAmendment(
        language,
        tuple(
            ParagraphText("" if part == MISSING else part, level, key)
            for (level, part), key in zip(parts, ids, strict=True)
        ),
    )


def table_recommendation(
    recommendation: Recommendation,
    *,
    by: User,
    symbol: str,
    amendments_from: dt.datetime | None = None,
    amendments_until: dt.datetime | None = None,
    reason: str = "",
) -> None:
    """Put it before the plenary under a symbol; its text is then frozen, and only amendments change it.

    Delegations may send amendments from one time to the other, without a limit where there is none.
    A language may be missing ("advance, English only"), but not stale. A text deferred or referred back is
    tabled again as a new version. Raises Refused with the obstacles.
    """
    if not symbol.strip():
        raise Refused(_("A tabled recommendation needs a document symbol, as in CONF/2017/L.3."))
    require_free_symbol(recommendation, symbol.strip())
    check_order(amendments_from, amendments_until)
    transition = check("table", recommendation, by=by)
    version = recommendation.current_version
    assert version is not None
    missing = [code for code in recommendation.conference.languages if code not in version.languages]
    with transaction.atomic():
        if recommendation.facts.comes_again:
            save_version(
                recommendation, by=by, base=version, body=version.body, reason=reason or str(_("Tabled again")),
            )  # fmt: skip
        move(
            recommendation, transition.target, "outcomes.recommendation_tabled", by=by, reason=reason,
            details={"symbol": symbol} | ({"advance_without": missing} if missing else {}),
            symbol=symbol.strip(), amendments_from=amendments_from, amendments_until=amendments_until,
            tabled_version=recommendation.current_version,
        )  # fmt: skip


def adopt_recommendation(
    recommendation: Recommendation,
    *,
    by: User,
    decision: PlenaryDecision,
    amendment: OralAmendment | None = None,
    reason: str = "",
    override: str = "",
) -> Adoption:
    """Adopt one recommendation and give it its permanent number; see `adopt_recommendations`."""
    return adopt_recommendations(
        [recommendation],
        by=by,
        decision=decision,
        amendments={recommendation.pk: amendment} if amendment else None,
        reason=reason,
        override=override,
    )[0]


def adopt_recommendations(
    recommendations: Sequence[Recommendation],
    *,
    by: User,
    decision: PlenaryDecision,
    amendments: Mapping[UUID, OralAmendment] | None = None,
    reason: str = "",
    override: str = "",
) -> list[Adoption]:
    """Adopt several in this order, all or none, each with the next number of its document.

    Oral `amendments` (by id of the recommendation) are adopted with it: the text as read out is the version that
    counts, other languages of the changed paragraphs become stale, and the adoption is subject to linguistic revision.
    The same holds if an owner adopts a text with a stale language, with a reason (`override`). Raises Refused with the
    first obstacle; then no number is used.
    """
    if not recommendations:
        raise Refused(_("There is nothing to adopt."))
    decision = checked_decision(recommendations[0].conference, decision)
    if decision.method == Method.RECORDED_VOTE:
        check_carried(decision)
    with transaction.atomic():
        lock_documents(recommendations)
        lock_texts(recommendations)
        return [
            _adopt(recommendation, by, decision, (amendments or {}).get(recommendation.pk), reason, override)
            for recommendation in recommendations
        ]


def _adopt(
    recommendation: Recommendation, by: User, decision: PlenaryDecision, amendment: OralAmendment | None, reason: str,
    override: str,
) -> Adoption:  # fmt: skip
    check("adopt", recommendation, by=by, override=override)
    base = recommendation.current_version
    assert base is not None
    body, orally_amended = _as_adopted(base, amendment)
    set_aside = TRANSITIONS["adopt"].overridable_obstacles(recommendation) if override else []
    version = save_version(recommendation, by=by, base=base, body=body, reason=reason or str(_("As adopted")))
    accepted = _accepted_since_tabled(recommendation)
    amended = orally_amended or bool(accepted)
    if amended or set_aside:
        decision = replace(
            decision, linguistic_revision=decision.linguistic_revision or bool(stale_languages(body))
        )
    # A number stays with its text: adopted, revoked and adopted again, it keeps it.
    number = recommendation.number or claim_numbers(recommendation.document, 1)[0]
    adoption = record_adoption(
        recommendation, version, by, decision,
        AdoptionOutcome.ADOPTED_AS_AMENDED if amended else AdoptionOutcome.ADOPTED,
        orally_amended or AmendmentStatus.ACCEPTED_ORALLY in accepted,
    )  # fmt: skip
    move(
        recommendation, Stage(adoption.outcome), "outcomes.recommendation_adopted", by=by, reason=override or reason,
        details={"number": number, **facts_of_decision(decision)}
        | ({"overridden": len(set_aside)} if set_aside else {}),
        number=number, adopted_on=adoption.decided_on,
    )  # fmt: skip
    recommendation.save(update_fields=["search_text"])
    return adoption


def _accepted_since_tabled(recommendation: Recommendation) -> list[str]:
    """List how each amendment that changed the text since it was tabled was accepted."""
    rows = recommendation.amendments.values_list(
        "state", "resulting_version__number", "recommendation__tabled_version__number"
    )
    return [state for state, resulting, tabled in rows if resulting is not None and resulting > (tabled or 0)]


def _as_adopted(base: RecommendationVersion, amendment: OralAmendment | None) -> tuple[list[Paragraph], bool]:
    """Return the text as the plenary adopts it: official in every language that is in line with the others."""
    body = base.body
    if amendment:
        body = rewritten(body, amendment.language, amendment.written)
        if open_brackets(body):
            raise Refused(_("A text that is to be adopted may not contain [square brackets]."))
    amended = not reads_the_same(body, base.body)
    official = [
        replace(
            paragraph,
            texts={
                code: value if value.status == TextStatus.STALE else Text(value.text, TextStatus.OFFICIAL)
                for code, value in paragraph.texts.items()
            },
        )
        for paragraph in body
    ]
    return official, amended


def reject_recommendation(
    recommendation: Recommendation, *, by: User, decision: PlenaryDecision, reason: str = ""
) -> Adoption:
    """Record that the plenary did not adopt it, and how it decided. It gets no number.

    Raises Refused for a recorded vote that was carried.
    """
    decision = checked_decision(recommendation.conference, decision)
    if decision.method == Method.RECORDED_VOTE and _is_carried(decision):
        raise Refused(
            _(
                "The majority that was needed is in favour: record it as adopted, or correct votes or majority."
            )
        )
    with transaction.atomic():
        lock_texts([recommendation])
        transition = check("reject", recommendation, by=by)
        version = recommendation.current_version
        assert version is not None
        adoption = record_adoption(recommendation, version, by, decision, AdoptionOutcome.NOT_ADOPTED, False)
        move(
            recommendation, transition.target, "outcomes.recommendation_not_adopted", by=by, reason=reason,
            details=facts_of_decision(decision),
        )  # fmt: skip
    return adoption


_FELL_WITH_IT = {
    "withdraw": gettext_lazy("The recommendation was withdrawn."),
    "defer": gettext_lazy("The recommendation was deferred."),
    "refer": gettext_lazy("The recommendation was referred back."),
}


def set_aside(recommendation: Recommendation, name: str, *, by: User, reason: str) -> None:
    """Carry out another decision of the plenary, with its reason: `name` is 'withdraw', 'defer' or 'refer'.

    Amendments that are still open fall with it.
    """
    if not reason.strip():
        raise Refused(_("Say why: the record of the plenary needs it."))
    with transaction.atomic():
        lock_texts([recommendation])
        transition = check(name, recommendation, by=by)
        verb = f"outcomes.recommendation_{transition.target}"
        move(recommendation, transition.target, verb, by=by, reason=reason)
        # The text is no longer before the plenary, so the open amendments to it fall.
        lapse_all(recommendation, by=by, reason=str(_FELL_WITH_IT[name]))


def plenary_sits(conference: Conference) -> bool:
    """Tell whether a plenary runs at this moment, and a text is there that it can decide on."""
    now = timezone.now()
    plenaries = Session.objects.of(conference).taking_place().filter(kind=SessionKind.PLENARY)
    stages = TRANSITIONS["adopt"].all_sources(conference)
    return (
        plenaries.filter(start__lte=now, end__gt=now).exists()
        and Recommendation.objects.of(conference).filter(stage__in=stages).exists()
    )


has_adopted = ConferenceFact(lambda conference: Exists(Recommendation.objects.of(conference).adopted()))
