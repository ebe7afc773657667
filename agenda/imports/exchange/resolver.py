"""From the events of a file to sessions that can be saved: times in the zone, texts in languages, guids, persons."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid5

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from agenda.programme.exchange.schedule import Schedule, ScheduleEvent, SchedulePerson, Texts
from agenda.rooms.models import Photography
from agenda.sessions.domain.sessions import check_session
from agenda.sessions.models.session import Session, SessionRole
from confman.conferences.models import Conference
from confman.people.domain.people import new_people
from confman.people.models import Person, fold_name
from confman.translation.languages import is_language
from confman.translation.text import TranslatedText
from confman.web.errors import Refused
from confman.web.search import fold
from confman.web.uploads.guard import reader_guard


class PersonFinder:
    """Finds the persons of a file among those of the conference, and makes those that are missing."""

    def __init__(self, conference: Conference, *, may_make: bool = True) -> None:
        self.conference, self.may_make = conference, may_make
        self.made: list[Person] = []
        self.left_out: list[str] = []
        self._found: dict[str, Person] = {}

    def person(self, entry: SchedulePerson) -> Person | None:
        return self._found.get(_sources(entry)[0])

    def find(self, entries: list[SchedulePerson]) -> None:
        """Find persons by an identifier of ours or of an earlier file, else by a name that only one person has."""
        people = list(Person.objects.of(self.conference).known().only("name", "email"))
        earlier = {f"guid:{person.pk}": person for person in people} | self._earlier()
        assigned = {person.pk for source, person in earlier.items() if source != f"guid:{person.pk}"}
        by_email = {
            (fold_name(name), person.email.lower()): person
            for person in people
            if person.email
            for name in person.name.values()
        }
        by_name = grouped(
            (name, person) for person in people for name in set(map(fold_name, person.name.values()))
        )
        missing: dict[str, SchedulePerson] = {}
        for entry in entries:
            sources = _sources(entry)
            if sources[0] in self._found or sources[0] in missing:
                continue
            namesakes = by_name[fold_name(entry.name)]
            if entry.email:
                # A namesake with another address is someone else.
                namesakes = [person for person in namesakes if not person.email]
            if len(sources) > 1:
                # Two people of one name whom the file distinguishes are two.
                namesakes = [person for person in namesakes if person.pk not in assigned]
            match = next((earlier[source] for source in sources if source in earlier), None)
            match = match or by_email.get((fold_name(entry.name), entry.email.lower()))
            match = match or (namesakes[0] if len(namesakes) == 1 else None)
            if match:
                self._found[sources[0]] = match
                assigned.add(match.pk)
            else:
                missing[sources[0]] = entry
        if not self.may_make:
            self.left_out = list(dict.fromkeys(entry.name for entry in missing.values()))
            return
        self.made = new_people(self.conference, map(_fields, missing.values()))
        self._found |= dict(zip(missing, self.made, strict=True))

    def _earlier(self) -> dict[str, Person]:
        roles = SessionRole.objects.filter(session__conference=self.conference).exclude(extra={})
        person_by_source = {}
        for role in roles.select_related("person"):
            for prefix in ("guid", "id"):
                if role.extra.get(prefix):
                    person_by_source[f"{prefix}:{role.extra[prefix]}"] = role.person
        return person_by_source


def _fields(entry: SchedulePerson) -> dict[str, str]:
    """Return what becomes of someone who is missing; texts are cut to what fits."""
    texts = {
        "name": entry.name[:300],
        "organization": entry.organization[:300],
        "email": entry.email,
        "biography": entry.biography[:5000],
    }
    return {field: value for field, value in texts.items() if value}


def _sources(entry: SchedulePerson) -> list[str]:
    """Return the identifiers by which the file distinguishes its persons, the most reliable first."""
    keys = [f"{prefix}:{value}" for prefix, value in (("guid", entry.guid), ("id", entry.id)) if value]
    return [*keys, f"name:{fold_name(entry.name)}"]


_Kind = Session.Kind
# Folded words, in any language we are likely to meet -> kind. The type is tried first, then the title.
_TYPES = {
    "keynote": _Kind.PLENARY, "plenary": _Kind.PLENARY, "plenarnoe zasedanie": _Kind.PLENARY,
    "yalpi majlis": _Kind.PLENARY, "panel": _Kind.PANEL, "podium": _Kind.PANEL, "workshop": _Kind.PARALLEL,
    "break": _Kind.BREAK, "coffee": _Kind.BREAK, "pause": _Kind.BREAK, "meal": _Kind.MEAL, "lunch": _Kind.MEAL,
    "food": _Kind.MEAL, "dinner": _Kind.MEAL, "social": _Kind.SOCIAL, "party": _Kind.SOCIAL, "concert": _Kind.SOCIAL,
    "performance": _Kind.SOCIAL, "opening": _Kind.OPENING, "closing": _Kind.CLOSING, "press": _Kind.PRESS,
    "press conference": _Kind.PRESS, "working group": _Kind.WORKING_GROUP, "workinggroup": _Kind.WORKING_GROUP,
    "side event": _Kind.SIDE_EVENT, "sideevent": _Kind.SIDE_EVENT, "bof": _Kind.SIDE_EVENT,
    "meeting": _Kind.SIDE_EVENT, "meetup": _Kind.SIDE_EVENT,
}  # fmt: skip
_TITLES = {
    "lunch": _Kind.MEAL, "breakfast": _Kind.MEAL, "dinner": _Kind.MEAL, "coffee": _Kind.BREAK,
    "coffee break": _Kind.BREAK, "break": _Kind.BREAK, "opening": _Kind.OPENING, "closing": _Kind.CLOSING,
    "obed": _Kind.MEAL, "tushlik": _Kind.MEAL, "pereryv na kofe": _Kind.BREAK, "kofe breyk": _Kind.BREAK,
    "kofe breik": _Kind.BREAK,
}  # fmt: skip


def kind_of(word: str, title: str = "") -> str:
    """Return the kind for a file's type of event, else by its title, else a parallel session."""
    folded = fold(word)
    if folded.replace(" ", "-") in _Kind.values:
        return folded.replace(" ", "-")
    return str(_TYPES.get(folded) or _TITLES.get(fold(title)) or _Kind.PARALLEL)


