"""Reads pretalx: the pages of its REST API, or the schedule that it exports as XML or JSON."""

import datetime as dt
from collections import Counter, defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.programme.exchange.schedule import (
    ScheduleEvent,
    ScheduleLink,
    SchedulePerson,
    ScheduleRoom,
    ScheduleTheme,
    Texts,
    only_text,
    text,
)
from agenda.sessions.models.session import Session
from registrations.source_systems.exchange.description import SourceConference
from registrations.source_systems.exchange.files import PRETALX, SourceFiles
from registrations.source_systems.exchange.pages_reader import PagesReader
from registrations.source_systems.exchange.source import SourceObject, code_of

# The state of a submission -> the status of a session; those of other states are no part of a programme.
STATES = {
    "confirmed": Session.Status.CONFIRMED,
    "accepted": Session.Status.TENTATIVE,
    "submitted": Session.Status.TENTATIVE,
    "canceled": Session.Status.CANCELLED,
    "cancelled": Session.Status.CANCELLED,
    "withdrawn": Session.Status.CANCELLED,
}
_STATES = frozenset("summary description kind language start end room theme persons".split())


def read_pretalx(files: SourceFiles) -> SourceConference:
    """Return the conference of pretalx's files."""
    if not files.rows.get("submissions"):
        return _from_schedule(files)
    return _ApiReader(files).read()


def _from_schedule(files: SourceFiles) -> SourceConference:
    """Return the conference of its schedule alone, which the import of schedules understands."""
    incoming = SourceConference(PRETALX)
    for kind, rows in files.rows.items():
        incoming.messages.append(
            _("Nothing was taken of pretalx's %(kind)s: the submissions are missing (%(count)d rows).")
            % {"kind": kind, "count": len(rows)}
        )
    if files.schedules:
        incoming.schedule, *others = files.schedules
        if others:
            incoming.messages.append(_("There are several schedules; the first was taken."))
    return incoming


