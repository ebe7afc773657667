"""Lists of speakers as they are handed to the podium and the interpreters: who speaks in which order, for how long."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.programme.documents.agenda_source import minutes_text
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import in_document, number_in_text
from confman.documents.meta import DocumentMeta
from confman.people.privacy import Audience, may_list
from outcomes.speakers_lists.domain.order import speaking_order
from outcomes.speakers_lists.domain.speakers_list import minutes_of, name_for, time_and_place
from outcomes.speakers_lists.models import SpeakersList, SpeakingRequest
from registrations.core.domain.names import country_of, titled_name

Kind, Status = SpeakingRequest.Kind, SpeakingRequest.Status


@dataclass(frozen=True)
class PrintedSpeaker:
    """A speaker: the delegation or the person, and below it name and function, country and kind of request."""

    number: int
    name: str
    details: tuple[str, ...]
    minutes: str
    state: str


@dataclass(frozen=True)
class PrintedList:
    title: str
    of_item: str  # the item, where the list is of one
    when: str
    rule: str
    speakers: tuple[PrintedSpeaker, ...]
    note: str = ""  # why nobody is named


@dataclass(frozen=True)
class ListsOfSpeakers:
    meta: DocumentMeta
    lists: tuple[PrintedList, ...]


def build_lists_of_speakers(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> ListsOfSpeakers:
    """Print one list (`options`: speakers_list, an id), else all, in the order of the agenda. Two queries and one.

    A person is named as participants may read it. Under the Chatham House Rule nobody is.
    """
    requests = SpeakingRequest.objects.select_related("delegation", "person").exclude(state=Status.WITHDRAWN)
    lookups = {"pk": options["speakers_list"]} if options.get("speakers_list") else {}
    rows = (
        SpeakersList.objects.filter(session__conference=conference, **lookups)
        .select_related("session__room", "session__conference", "item")
        .prefetch_related(Prefetch("requests", requests))
        .order_by("session__start", "item__position", "created_at", "id")
    )
    lists = tuple(_printed(row, conference, language) for row in rows)
    return ListsOfSpeakers(
        meta=document_meta(
            conference,
            language=language,
            title=_("List of speakers") if len(lists) == 1 else _("Lists of speakers"),
            distribution=_("Podium and interpreters"),
        ),
        lists=lists,
    )


def _printed(row: SpeakersList, conference: Conference, language: str) -> PrintedList:
    session, item = row.session, row.item
    number = f"{item.number}. " if item and item.number else ""
    return PrintedList(
        title=str(session.title),
        of_item=f"{number}{item.title}" if item else "",
        when=time_and_place(session, language),
        rule=" ".join(_rule(row, language)),
        speakers=() if session.chatham_house else tuple(_speakers(row, conference, language)),
        note=_("Held under the Chatham House Rule: its speakers are not listed.")
        if session.chatham_house
        else "",
    )


def _rule(row: SpeakersList, language: str) -> Iterator[str]:
    limit = ngettext("Time limit: %(count)s minute.", "Time limit: %(count)s minutes.", row.minutes)
    yield limit % {"count": number_in_text(row.minutes, language, "feminine")}
    yield capfirst(f"{row.get_order_display()}.")
    if row.is_closed:
        yield _("The list is closed.")


def _speakers(row: SpeakersList, conference: Conference, language: str) -> Iterator[PrintedSpeaker]:
    requests = list(row.requests.all())
    spoken = [request for request in requests if request.state == Status.SPOKEN]
    ordered = [
        *sorted(spoken, key=lambda request: request.ended_at or request.requested_at),
        *(request for request in requests if request.state == Status.SPEAKING),
        *speaking_order(request for request in requests if request.state == Status.WAITING),
    ]
    for number, request in enumerate(ordered, start=1):
        request.speakers_list = row
        yield PrintedSpeaker(
            number=number,
            name=in_document(request.delegation.name, conference, language)
            if request.delegation
            else name_for(request),
            details=tuple(part for part in _details(request, conference, language) if part),
            minutes=minutes_text(minutes_of(request)),
            state=capfirst(request.get_state_display()),
        )


def _details(request: SpeakingRequest, conference: Conference, language: str) -> Iterator[str]:
    person = (
        request.person if request.person and may_list(request.person.listing, Audience.PARTICIPANTS) else None
    )
    if person:
        parts = [
            titled_name(person, conference, language) if request.delegation else "",
            in_document(person.job_title, conference, language),
            "" if request.delegation else in_document(person.organization, conference, language),
            "" if request.delegation else country_of(person),
        ]
        yield capfirst(", ".join(part for part in parts if part))
    if request.kind != Kind.STATEMENT:
        yield capfirst(request.get_kind_display())