@dataclass
class SessionDraft:
    """A session as it would be saved, without room, theme and roles, and the event it comes from."""

    session: Session
    event: ScheduleEvent
    language: str  # of the texts that name none


def normal_language(code: str) -> str:
    """Return the BCP 47 code that a file means: en for EN, en_US or en-US; '' for anything but a code."""
    try:
        locale = Locale.parse(code.strip().replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return ""
    return f"{locale.language}-{locale.script}" if locale.script else locale.language


def normal_languages(text: str) -> list[str]:
    """Return the codes of "ru", "ru/en" or "ru, en", in their order; none if one of them is not a code."""
    parts = [part for part in re.split(r"[,;/ ]+", text.strip()) if part]
    codes = [normal_language(part) for part in parts]
    return list(dict.fromkeys(codes)) if all(codes) else []


def in_language(texts: Texts, language: str) -> TranslatedText:
    """Return a text of the file; what names no language, or none that there is, is in this one."""
    return TranslatedText(
        {
            code if is_language(code) else normal_language(code) or language: value
            for code, value in texts.items()
        }
    )


class Resolver:
    """Makes the drafts of a schedule. `refused` and `messages` say, a line each, what was left out or mended."""

    def __init__(self, conference: Conference, schedule: Schedule, zone: zoneinfo.ZoneInfo) -> None:
        self.conference, self.schedule, self.zone = conference, schedule, zone
        self.refused: list[str] = []
        self.messages: list[str] = []
        self._guids: set[str] = set()

    def drafts(self, progress: Callable[[int], None] = lambda _percent: None) -> list[SessionDraft]:
        """Return all events that can be sessions, in the order of the file. `progress` receives the percentage."""
        drafts_of_events = []
        count = len(self.schedule.events)
        for number, event in enumerate(self.schedule.events):
            if number % 500 == 499:
                progress(100 * number // count)
            try:
                with reader_guard(event.place, problem=_("this event cannot be read.")):
                    draft = self._draft(event)
                    check_session(draft.session)
            except ValidationError as error:
                self.refused.append(f"{event.place}: {_faults(error)}")
            except Refused as error:
                self.refused.append(error.message)
            else:
                drafts_of_events.append(draft)
        return drafts_of_events

    def _draft(self, event: ScheduleEvent) -> SessionDraft:
        spoken = normal_languages(event.language)
        likely = [self.schedule.language, *spoken[:1]]
        codes = [code for code in likely if code in self.conference.languages]
        language = codes[0] if codes else self.conference.default_language
        start, end = self._moment(event.start), self._moment(event.end)
        title = next(iter(event.title.values()), "")
        session = Session(
            conference=self.conference,
            guid=self._guid(event),
            kind=kind_of(event.kind, title),
            **{
                name: in_language(getattr(event, name), language)
                for name in ("title", "subtitle", "summary", "description")
            },
            start=start,
            end=end,
            day=event.day
            if start and event.day and event.day != start.astimezone(self.conference.zone).date()
            else None,
            floor_languages=spoken,
            links=[
                {"url": link.url, "title": link.title, "type": link.type, **link.extra}
                for link in event.links
            ],
            status=event.status if event.status in Session.Status.values else Session.Status.CONFIRMED,
            photography=event.photography if event.photography in Photography.values else "",
            visibility=event.visibility or Session.Visibility.PUBLIC,
            chatham_house=event.chatham_house,
            extra=self._extra(event),
        )
        return SessionDraft(session, event, language)

    def _extra(self, event: ScheduleEvent) -> dict[str, object]:
        """Return what the file says and no field holds: its number, its word for the kind, an unknown language."""
        extra = dict(event.extra)
        if event.id:
            extra["id"] = event.id
        if event.kind and event.kind not in Session.Kind.values:
            extra["type"] = event.kind
        # The original spelling is kept where it cannot be derived from the codes.
        if event.language and event.language != "/".join(normal_languages(event.language)):
            extra["language"] = event.language
        return extra

    def _moment(self, moment: dt.datetime | None) -> dt.datetime | None:
        if moment is None:
            return None
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(dt.UTC)

    def _guid(self, event: ScheduleEvent) -> str:
        """Return the file's guid, or one derived from its name for the event, so that an import can be repeated."""
        namespace = self.conference.pk
        assert isinstance(namespace, UUID)
        title = next(iter(event.title.values()), "")
        guid = event.guid or str(uuid5(namespace, f"event:{event.id or f'{title}|{event.start}'}"))
        if guid in self._guids:
            self.messages.append(
                _("%(place)s: its identifier appears twice in the file; it got another.")
                % {"place": event.place}
            )
            guid = str(uuid5(namespace, f"again:{guid}|{title}|{event.start}|{dict(event.room)}"))
            while guid in self._guids:
                guid = str(uuid5(namespace, guid))
        self._guids.add(guid)
        return guid


def _faults(error: ValidationError) -> str:
    if hasattr(error, "error_dict"):
        return " ".join(f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())
    return " ".join(error.messages)
