"""Checks before an amendment: the right to propose and support it, the time for it, and the text that was meant."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.privacy import Audience, may_list
from confman.translation.languages import language_name
from confman.web.errors import Refused
from outcomes.amendments.domain.edits import ProposedText, kind_of
from outcomes.amendments.models import Amendment, AmendmentKind
from outcomes.drafting.domain.screen import oral_text
from outcomes.drafting.models import DraftingScreen
from outcomes.recommendations.domain.plain_text import tidy
from outcomes.recommendations.domain.transitions import TRANSITIONS, may, why_blocked
from outcomes.recommendations.domain.versions import MAX_CHARACTERS
from outcomes.recommendations.domain.wording import open_brackets
from outcomes.recommendations.models.paragraphs import Paragraph, TextStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import stages_where
from outcomes.recommendations.models.version import RecommendationVersion
from registrations.core.domain.settings import is_closed
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Function, Registration

# These functions advise and observe; they do not represent the delegation.
WITHOUT_A_VOICE = (Function.ADVISER, Function.OBSERVER)


@dataclass(frozen=True)
class Party:
    """The party in whose name an amendment is made: a delegation of the list, else a name in words.

    `person` is the sender. `by_right` says that they have a right of their own; a party that the
    secretariat types in has none, and needs the right of the user who types.
    """

    delegation: Delegation | None = None
    name: str = ""
    person: Person | None = None
    by_right: bool = False

    def proposed(self, amendment: Amendment) -> bool:
        """Tell whether the amendment is this party's own: of its delegation, else of the person."""
        if amendment.proposer_id:
            return self.delegation is not None and amendment.proposer_id == self.delegation.pk
        return self.person is not None and amendment.person_id == self.person.pk

    def supports(self, amendment: Amendment) -> bool:
        """Tell whether the party's delegation is among the co-sponsors."""
        return self.delegation is not None and any(
            delegation.pk == self.delegation.pk for delegation in amendment.co_sponsors.all()
        )


def party_of_registration(registration: Registration) -> Party | None:
    """Return the party that a participant may propose for: their delegation, else themselves; None without the right.

    The right is that of the category, once the registration is approved.
    """
    if not (registration.is_approved and registration.category.may_propose):
        return None
    if registration.delegation:
        if registration.function in WITHOUT_A_VOICE:
            return None
        return Party(registration.delegation, person=registration.person, by_right=True)
    return Party(name=_own_name(registration.person), person=registration.person, by_right=True)


def _own_name(person: Person) -> str:
    """Return the organization of a person without a delegation, else their name if participants may read it."""
    if organization := str(person.organization):
        return organization
    return str(person.name) if may_list(person.listing, Audience.PARTICIPANTS) else _("a participant")


def delegation_may_propose(delegation: Delegation) -> bool:
    """Tell whether one of the delegation's people has the right to propose in its name."""
    members = Registration.objects.approved().filter(delegation=delegation, category__may_propose=True)
    return members.exclude(function__in=WITHOUT_A_VOICE).exists()


def party_of_focal_point(delegation: Delegation, person: Person) -> Party | None:
    """Return the delegation that a focal point writes for, if it may propose."""
    return Party(delegation, person=person, by_right=True) if delegation_may_propose(delegation) else None


_TABLED = stages_where(lambda facts: facts.is_tabled)


def is_amendable(recommendation: Recommendation) -> bool:
    """Tell whether the text is before the plenary, so that users who decide may take amendments from the floor."""
    return TRANSITIONS["adopt"].starts_from(recommendation)


def check_before_plenary(recommendation: Recommendation) -> None:
    """Raise Refused unless the text is before the plenary."""
    if not is_amendable(recommendation):
        raise Refused(
            _("%(what)s is “%(stage)s”: its text is not before the plenary, and cannot be amended.")
            % {"what": recommendation.label, "stage": recommendation.get_stage_display()}
        )


def is_open_for_amendments(recommendation: Recommendation) -> bool:
    """Tell whether delegations may send amendments now.

    A tabled text is open from the set time, or at once, to its deadline; not during a silence procedure. A text that an
    expert meeting agreed and did not table is open only if a window was set for it.
    """
    now = timezone.now()
    opens, closes = recommendation.amendments_from, recommendation.amendments_until
    if not is_amendable(recommendation) or is_closed(recommendation.conference):
        return False
    if not recommendation.facts.is_tabled and not (opens or closes):
        return False
    if why_blocked(recommendation):
        return False
    return (opens is None or opens <= now) and (closes is None or now <= closes)


def before_the_plenary(conference: Conference) -> QuerySet[Recommendation]:
    """Return texts that may be amended, whether their window is open, to come or past, and wait for a decision."""
    stages = TRANSITIONS["adopt"].all_sources(conference)
    was_opened = Q(stage__in=_TABLED) | Q(amendments_from__isnull=False) | Q(amendments_until__isnull=False)
    recommendations = Recommendation.objects.of(conference).filter(was_opened, stage__in=stages)
    return recommendations.with_silence().in_document_order()