class _ApiReader(PagesReader):
    """Puts the pages of the API together: submissions with their slots, rooms, tracks, types and speakers."""

    def __init__(self, files: SourceFiles) -> None:
        super().__init__(files)
        self.incoming.schedule.states = _STATES
        self.rooms = {code_of(row.take("id")): row for row in self.rows("rooms")}
        self.room_names: dict[str, Texts] = {}
        self.tracks: dict[str, Texts] = {}
        self.types = {code_of(row.take("id")): row.text("name") for row in self.rows("types")}
        self.speakers: dict[str, SchedulePerson] = {}
        # Code of a submission -> its identifier in the exported schedule: an earlier import of that is found again.
        self.guids = {
            code: event.guid
            for schedule in files.schedules
            for event in schedule.events
            if (code := _code_in(event)) and event.guid
        }

    def read(self) -> SourceConference:
        self._read_event()
        self._read_rooms()
        self._read_tracks()
        self._read_speakers()
        slots, breaks = self._slots()
        self._read_submissions(slots)
        for number, slot in enumerate(breaks, start=1):
            self._read_break(number, slot)
        self.incoming.leftovers = self.ledger.leftovers()
        return self.incoming

    def _read_event(self) -> None:
        if event := self.read_event():
            event.take("locale", "content_locales", "locales")
            self.incoming.facts = {
                "contact_email": event.text("email"),
                "colour": event.text("primary_color"),
            }

    def _read_rooms(self) -> None:
        for code, room in self.rooms.items():
            self.room_names[code] = room.texts("name")
            guid = room.text("guid", "uuid")
            self.incoming.schedule.rooms.append(
                ScheduleRoom(self.room_names[code], guid, room.number("capacity"))
            )

    def _read_tracks(self) -> None:
        for track in self.rows("tracks"):
            name = self.tracks[code_of(track.take("id"))] = track.texts("name")
            self.incoming.schedule.themes.append(ScheduleTheme(name, track.text("color")))

    def _read_speakers(self) -> None:
        for row in self.rows("speakers"):
            code = row.text("code")
            row.take("submissions")
            person = SchedulePerson(row.text("name") or code, id=code, email=row.text("email"))
            person.biography = row.text("biography")
            self.speakers.setdefault(code, person)

    def _slots(self) -> tuple[dict[str, list[SourceObject]], list[SourceObject]]:
        """Return the slots of one schedule: those of each submission, and the breaks."""
        rows = self.rows("slots")
        released = [
            code_of(row.values.get("id")) for row in self.rows("schedules") if row.values.get("published")
        ]
        slot_counts = Counter(code_of(row.take("schedule")) for row in rows)
        schedule = next((code for code in released if code in slot_counts), None) or max(
            slot_counts, key=slot_counts.__getitem__, default=""
        )
        of_submission: dict[str, list[SourceObject]] = defaultdict(list)
        breaks: list[SourceObject] = []
        others = 0
        for row in rows:
            if code_of(row.values.get("schedule")) != schedule:
                others += 1
            elif code := code_of(row.take("submission")):
                of_submission[code].append(row)
            else:
                breaks.append(row)
        if others:
            self.incoming.messages.append(
                ngettext(
                    "%(count)d time of another version of the schedule was left out.",
                    "%(count)d times of other versions of the schedule were left out.",
                    others,
                )
                % {"count": others}
            )
        return of_submission, breaks

    def _read_submissions(self, slots: dict[str, list[SourceObject]]) -> None:
        left_out: Counter[str] = Counter()
        seen_codes: set[str] = set()
        for row in self.rows("submissions"):
            code, state = row.text("code"), row.text("state")
            if code in seen_codes:
                self.incoming.messages.append(
                    _("Submission %(code)s is in the files twice; the first counts.") % {"code": code}
                )
            elif state not in STATES:
                left_out[state] += 1
            else:
                self._read_submission(row, code, state, slots.get(code, []))
            seen_codes.add(code)
        for state, count in sorted(left_out.items()):
            self.incoming.messages.append(
                _("Submissions with the state “%(state)s” are not part of a programme: %(count)d left out.")
                % {"state": state, "count": count}
            )

    def _read_submission(self, row: SourceObject, code: str, state: str, slots: list[SourceObject]) -> None:
        kind = row.take("submission_type")
        row.codes("slots")
        for number in range(max(len(slots), 1)):
            slot = slots[number] if slots else None
            event = self._event(slot, _("Submission %(code)s") % {"code": code})
            event.id = code if number == 0 else f"{code}/{number + 1}"
            event.guid = self.guids.get(code, "") if number == 0 else ""
            event.title = text(row.text("title")) or text(code)
            event.summary, event.description = text(row.text("abstract")), text(row.text("description"))
            event.language = row.text("content_locale")
            event.status = STATES[state]
            event.kind = self.types.get(code_of(kind)) or (kind if isinstance(kind, str) else "")
            event.theme = self.tracks.get(code_of(row.take("track")), {})
            event.persons = self._persons(row)
            event.attachments = [
                ScheduleLink(url, resource.text("description"))
                for resource in row.entries("resources")
                if (url := resource.text("resource")).startswith("http")
            ]
            minutes = row.number("duration")
            if event.start and not event.end and minutes:
                event.end = event.start + dt.timedelta(minutes=minutes)
            self.incoming.schedule.events.append(event)

    def _persons(self, row: SourceObject) -> list[SchedulePerson]:
        codes = row.codes("speakers")
        for speaker in row.entries("speakers"):
            if (code := code_of(speaker.values)) and code not in self.speakers:
                self.speakers[code] = SchedulePerson(speaker.text("name") or code, id=code)
        return [self.speakers[code] for code in dict.fromkeys(codes) if code in self.speakers]

    def _event(self, slot: SourceObject | None, origin: str) -> ScheduleEvent:
        """Return a session with the time and the room of its slot."""
        event = ScheduleEvent({}, origin)
        if slot is None:
            return event
        slot.take("id", "is_visible")
        event.start, event.end = slot.moment("start"), slot.moment("end")
        minutes = slot.number("duration")
        if event.start and not event.end and minutes:
            event.end = event.start + dt.timedelta(minutes=minutes)
        room = slot.take("room")
        event.room = self.room_names.get(code_of(room), {})
        return event

    def _read_break(self, number: int, slot: SourceObject) -> None:
        title = slot.texts("description")
        event = self._event(slot, _("Break %(number)d") % {"number": number})
        if not event.start:
            return
        event.title = title or text(_("Break"))
        event.id = f"break {event.start.isoformat()} {only_text(event.room)}"
        event.kind = slot.text("slot_type") or "break"
        self.incoming.schedule.events.append(event)


def _code_in(event: ScheduleEvent) -> str:
    """Return the code of a submission in the exported schedule: as JSON and as XML keep it."""
    exported = event.extra.get("json")
    return str((exported.get("code") if isinstance(exported, dict) else "") or event.extra.get("@code") or "")
