"""Ways to statements from a list of speakers, a delegation and a participant; what the public navigation asks."""

from collections.abc import Iterator
from typing import Any

from django.db.models import UUIDField
from django.urls import reverse
from django.utils.translation import gettext_lazy

from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.conferences.registries import Link
from outcomes.speakers_lists.models import SpeakersList, SpeakingRequest
from outcomes.statements.domain import BEFORE, booth_token
from outcomes.statements.models import Statement
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration

_LABEL = gettext_lazy("Your statement")
_TO_HAND_IN = gettext_lazy("You are on the list of speakers: hand in the text, for the interpreters.")
_HANDED_IN = gettext_lazy("The interpreters have your text. Another language is welcome.")


def delivered(conference: Conference) -> Any:
    """Return the statements that everybody may read."""
    return Statement.objects.of(conference).delivered()


def links_of_delegation(delegation: Delegation) -> Iterator[Link]:
    """Yield the link to the statements of a delegation that is on a list of speakers."""
    waiting = SpeakingRequest.objects.filter(delegation=delegation, state__in=BEFORE)
    if delegation.conference.phase() != "after" and waiting.exists():
        page = reverse("outcomes_delegation:statements", args=[delegation.conference.slug, delegation.pk])
        has_texts = Statement.objects.filter(request__in=waiting).exists()
        yield Link(_LABEL, page, detail=_HANDED_IN if has_texts else _TO_HAND_IN)


_requests_of = CompiledQuery(
    lambda person: SpeakingRequest.objects.filter(person=person, state__in=BEFORE)[:1], UUIDField()
)


def links_of_participant(registration: Registration) -> Iterator[Link]:
    """Yield the link to the statements of a participant who is on a list of speakers."""
    if registration.is_over or registration.conference.phase() == "after":
        return
    if rows := _requests_of.all(registration.person_id):
        has_texts = Statement.objects.filter(request__in=[row.pk for row in rows]).exists()
        page = reverse("outcomes_portal:own-statements", args=[registration.conference.slug, registration.pk])
        yield Link(_LABEL, page, "chat-quote", _HANDED_IN if has_texts else _TO_HAND_IN)


def links_of_speakers_list(speakers_list: SpeakersList) -> Iterator[Link]:
    """Yield the link to the page on which the interpreters of the session read its statements, once it has one."""
    session = speakers_list.session
    if token := booth_token(session):
        keys = [session.conference.slug, token]
        yield Link(gettext_lazy("Statements"), reverse("outcomes_onsite:statements", args=keys), "chat-quote")
