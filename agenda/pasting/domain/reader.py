"""Reads a programme line by line."""

import datetime as dt
import re
from collections.abc import Sequence
from itertools import pairwise

from django.utils.translation import gettext as _

from agenda.pasting.domain.hours import DAY, NOON, PastedHours, clock, like_hours, read_day, read_hours
from agenda.pasting.domain.lines import PastedLine, cleaned, columns_of_head, lines_of
from agenda.pasting.domain.model import LineReport, PastedItem, PastedProgramme, PastedRole, PastedSession
from agenda.pasting.domain.people import (
    ParsedLine,
    is_name,
    is_person_line,
    item_of,
    read_people,
    read_title,
    without_bullet,
)
from agenda.pasting.domain.words import ROOM_LABEL, ROOM_WORD, TEXT_LABEL, kind_of, plain, role_of

_LABEL = re.compile(r"^([^:：\n]{2,40}?)\s*(?:[:：]|\s[–—]\s)\s*(.*)$", re.DOTALL)
_PAUSES = frozenset({"break", "meal", "social"})
_EARLIEST = 7 * 60
# The role of people in a session of this kind, where the programme only gives the name.
_USUAL_ROLES = {"panel": "panellist", "opening": "welcome"}


def read_programme(text: str, *, days: Sequence[dt.date] = (), rooms: Sequence[str] = ()) -> PastedProgramme:
    """Read a pasted programme. `days` are the conference's, `rooms` the names of its rooms.

    Every line is reported. Nothing is refused: lines that were not understood are reported as such.
    """
    return _ProgrammeReader(text, days, rooms).read()