def check_window(recommendation: Recommendation) -> None:
    """Raise Refused, with the reason, if delegations may send nothing now."""
    if is_open_for_amendments(recommendation):
        return
    if why := why_blocked(recommendation):
        raise Refused(f"{recommendation.label}: {why}")
    now, values = timezone.now(), {"what": recommendation.label}
    opens, closes = recommendation.amendments_from, recommendation.amendments_until
    if opens and now < opens:
        raise Refused(
            _("Amendments to %(what)s may be sent from %(time)s.")
            % {**values, "time": _when(recommendation, opens)}
        )
    if closes and closes < now:
        raise Refused(
            _(
                "The deadline for amendments to %(what)s was %(time)s. Ask the chair to take yours from the floor."
            )
            % {**values, "time": _when(recommendation, closes)}
        )
    raise Refused(_("%(what)s is not open for amendments.") % values)


def _when(recommendation: Recommendation, moment: dt.datetime) -> str:
    local = recommendation.conference.local(moment)
    return f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M}"


def set_amendment_window(
    recommendation: Recommendation, *, by: User, opens: dt.datetime | None, closes: dt.datetime | None
) -> None:
    """Set the time in which delegations may send amendments; None for no limit.

    Raises Refused if the deadline is before the beginning, or the text is not before the plenary.
    """
    if not may(by, "outcomes.table_recommendation", recommendation):
        raise Refused(_("The secretariat sets the time for amendments."))
    check_before_plenary(recommendation)
    check_order(opens, closes)
    with transaction.atomic():
        recommendation.amendments_from, recommendation.amendments_until = opens, closes
        recommendation.save(update_fields=["amendments_from", "amendments_until"])
        record_audit(
            "outcomes.amendment_window_set", by=by, target=recommendation,
            label=recommendation.working_ref,
            details={
                "amendments_from": opens.isoformat() if opens else "",
                "amendments_until": closes.isoformat() if closes else "",
            },
        )  # fmt: skip


def check_order(opens: dt.datetime | None, closes: dt.datetime | None) -> None:
    """Raise Refused if the window would close before it opens."""
    if opens and closes and closes <= opens:
        raise Refused(_("The deadline for amendments lies before their beginning."))


# The limit in characters on what may be added to an existing paragraph: a page compares all amendments word by word.
MAX_ADDED = 10_000


class TextHasChanged(Refused):
    """The paragraph has changed since the writer read it."""


class AlreadyDecided(Refused):
    """Someone else has meanwhile decided otherwise on the amendment."""


def text_of(recommendation: Recommendation) -> RecommendationVersion:
    """Return the version that is before the plenary. Raises Refused if there is none."""
    if recommendation.current_version is None:
        raise Refused(_("%(what)s has no text yet.") % {"what": recommendation.label})
    return recommendation.current_version


def check_may_send(recommendation: Recommendation, by: User, party: Party) -> None:
    """Raise Refused if the party may not propose, or not now. Users who decide may propose for anyone, at any time."""
    if not (party.delegation or party.name.strip()):
        raise Refused(_("Say who proposes the amendment: a delegation of the list, or a name."))
    if party.by_right:
        check_window(recommendation)
    elif not may(by, "outcomes.decide_recommendation", recommendation):
        raise Refused(
            _("You may not propose amendments: your category of participants does not have that right.")
        )
    check_amendable(recommendation)


def check_amendable(recommendation: Recommendation) -> None:
    """Raise Refused unless the text is before the plenary, and nothing holds it up."""
    check_before_plenary(recommendation)
    if why := why_blocked(recommendation):
        raise Refused(f"{recommendation.label}: {why}")


def check_proposer(amendment: Amendment, by: User, party: Party) -> None:
    """Raise Refused if the amendment is another's, or decided."""
    if party.by_right:
        if not party.proposed(amendment):
            raise Refused(_("%(what)s is another’s amendment.") % {"what": amendment.label})
    elif not may(by, "outcomes.decide_recommendation", amendment.recommendation):
        raise Refused(_("You may not change this amendment."))
    check_open(amendment)


def check_supporter(amendment: Amendment, by: User, party: Party) -> Delegation:
    """Return the delegation. Raises Refused if the party is no delegation or is the proposer, or after the decision."""
    if party.delegation is None:
        raise Refused(_("Only a delegation can support an amendment."))
    if not party.by_right and not may(by, "outcomes.decide_recommendation", amendment.recommendation):
        raise Refused(_("You may not support amendments in the name of a delegation."))
    if amendment.proposer_id == party.delegation.pk:
        raise Refused(_("%(what)s is your own amendment.") % {"what": amendment.label})
    check_open(amendment)
    return party.delegation


def check_chair(recommendation: Recommendation, by: User) -> None:
    """Raise Refused for anyone who may not decide."""
    if not may(by, "outcomes.decide_recommendation", recommendation):
        raise Refused(
            _("The chair of the plenary decides on amendments, or the secretariat in the chair’s name.")
        )


def check_open(amendment: Amendment) -> None:
    """Raise AlreadyDecided, with the decision."""
    if not amendment.is_open:
        raise AlreadyDecided(
            _("%(what)s is decided already: %(state)s. Nothing was changed.")
            % {"what": amendment.label, "state": amendment.get_state_display()}
        )


