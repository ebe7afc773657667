"""Reads Indico: the JSON of its export API (contributions, sessions, timetable) and its registrants."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from agenda.programme.exchange.schedule import (
    ScheduleEvent,
    ScheduleItem,
    ScheduleLink,
    SchedulePerson,
    ScheduleRoom,
    ScheduleTheme,
    only_text,
    parse_moment,
    text,
    zone_named,
)
from registrations.core.models.registration import RegistrationStatus as Status
from registrations.source_systems.exchange.description import SourceAttendee, SourceConference, SourceVisit
from registrations.source_systems.exchange.files import SourceFiles
from registrations.source_systems.exchange.pages_reader import PagesReader
from registrations.source_systems.exchange.source import SourceObject, code_of

# The state of a registration -> its status here. Files that say none have only those that count.
STATES = {
    "complete": Status.APPROVED,
    "pending": Status.SUBMITTED,
    "unpaid": Status.SUBMITTED,
    "rejected": Status.DECLINED,
    "withdrawn": Status.CANCELLED,
}
_STATES = frozenset("summary description kind start end room theme persons".split())
# Of every object: what it is called in the API, and addresses of its pages.
_OF_THE_FORMAT = "_type _fossil url uniqueId db_id friendly_id friendlyId pdf conferenceId".split()


def read_indico(files: SourceFiles) -> SourceConference:
    """Return the conference of Indico's files."""
    return _IndicoReader(files).read()