class _ProgrammeReader:
    def __init__(self, text: str, days: Sequence[dt.date], rooms: Sequence[str]) -> None:
        self.days, self.rooms = days, {plain(room) for room in rooms}
        self.reports = {
            number: LineReport(number, raw.replace("\v", " ").rstrip())
            for number, raw in _numbered(cleaned(text))
        }
        self.lines = list(lines_of(text))
        self.anchored = any(read_hours(line.text) or read_day(line.text, days) for line in self.lines)
        self.sessions: list[PastedSession] = []
        self.day: dt.date | None = days[0] if len(days) == 1 else None
        self.room = ""
        self.session: PastedSession | None = None
        self.item: PastedItem | None = None
        self.listening = ""  # the role whose persons follow, a line each
        self.columns: list[str] | None = None
        self.report = LineReport(0, "")

    def read(self) -> PastedProgramme:
        for line in self.lines:
            self.report = self.reports[line.number]
            self.report.kind = "nothing"
            self.take(line)
            for number in line.joined:
                self.reports[number].kind = self.report.kind
        for session in self.sessions:
            _finish(session)
        _close_ends(self.sessions)
        return PastedProgramme(self.sessions, list(self.reports.values()))

    def classify(self, kind: str, *notes: str) -> None:
        self.report.kind = kind
        self.report.notes += notes

    # --- What a line is ---

    def take(self, line: PastedLine) -> None:
        if line.cells:
            self.add_row(line)
            return
        if self.add_label(line) or self.add_day(line):
            return
        if hours := read_hours(line.text):
            self.add_hours(line, hours, read_title(hours.rest))
            return
        if like_hours(line.text):
            self.classify("nothing", _("It begins with an hour that does not exist."))
            return
        self.add_words(line)

    def add_day(self, line: PastedLine) -> bool:
        day = read_day(line.text, self.days)
        if day is None:
            return False
        self.day, self.session, self.item, self.listening, self.room = day.day, None, None, "", ""
        notes = []
        if self.days and day.day not in self.days:
            notes.append(_("The conference does not last until this day, or begins later."))
        hours = read_hours(day.rest)
        if hours:
            self.add_hours(line, hours, read_title(hours.rest))
        else:
            if day.rest:
                notes.append(_("“%(words)s” beside the day was passed over.") % {"words": day.rest})
            self.classify("day")
        self.report.notes += notes
        return True

    def add_label(self, line: PastedLine) -> bool:
        match = _LABEL.match(line.text)
        if not match:
            return False
        label, rest = match[1].strip(" *_"), match[2].strip(" *_")
        if role := role_of(label):
            if self.session is None:
                self.classify("nothing", _("It belongs to no session."))
            else:
                self.listening = "" if rest else role
                self.add_people(rest, role)
            return True
        if ROOM_LABEL.match(plain(label)) and rest:
            self.classify("room")
            if self.session is None or line.after_blank:
                self.room = rest
            else:
                self.session.room = rest
            return True
        if TEXT_LABEL.match(plain(label)) and self.session is not None and not line.after_blank:
            self.session.description.append(line.text)
            self.classify("text")
            return True
        return False

    def add_hours(
        self, line: PastedLine, hours: PastedHours, titled: ParsedLine, *, row: bool = False
    ) -> None:
        session = self.session
        self.listening = ""
        if session is not None and self.is_inside(session, line, hours, titled, row):
            self.add_item(line, titled, hours)
            return
        start, end, notes = self.in_order(hours)
        self.add_session(line, titled, start, end)
        self.report.notes += [*hours.notes, *notes]

    def is_inside(
        self, session: PastedSession, line: PastedLine, hours: PastedHours, titled: ParsedLine, row: bool
    ) -> bool:
        """Tell whether a line with hours is an item of the session: indented below it, or within its hours."""
        if session.start is None or session.day != self.day or kind_of(titled.title) in _PAUSES:
            return False
        if line.indent > session.indent and not row:
            return True
        if titled.room or session.end is None or session.kind in _PAUSES:
            return False
        start, end = hours.start, hours.end if hours.end is not None else hours.start
        shorter = (start, end) != (session.start, session.end)
        return shorter and session.start <= start < session.end and end <= session.end

    def in_order(self, hours: PastedHours) -> tuple[int, int | None, list[str]]:
        """Return the hours, in the afternoon where without am and pm they would go back: 12:30–1:30, then 1:30–3:00."""
        start, end = hours.start, hours.end
        before = [
            session for session in self.sessions if session.day == self.day and session.start is not None
        ]
        if not before or hours.certain or start >= _EARLIEST:
            return start, end, []
        last = before[-1].start or 0
        if start < last <= start + NOON < DAY:
            later = end + NOON if end is not None and end < NOON else end
            return start + NOON, later, [_("The hour was taken as %(hour)s.") % {"hour": clock(start + NOON)}]
        return start, end, []

    def add_words(self, line: PastedLine) -> None:
        """Take a line without day, hour or label."""
        session = self.session
        text = line.text
        if self.listening and session is not None and (is_name(text.split(",")[0]) or line.bullet):
            self.add_people(text, self.listening)
            return
        self.listening = ""
        begins = self.day is not None and line.bullet and (session is None or session.start is None)
        begins = begins and (session is None or line.indent <= session.indent)
        plainly = not self.anchored and not line.indent and not line.bullet and not self.belongs(line)
        if begins or plainly:
            self.add_session(line, read_title(text))
        elif session is None:
            if self.anchored and self.day is None:
                self.classify("nothing", _("It comes before the first day or hour."))
            else:
                self.classify("nothing", _("It has no hour and belongs to no session."))
        elif not session.title:
            self.name(session, read_title(text))
            self.classify("session")
        elif is_person_line(text, alone=self.report_before(line) == "person" and not line.bullet):
            self.add_people(text, "")
        elif line.bullet or line.indent > session.indent:
            self.add_item(line, read_title(text))
        elif not line.after_blank and self.report_before(line) != "nothing":
            session.description.append(text)
            self.classify("text", _("It was taken into the description."))
        else:
            self.classify(
                "nothing", _("It has no hour, and a blank line separates it from the session above it.")
            )

    def belongs(self, line: PastedLine) -> bool:
        return self.session is not None and not line.after_blank and is_person_line(line.text)

    def report_before(self, line: PastedLine) -> str:
        before = self.reports.get(line.number - 1)
        return before.kind if before else ""

    # --- What is made of it ---

    def add_session(
        self, line: PastedLine, titled: ParsedLine, start: int | None = None, end: int | None = None
    ) -> PastedSession:
        session = PastedSession(line.number, day=self.day, start=start, end=end, indent=line.indent)
        session.room = self.room
        self.name(session, titled)
        self.sessions.append(session)
        self.session, self.item = session, None
        self.classify("session")
        return session

    def name(self, session: PastedSession, titled: ParsedLine) -> None:
        session.title, session.kind = titled.title, kind_of(titled.title)
        session.room = titled.room or session.room
        usual = _USUAL_ROLES.get(session.kind, "speaker")
        session.roles += [
            PastedRole(usual if role.role == "speaker" else role.role, role.person) for role in titled.roles
        ]
        session.items += [item_of(read_title(text)) for text in titled.items]
        if titled.minutes and session.start is not None and session.end is None:
            session.end = session.start + titled.minutes
        self.report.notes += titled.notes

    def add_item(self, line: PastedLine, titled: ParsedLine, hours: PastedHours | None = None) -> None:
        assert self.session is not None
        self.item = item_of(titled)
        self.item.indent = line.indent
        if hours is not None:
            self.item.start, self.item.end = hours.start, hours.end
            if hours.end is not None:
                self.item.minutes = hours.end - hours.start
        if not self.item.title:
            self.item.title = _("Untitled")
            titled.notes.append(_("It has no title."))
        self.session.items.append(self.item)
        self.classify("item", *titled.notes)

    def add_people(self, text: str, role: str) -> None:
        """Add persons to the item above, else to the session; its chair or moderator always to the session."""
        assert self.session is not None
        is_of_item = role in ("", "speaker", "keynote") and self.item is not None
        usual = role or ("speaker" if is_of_item else _USUAL_ROLES.get(self.session.kind, "speaker"))
        roles, notes = read_people(text, usual)
        (self.item.roles if is_of_item and self.item else self.session.roles).extend(roles)
        self.classify("person", *notes)

    # --- Rows of a table ---

    def add_row(self, line: PastedLine) -> None:
        if (columns := columns_of_head(line.cells)) is not None:
            self.columns = columns
            self.classify("head")
            return
        filled = [cell for cell in line.cells if cell]
        if len(filled) == 1 and read_day(filled[0], self.days):
            self.add_day(PastedLine(line.number, filled[0]))
            return
        by_column = self.by_column(line.cells) if self.columns and not line.indent else None
        day, hours, rest = self.hours_of(line.cells, by_column)
        if day is not None:
            self.day = day
            self.session = self.session if self.session and self.session.day == day else None
        titled, people, chair, loose = self.read_row(rest, by_column)
        if hours is None and not titled.title:
            self.classify("nothing", _("It has neither an hour nor a title."))
        elif hours is not None:
            self.add_hours(line, hours, titled, row=True)
        elif self.session is not None and not titled.title.isspace():
            self.add_item(line, titled)
        else:
            self.add_session(line, titled)
        if self.report.kind in ("session", "item"):
            self.fill(people, chair, loose)

    def by_column(self, cells: Sequence[str]) -> dict[str, str]:
        assert self.columns is not None
        return {name: cell for name, cell in zip(self.columns, cells, strict=False) if name and cell}

    def hours_of(
        self, cells: Sequence[str], by_column: dict[str, str] | None
    ) -> tuple[dt.date | None, PastedHours | None, list[str]]:
        """Return day and hours of a row, and the cells that are left."""
        rest = list(cells)
        if by_column is not None:
            day = read_day(by_column["day"], self.days) if "day" in by_column else None
            text = by_column.get("time") or "–".join(
                by_column[key] for key in ("start", "end") if key in by_column
            )
            return (day.day if day else None), read_hours(text), []
        day = read_day(rest[0], self.days) if rest else None
        if day is not None and (not day.rest or read_hours(day.rest)):
            rest[0] = day.rest
            rest = rest if rest[0] else rest[1:]
        hours = read_hours(rest[0]) if rest else None
        if hours is not None:
            rest = [hours.rest, *rest[1:]] if hours.rest else rest[1:]
            second = read_hours(rest[0]) if rest and hours.end is None else None
            if second is not None and not second.rest and second.end is None:
                hours.end, rest = second.start, rest[1:]
        return (day.day if day else None), hours, rest

    def read_row(
        self, rest: Sequence[str], by_column: dict[str, str] | None
    ) -> tuple[ParsedLine, list[str], str, list[str]]:
        """Return title, persons, chair and whatever else a row says."""
        if by_column is not None:
            first, *below = by_column.get("title", "").split("\v")
            titled = read_title(first)
            titled.room = by_column.get("room", "") or titled.room
            if "minutes" in by_column and (digits := re.search(r"\d+", by_column["minutes"])):
                titled.minutes = int(digits[0])
            people = [by_column["people"]] if "people" in by_column else []
            if people and "organization" in by_column:
                people = [f"{people[0]}, {by_column['organization']}"]
            return titled, people, by_column.get("chair", ""), below
        first, *below = (rest[0] if rest else "").split("\v")
        titled = read_title(first)
        people = []
        for cell in rest[1:]:
            if not cell:
                continue
            if plain(cell) in self.rooms or ROOM_WORD.match(plain(cell)):
                titled.room = cell
            elif is_person_line(cell, alone=True):
                people.append(cell)
            elif people and "," not in people[-1] and ";" not in people[-1] and "\v" not in people[-1]:
                people[-1] += f", {cell}"
            else:
                below.append(cell)
        return titled, people, "", below

    def fill(self, people: Sequence[str], chair: str, below: Sequence[str]) -> None:
        """Add what else the row says to the session or item it became."""
        assert self.session is not None
        kind, notes = self.report.kind, list(self.report.notes)
        for text in people:
            self.add_people(text, "")
        if chair:
            self.session.roles += read_people(chair, "chair")[0]
        for text in below:
            for part in text.split("\v"):
                part = without_bullet(part)[0]
                label = _LABEL.match(part)
                if label and (role := role_of(label[1])):
                    self.add_people(label[2], role)
                elif is_person_line(part):
                    self.add_people(part, "")
                elif part:
                    self.session.description.append(part)
        self.report.kind = kind
        self.report.notes = notes + [note for note in self.report.notes if note not in notes]