def checked_change(
    recommendation: Recommendation, base: RecommendationVersion, proposal: ProposedText
) -> tuple[ProposedText, AmendmentKind]:
    """Return the change with its kind. Raises Refused if the paragraph has changed, or would not change."""
    proposal = replace(proposal, text=tidy(proposal.text))
    if len(proposal.text) > MAX_CHARACTERS:
        raise Refused(
            _("The paragraph would have %(count)d characters; at most %(limit)d fit. Nothing was sent.")
            % {"count": len(proposal.text), "limit": MAX_CHARACTERS}
        )
    before = {row.id: row for row in base.body}
    version = text_of(recommendation)
    now = {row.id: row for row in version.body}
    if proposal.is_new:
        if not proposal.text:
            raise Refused(_("The new paragraph has no text."))
        if proposal.paragraph and proposal.paragraph not in now:
            raise TextHasChanged(_paragraph_gone())
        if proposal.language not in version.languages:
            raise Refused(
                _("The text has no %(language)s yet: a paragraph can be added in a language that it has.")
                % {"language": language_name(proposal.language)}
            )
        return proposal, AmendmentKind.NEW
    old, present = before.get(proposal.paragraph), now.get(proposal.paragraph)
    if old is None or present is None:
        raise TextHasChanged(_paragraph_gone())
    if present.status(proposal.language) in ("", TextStatus.STALE):
        raise Refused(
            _("The paragraph’s text in %(language)s is not before the plenary: it is missing or stale. Amend it in"
              " another language.") % {"language": language_name(proposal.language)}
        )  # fmt: skip
    ground = present.text(proposal.language)
    if ground != old.text(proposal.language):
        raise TextHasChanged(
            _("The paragraph was changed while you were writing. Nothing was sent, and what you wrote is still here:"
              " compare it with the paragraph as it reads now.")
        )  # fmt: skip
    if proposal.text == ground:
        raise Refused(_("Nothing would change: the paragraph already reads so."))
    if (added := len(proposal.text) - len(ground)) > MAX_ADDED:
        raise Refused(
            _("The paragraph would be %(count)d characters longer; an amendment adds at most %(limit)d. Propose new"
              " paragraphs for the rest. Nothing was sent.") % {"count": added, "limit": MAX_ADDED}
        )  # fmt: skip
    return proposal, AmendmentKind(kind_of(ground, proposal.text))


def _paragraph_gone() -> str:
    return _("The paragraph is no longer in the text. Nothing was sent, and what you wrote is still here.")


def check_oral_text(
    amendment: Amendment, text: str, body: Sequence[Paragraph], screen: DraftingScreen | None
) -> None:
    """Raise Refused if the text read out changes nothing, or is not the text on the room's screen."""
    if not text:
        raise Refused(_("Type the text as the chair read it out: exactly that counts."))
    if len(text) > MAX_CHARACTERS:
        raise Refused(
            _("The paragraph would have %(count)d characters; at most %(limit)d fit. Nothing was changed.")
            % {"count": len(text), "limit": MAX_CHARACTERS}
        )
    if any(row.id == amendment.paragraph and row.text(amendment.language) == text for row in body) and (
        not amendment.is_new_paragraph
    ):
        raise Refused(_("This is the paragraph as it stands: if nothing is to change, reject the amendment."))
    screen_text = on_screen(amendment, screen)
    if screen_text and screen_text != text:
        raise Refused(
            _(
                "The screen shows a text other than the one you confirm: “%(text)s”. Only the text that the "
                "room has read counts."
            )
            % {"text": screen_text[:500]}
        )


def on_screen(amendment: Amendment, screen: DraftingScreen | None) -> str:
    """Return the paragraph as it is being typed on the screen; '' where it is not on the screen."""
    if screen is None or (screen.recommendation_id, screen.language) != (
        amendment.recommendation_id,
        amendment.language,
    ):
        return ""
    key = amendment.own_paragraph
    return next((row.text for row in oral_text(screen) if row.id == key), "")


def check_result(amendment: Amendment, body: Sequence[Paragraph], change: ProposedText) -> None:
    """Raise Refused if the result would be invalid: without a paragraph, stale, or with [square brackets]."""
    if not body:
        raise Refused(
            _("This is the only paragraph: without it nothing is left. Record that the recommendation is not adopted,"
              " or withdrawn.")
        )  # fmt: skip
    if not change.is_new and change.text:
        now = next(row for row in text_of(amendment.recommendation).body if row.id == change.paragraph)
        if now.status(change.language) == TextStatus.STALE:
            raise Refused(
                _("The paragraph’s text in %(language)s is stale since another language was amended. Bring it "
                "into line first, then decide.") % {"language": language_name(change.language)}
            )  # fmt: skip
    key = amendment.paragraph_made if change.is_new else change.paragraph
    changed = [
        replace(row, texts={change.language: row.texts[change.language]}) for row in body if row.id == key
    ]
    if open_brackets(changed):
        raise Refused(
            _(
                "The amendment has [square brackets]. Let the room settle them, and accept it as orally amended."
            )
        )
