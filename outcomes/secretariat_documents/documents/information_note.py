"""The information note for participants: place and dates, registration, programme, languages, rooms, contacts.

It says what the conference has published, in numbered paragraphs, and keeps its tense when the days are over; what the
conference has not settled is left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agenda.programme.documents.agenda_source import zone_note
from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedSession
from agenda.releases.domain.reader import published_agenda
from agenda.sessions.models.session import SessionKind
from confman.conferences.models import Conference, Page
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import date_in_text, document_weekday, ended_once, time_in_text
from confman.documents.meta import DocumentMeta
from confman.people.privacy import Audience
from confman.translation.languages import languages_in_text
from confman.translation.marks import quotable
from confman.translation.text import TranslatedText
from confman.web.markdown import plain_blocks
from outcomes.register.domain.made_documents import symbol_to_print
from outcomes.register.models import RegisteredDocument
from outcomes.reports.documents.blocks import (
    Drafted,
    ReportBlock,
    ReportPart,
    heading,
    listed,
    numbered,
    paragraph,
)
from outcomes.reports.documents.passages import held_sentence

TITLE = gettext_lazy("Information for participants")


@dataclass(frozen=True)
class InformationNote:
    meta: DocumentMeta
    parts: tuple[ReportPart, ...]


def build_information_note(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> InformationNote:
    """Build the note from the conference, its published agenda and the pages of its site."""
    agenda = published_agenda(conference, Audience.PUBLIC)
    parts = numbered(_parts(conference, agenda, language))
    return InformationNote(
        meta=document_meta(
            conference,
            language=language,
            title=str(TITLE),
            symbol=symbol_to_print(conference, "outcomes.information-note", language),
            distribution=_("General"),
            original_language=conference.default_language if _has_original(conference) else "",
        ),
        parts=parts,
    )


def _has_original(conference: Conference) -> bool:
    """Return whether the register has the note in the conference's first language."""
    notes = RegisteredDocument.objects.of(conference).made_as("outcomes.information-note")
    return bool(notes.filter(files__language=conference.default_language).exists())


def _parts(conference: Conference, agenda: ReleasedAgenda | None, language: str) -> Iterator[Drafted]:
    yield Drafted(_("Dates and venue"), [*_dates_and_venue(conference, agenda, language)])
    yield Drafted(_("Registration"), [*_registration(conference, language)])
    yield Drafted(_("Programme"), [*_programme(conference, agenda, language)])
    interpreted = _interpreted(agenda)
    title = _("Languages and interpretation") if interpreted else _("Languages")
    yield Drafted(title, [*_languages(conference, interpreted, language)])
    for page in Page.objects.information_of(conference).order_by("position", "slug"):
        blocks = [*_written(page.body, conference, language)]
        yield Drafted(page.title.in_language(language, conference.languages), blocks)
    yield Drafted(_("Contacts"), [*_contacts(conference, language)])


def _dates_and_venue(
    conference: Conference, agenda: ReleasedAgenda | None, language: str
) -> Iterator[ReportBlock]:
    country: Any = conference.country
    city = ", ".join(part for part in (str(conference.city), str(country.name or "")) if part)
    yield paragraph(held_sentence(conference, language, place=city, announced=True))
    where = [str(conference.venue), *str(conference.address).splitlines()]
    if venue := ", ".join(part.strip(" ,") for part in where if part.strip(" ,")):
        yield paragraph(ended_once(_("Venue: %(venue)s.") % {"venue": venue}))
    if lines := [*_rooms(agenda)]:
        yield paragraph(_("The sessions will be held in the following rooms:"))
        yield listed(lines)
    if conference.directions:
        yield heading(_("Getting there"))
        yield from _written(conference.directions, conference, language)


def _rooms(agenda: ReleasedAgenda | None) -> Iterator[str]:
    """Yield the rooms in which meetings are held, with what matters to who comes there."""
    room_ids = {session.room.id for session in agenda.sessions if session.room} if agenda else set()
    for room in agenda.rooms if agenda else ():
        if room.id not in room_ids:
            continue
        facts = []
        if room.capacity:
            places = ngettext("%(count)d place", "%(count)d places", room.capacity)
            facts.append(places % {"count": room.capacity})
        if room.accessible:
            facts.append(_("step-free access"))
        yield f"{room}: {', '.join(facts)}" if facts else str(room)