class _IndicoReader(PagesReader):
    """Puts contributions, sessions and timetable together: each contribution is one session, in whatever file it is."""

    def __init__(self, files: SourceFiles) -> None:
        super().__init__(files)
        self.incoming.schedule.states = _STATES
        self.events: dict[str, ScheduleEvent] = {}

    def read(self) -> SourceConference:
        for event in self.rows("events"):
            self._read_event(event)
        for entry in self.rows("timetable"):
            self._read_scheduled(entry)
        for registrant in self.rows("registrants"):
            self._read_registrant(registrant)
        schedule = self.incoming.schedule
        schedule.events = sorted(
            self.events.values(), key=lambda session: (str(session.start or "9"), session.id)
        )
        self._name_rooms_and_themes()
        self.incoming.leftovers = self.ledger.leftovers()
        return self.incoming

    def _read_event(self, event: SourceObject) -> None:
        schedule = self.incoming.schedule
        event.take(*_OF_THE_FORMAT, "id", "roomFullname")
        title = event.text("title")
        if not schedule.title:
            self.incoming.title, schedule.title = text(title), title
            schedule.timezone = event.text("timezone")
            venue = ", ".join(filter(None, (event.text("location"), event.text("room"))))
            self.incoming.facts = {
                "description": text(event.text("description")),
                "venue": text(venue),
                "address": text(event.text("address")),
            }
            begins, ends = _moment(event, "startDate"), _moment(event, "endDate")
            zone = zone_named(schedule.timezone)
            schedule.starts_on = begins.astimezone(zone).date() if begins else None
            schedule.ends_on = ends.astimezone(zone).date() if ends else None
        else:
            # Each file says again what the conference is.
            event.take("timezone", "location", "room", "address", "description", "startDate", "endDate")
        for contribution in event.entries("contributions"):
            self._read_contribution(contribution, "")
        for block in event.entries("sessions"):
            self._read_block(block)

    def _read_block(self, block: SourceObject) -> None:
        """Take a block of a session: what it has in it; or itself, where it has nothing."""
        block.take(*_OF_THE_FORMAT, "conference", "slotTitle")
        session = block.entry("session")
        session.take(
            *_OF_THE_FORMAT, *"startDate endDate numSlots id textColor roomFullname room location".split()
        )
        title = session.text("title") or block.text("title")
        self._note_theme(title, session.text("color"))
        block.take("title", "roomFullname", "location", "inheritLoc", "inheritRoom")
        chairs = self._persons(block.entries("conveners"), "chair")
        contributions = block.entries("contributions")
        for contribution in contributions:
            self._read_contribution(contribution, title, chairs)
        if contributions:
            block.take("startDate", "endDate", "id", "room")
        else:
            self._put(f"session {code_of(block.take('id'))}", block, title, theme=title, persons=chairs)

    def _read_scheduled(self, entry: SourceObject) -> None:
        """Take an entry of the timetable: a break, a block of a session with its contributions, or a contribution."""
        entry.take(*_OF_THE_FORMAT, "textColor", "inheritLoc", "inheritRoom", "location")
        kind = entry.text("entryType")
        if kind == "Contribution":
            entry.take("id", "sessionId", "sessionSlotId", "sessionSlotEntryId", "duration")
            self._read_contribution(entry, "")
        elif kind == "Break":
            entry.take("sessionId", "sessionCode", "sessionSlotId", "sessionSlotEntryId", "duration", "color")
            self._put(f"break {code_of(entry.take('id'))}", entry, entry.text("title"), kind="break")
        else:
            title, colour = entry.text("title"), entry.text("color")
            entry.take("duration", "contribDuration", "slotTitle", "sessionId", "sessionCode")
            chairs = self._persons(entry.entries("conveners"), "chair")
            parts = entry.values.get("entries")
            self._note_theme(title, colour)
            for part in parts.values() if isinstance(parts, dict) else ():
                if isinstance(part, dict):
                    self._read_part(SourceObject(part, self.ledger), title, chairs)
            if parts:
                entry.take("startDate", "endDate", "id", "sessionSlotId", "room")
            else:
                code = code_of(entry.take("sessionSlotId"))
                entry.take("id")
                self._put(f"session {code}", entry, title, theme=title, persons=chairs)

    def _read_part(self, part: SourceObject, theme: str, chairs: list[SchedulePerson]) -> None:
        part.take(*_OF_THE_FORMAT, "textColor", "color", "inheritLoc", "inheritRoom", "location", "duration")
        part.take("sessionId", "sessionCode", "sessionSlotId", "sessionSlotEntryId")
        if part.text("entryType") == "Break":
            self._put(f"break {code_of(part.take('id'))}", part, part.text("title"), kind="break")
        else:
            part.take("id")
            self._read_contribution(part, theme, chairs)

    def _read_contribution(
        self, row: SourceObject, theme: str, chairs: list[SchedulePerson] | None = None
    ) -> None:
        code = code_of(row.take("contributionId", "db_id", "id"))
        row.take(*_OF_THE_FORMAT, "id", "duration", "roomFullname", "location")
        track, session = row.text("track"), row.text("session")
        persons = self._persons(row.entries("speakers", "presenters"), "")
        if not persons:
            persons = self._persons(row.entries("primaryauthors", "authors"), "")
        event = self._put(
            f"contribution {code}",
            row,
            row.text("title"),
            theme=track or theme or session,
            kind=row.text("type"),
            persons=[*persons, *(chairs or [])],
        )
        for part in row.entries("subContributions"):
            part.take(*_OF_THE_FORMAT, "id")
            minutes = part.number("duration")
            speakers = self._persons(part.entries("speakers"), "")
            if title := part.text("title"):
                for speaker in speakers:
                    speaker.item = len(event.items)
                event.items.append(ScheduleItem(text(title), minutes=minutes))
                event.persons += speakers

    def _put(
        self,
        code: str,
        row: SourceObject,
        title: str,
        *,
        theme: str = "",
        kind: str = "",
        persons: list[SchedulePerson] | None = None,
    ) -> ScheduleEvent:
        """Return the session of that code, with what this file says of it and no other has said."""
        event = self.events.setdefault(code, ScheduleEvent({}, code.capitalize(), id=code))
        start, end, room = _moment(row, "startDate"), _moment(row, "endDate"), row.text("room")
        description = text(row.text("description"))
        event.title = event.title or text(title) or text(code)
        event.description = event.description or description
        event.start, event.end = event.start or start, event.end or end
        event.room, event.theme = event.room or text(room), event.theme or text(theme)
        event.kind = event.kind or kind
        names_and_roles = {(person.name, person.role) for person in event.persons}
        event.persons += [
            person for person in persons or [] if (person.name, person.role) not in names_and_roles
        ]
        known_links = {link.url for link in event.attachments}
        for folder in row.entries("folders"):
            folder.take("_type", "id")
            for attachment in folder.entries("attachments"):
                attachment.take("_type", "id", "type")
                url, name = attachment.text("link_url", "download_url"), attachment.text("title")
                if url.startswith("http") and url not in known_links:
                    event.attachments.append(ScheduleLink(url, name))
        return event

    @staticmethod
    def _persons(rows: list[SourceObject], role: str) -> list[SchedulePerson]:
        persons = []
        for row in rows:
            row.take(*_OF_THE_FORMAT, "emailHash", "fullName", "name", "displayOrderKey", "id")
            given, family = row.text("first_name", "firstName"), row.text("last_name", "familyName")
            name = f"{given} {family}".strip() or str(
                row.values.get("name") or row.values.get("fullName") or ""
            )
            # The timetable has no numbers of people: there the address says who they are.
            code = code_of(row.take("person_id"))
            if name:
                persons.append(
                    SchedulePerson(
                        name,
                        id=f"indico {code}" if code else "",
                        role=role,
                        organization=row.text("affiliation"),
                        email=row.text("email"),
                    )
                )
        return persons

    def _note_theme(self, title: str, colour: str) -> None:
        themes = self.incoming.schedule.themes
        if title and all(only_text(theme.name) != title for theme in themes):
            themes.append(ScheduleTheme(text(title), colour))

    def _name_rooms_and_themes(self) -> None:
        schedule = self.incoming.schedule
        for name in sorted({only_text(event.room) for event in schedule.events} - {""}):
            schedule.rooms.append(ScheduleRoom(text(name)))
        used_names = {only_text(event.theme) for event in schedule.events}
        schedule.themes = [theme for theme in schedule.themes if only_text(theme.name) in used_names]

    def _read_registrant(self, row: SourceObject) -> None:
        code = code_of(row.take("registrant_id"))
        personal_data = row.entry("personal_data")
        attendee = SourceAttendee(code, _("Registrant %(code)s") % {"code": code})
        attendee.status = STATES.get(row.text("state"), Status.APPROVED)
        attendee.given_name, attendee.family_name = (
            personal_data.text("firstName"),
            personal_data.text("surname"),
        )
        full = row.text("full_name")
        attendee.name = f"{attendee.given_name} {attendee.family_name}".strip() or full
        attendee.title, attendee.email = personal_data.text("title"), personal_data.text("email")
        attendee.organization, attendee.job_title = (
            personal_data.text("affiliation"),
            personal_data.text("position"),
        )
        attendee.country, attendee.phone = (
            personal_data.text("country_code", "country"),
            personal_data.text("phone"),
        )
        attendee.submitted_at = _aware(row.moment("registration_date"))
        if row.take("checked_in"):
            attendee.visits.append(SourceVisit("", _aware(row.moment("checkin_date"))))
        self.incoming.attendees.append(attendee)


def _moment(row: SourceObject, key: str) -> dt.datetime | None:
    """Return a moment as Indico writes it, {date, time, tz}; without a zone it is naive."""
    value: Any = row.take(key)
    if not isinstance(value, dict):
        return parse_moment(str(value or ""))
    moment = parse_moment(f"{value.get('date')}T{value.get('time')}")
    zone = zone_named(str(value.get("tz") or ""))
    return moment.replace(tzinfo=zone) if moment and zone and moment.tzinfo is None else moment


def _aware(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.replace(tzinfo=dt.UTC) if moment and moment.tzinfo is None else moment