def _numbered(text: str) -> list[tuple[int, str]]:
    """Return the lines with their numbers in the pasted text."""
    numbered, number = [], 1
    for raw in text.split("\n"):
        numbered.append((number, raw))
        number += 1 + raw.count("\v")
    return numbered


def _finish(session: PastedSession) -> None:
    """Set the minutes of items that had hours, from one to the next."""
    for item, following in pairwise(session.items):
        if item.minutes is None and item.start is not None and following.start is not None:
            item.minutes = following.start - item.start if following.start > item.start else None
    last = session.items[-1] if session.items else None
    if last and last.minutes is None and last.start is not None and session.end and session.end > last.start:
        last.minutes = session.end - last.start
    if not session.title:
        session.notes.append(_("It has no title."))


def _close_ends(sessions: Sequence[PastedSession]) -> None:
    """End each session without an end when the next of its day, and room, begins."""
    for number, session in enumerate(sessions):
        if session.start is None or session.end is not None:
            continue
        later = [
            other.start
            for other in sessions[number + 1 :]
            if other.day == session.day and other.start is not None and other.start > session.start
            and (other.room == session.room or not other.room or not session.room)
        ]  # fmt: skip
        if later:
            session.end = min(later)
            session.notes.append(
                _("No end was given; it was taken to last until %(hour)s.") % {"hour": clock(session.end)}
            )