def _registration(conference: Conference, language: str) -> Iterator[ReportBlock]:
    opens, closes = conference.registration_opens_on, conference.registration_closes_on
    is_closed = _is_over(conference) or bool(closes and closes < conference.today())
    if opens and closes:
        sentence = (
            _("Registration was open from %(first)s to %(last)s.")
            if is_closed
            else _("Registration is open from %(first)s to %(last)s.")
        )
    elif closes:
        sentence = (
            _("Registration was open until %(last)s.")
            if is_closed
            else _("Registration is open until %(last)s.")
        )
    else:
        sentence = (
            _("Registration opens on %(first)s.")
            if conference.opens_later
            else _("Registration opened on %(first)s.")
        )
    if opens or closes:
        days = {"first": opens, "last": closes}
        dates = {name: date_in_text(day, language) for name, day in days.items() if day}
        yield paragraph(ended_once(sentence % dates))
    if not is_closed and (opens or closes or conference.takes_registrations):
        address = f"{_site(conference, language)}register/"
        yield paragraph(_("Participants register at %(address)s.") % {"address": address})


def _programme(conference: Conference, agenda: ReleasedAgenda | None, language: str) -> Iterator[ReportBlock]:
    if agenda is None or not agenda.sessions:
        return
    meetings = [session for session in agenda.sessions if not session.is_pause and not session.cancelled]
    if meetings:
        first = next((meeting for meeting in meetings if meeting.kind == SessionKind.OPENING), meetings[0])
        yield paragraph(_first_meeting(first, language))
    yield paragraph(zone_note(conference))
    sentence = _("The agenda is published at %(address)s; any changes will be announced there.")
    yield paragraph(sentence % {"address": f"{_site(conference, language)}agenda/"})


def _is_over(conference: Conference) -> bool:
    return conference.phase() == "after"


def _first_meeting(session: ReleasedSession, language: str) -> str:
    values = {
        "title": quotable(session.title),
        "weekday": document_weekday(session.start.date(), language),
        "date": date_in_text(session.start.date(), language),
        "time": time_in_text(session.start, language),
        "room": str(session.room or ""),
    }
    sentence = (
        _("The first session, “%(title)s”, begins on %(weekday)s, %(date)s, at %(time)s (%(room)s).")
        if session.room
        else _("The first session, “%(title)s”, begins on %(weekday)s, %(date)s, at %(time)s.")
    )
    return ended_once(sentence % values)


def _interpreted(agenda: ReleasedAgenda | None) -> list[str]:
    """Return the languages into which sessions are interpreted: what is spoken has no script."""
    spoken: dict[str, str] = {}
    for session in agenda.sessions if agenda else ():
        if set(session.listening_languages) - set(session.floor_languages):
            for code in session.listening_languages:
                spoken.setdefault(code.split("-")[0], code)
    return list(spoken.values())


def _languages(conference: Conference, interpreted: Sequence[str], language: str) -> Iterator[ReportBlock]:
    def names(codes: Sequence[str]) -> str:
        return languages_in_text(codes, language)

    yield paragraph(_("Languages of the conference: %(names)s.") % {"names": names(conference.languages)})
    if interpreted:
        yield paragraph(_("Interpretation is provided into %(names)s.") % {"names": names(interpreted)})


def _written(text: TranslatedText, conference: Conference, language: str) -> Iterator[ReportBlock]:
    """Yield the blocks of a text that is written in Markdown; another language than the document's is marked."""
    code, wording = text.best((language, *conference.languages))
    items: list[str] = []
    for kind, content in plain_blocks(wording):
        if kind != "item" and items:
            yield listed(items)
            items = []
        if kind == "item":
            items.append(content)
        else:
            yield (
                heading(content)
                if kind == "heading"
                else paragraph(content, language=code, of_document=language)
            )
    if items:
        yield listed(items)


def _contacts(conference: Conference, language: str) -> Iterator[ReportBlock]:
    organizers = [str(row) for row in conference.partners.all() if row.role == "organizer"]
    lines = []
    if organizers:
        lines.append(_("Secretariat of the conference: %(names)s") % {"names": "; ".join(organizers)})
    lines += ways_to_ask(conference, language)
    if lines:
        yield paragraph(_("Questions may be addressed to the secretariat:"))
        yield listed(lines)


def ways_to_ask(conference: Conference, language: str) -> Iterator[str]:
    """Yield the address for mail, and that of the public site, as far as there are."""
    if conference.contact_email:
        yield _("E-mail: %(address)s") % {"address": conference.contact_email}
    if conference.is_public:
        yield _("Website: %(address)s") % {"address": _site(conference, language)}


def _site(conference: Conference, language: str) -> str:
    """Return the address of the public site in the document's language, if it has it."""
    code = conference.language_near(language)
    return f"{settings.BASE_URL}/{conference.slug}/{code}/"
