"""The programme at a glance: a page for each day, hours down and rooms across."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.core.domain.intervals import clock_hours, minutes
from agenda.programme.documents.agenda import changes_of, second_language
from agenda.programme.documents.agenda_source import (
    agenda_source,
    side_by_side,
    spoken_languages,
    status_of,
    zone_note,
)
from agenda.programme.documents.annotated_agenda import item_numbers
from agenda.programme.documents.glance_layout import (
    COMFORTABLE,
    Block,
    Layout,
    groups_of_columns,
    lanes,
    lay_out,
)
from agenda.releases.domain.read_model import ReleasedDay, ReleasedSession, ReleasedTheme
from agenda.rooms.domain import code_in_words
from confman.conferences.models import Conference
from confman.documents.domain.texts import document_day
from confman.documents.meta import DocumentMeta
from confman.people.privacy import Audience
from confman.translation.languages import reading_in
from confman.web.colours import INK, text_colour_of

# A4 landscape, less its margins, the head of the page and the row of rooms.
TABLE_MM, TIME_MM, PAGE_MM = 273.0, 13.0, 150.0
# The length shown for a session without an end, unless another follows in its room.
USUAL_MINUTES = 30
_CHAIRS = ("chair", "co-chair", "moderator")


@dataclass(frozen=True)
class GlanceCell:
    """A cell; those covered by one that spans several rows are left out.

    `style` is free, pause, session or cancelled; `second` is the title in the second language; `lines` are
    items, chair and languages, where there is room for them; `change` says what became of it since the
    revision before.
    """

    style: str
    time: str = ""
    title: str = ""
    second: str = ""
    lines: tuple[str, ...] = ()
    change: str = ""
    colour: str = ""
    before: bool = False
    after: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class GlanceRow:
    time: str
    height_mm: float
    cells: tuple[GlanceCell, ...]


@dataclass(frozen=True)
class GlancePage:
    """`rooms` are the heads of the columns; `part` says which of them, where a day needs several pages."""

    day: str
    part: str
    rooms: tuple[str, ...]
    size: float
    rows: tuple[GlanceRow, ...]


@dataclass(frozen=True)
class GlanceTheme:
    name: str
    colour: str


@dataclass(frozen=True)
class GlanceDocument:
    """`themes` explains the colours at the side of the sessions."""

    meta: DocumentMeta
    pages: tuple[GlancePage, ...]
    themes: tuple[GlanceTheme, ...] = ()
    marked: bool = False
    second: str = ""


def build_glance(conference: Conference, *, language: str, options: Mapping[str, Any]) -> GlanceDocument:
    """Build from the release as the public may read it, or the working agenda as a draft.

    `options`: `state`, `second`, `day`. Raises Refused if nothing is scheduled.
    """
    source = agenda_source(conference, options)
    agenda = source.read(Audience.PUBLIC)
    second = second_language(conference, language, options)
    days = [day for day in agenda.days if options.get("day") in (None, "", day.date.isoformat())]
    order = [room.id for room in agenda.rooms]
    changes = changes_of(source.release)
    pages: list[GlancePage] = []
    theme_keys = {session.theme.id for day in days for session in day.sessions if session.theme}
    for day in days:
        title = document_day(day.date, language)
        if second:
            title = side_by_side(title, document_day(day.date, second))
        pages += _Day(conference, day, order, changes, language, second).pages(title)
    return GlanceDocument(
        meta=source.meta(language, _("Programme at a glance"), zone_note(conference)),
        pages=tuple(pages),
        themes=tuple(
            GlanceTheme(str(theme), _ink_of(theme)) for theme in agenda.themes if theme.id in theme_keys
        ),
        marked=bool(changes),
        second=second,
    )


def _ink_of(theme: ReleasedTheme) -> str:
    """Return the colour of a theme for its text; ink where a file of before brought what is no colour."""
    try:
        return text_colour_of(theme.colour)
    except ValueError:
        return INK


class _Day:
    """One day being laid out on pages."""

    def __init__(
        self,
        conference: Conference,
        day: ReleasedDay,
        order: Sequence[str],
        changes: Mapping[str, str],
        language: str,
        second: str,
    ) -> None:
        self.conference, self.changes, self.language, self.second = conference, changes, language, second
        self.midnight = dt.datetime.combine(day.date, dt.time(), tzinfo=conference.zone)
        self.order = order
        self.sessions = {session.id: session for session in day.sessions}
        self.spans = self._spans(day.sessions)
        self.columns: list[str] = []
        self.places = self._places(day.sessions)

    def minute(self, moment: dt.datetime) -> int:
        """Return minutes since the day's midnight; over 1440 for what is held after the next one."""
        return minutes(moment - self.midnight)

    def clock(self, minute: int) -> str:
        return f"{self.midnight + dt.timedelta(minutes=minute):%H:%M}"

    def _spans(self, sessions: Sequence[ReleasedSession]) -> dict[str, tuple[int, int]]:
        spans = {}
        for number, session in enumerate(sessions):
            start = self.minute(session.start)
            if session.end:
                end = max(self.minute(session.end), start + 1)
            else:
                following = [
                    self.minute(other.start)
                    for other in sessions[number + 1 :]
                    if other.room == session.room and other.start > session.start
                ]
                end = min([start + USUAL_MINUTES, *following])
            spans[session.id] = (start, end)
        return spans

    def _places(self, sessions: Sequence[ReleasedSession]) -> dict[str, int]:
        """Map sessions to columns; -1 for one without a room beside which nothing is held: it is for everybody."""
        places: dict[str, int] = {}
        without_room = [session for session in sessions if session.room is None]
        for session in without_room:
            if not any(self._overlap(session.id, other.id) for other in sessions if other.id != session.id):
                places[session.id] = -1
        rooms: dict[str, list[ReleasedSession]] = {}
        names = {session.room.id: str(session.room) for session in sessions if session.room}
        for session in sessions:
            if session.id not in places:
                rooms.setdefault(session.room.id if session.room else "", []).append(session)
        for key in sorted(rooms, key=lambda key: self.order.index(key) if key in self.order else -1):
            lane_numbers = lanes([self.spans[session.id] for session in rooms[key]])
            for session, lane in zip(rooms[key], lane_numbers, strict=True):
                places[session.id] = len(self.columns) + lane
            self.columns += [names.get(key, "")] * (max(lane_numbers) + 1)
        if not self.columns:
            self.columns = [""]
        return places

    def _overlap(self, first: str, second: str) -> bool:
        (first_start, first_end), (second_start, second_end) = self.spans[first], self.spans[second]
        return first_start < second_end and second_start < first_end

    def pages(self, title: str) -> list[GlancePage]:
        layouts_of_pages = []
        for columns in groups_of_columns(len(self.columns)):
            detailed, layouts = self.layouts(columns)
            layouts_of_pages += [(columns, layout, detailed) for layout in layouts]
        return [
            self.page(
                title, f"{number} / {len(layouts_of_pages)}" if len(layouts_of_pages) > 1 else "", *arguments
            )
            for number, arguments in enumerate(layouts_of_pages, start=1)
        ]

    def layouts(self, columns: range) -> tuple[bool, list[Layout]]:
        """Return the pages of these columns: with all details, or only with titles where details do not fit."""
        for detailed in (True, False):
            blocks = [
                self.block(
                    session, self.places[key] - columns.start if self.places[key] >= 0 else -1, detailed
                )
                for key, session in self.sessions.items()
                if self.places[key] < 0 or self.places[key] in columns
            ]
            layouts = lay_out(
                blocks, columns=len(columns), column_mm=(TABLE_MM - TIME_MM) / len(columns), page_mm=PAGE_MM
            )
            if len(layouts) == 1 and layouts[0].size >= COMFORTABLE:
                break
        return detailed, layouts

    def block(self, session: ReleasedSession, column: int, detailed: bool) -> Block:
        start, end = self.spans[session.id]
        texts = (
            f"{clock_hours(session.start, session.end)} {session.title} {self.changes.get(session.id, '')}",
            self.second_title(session),
            *self.lines(session, detailed),
        )
        return Block(session.id, start, end, column, texts)

    def second_title(self, session: ReleasedSession) -> str:
        if not self.second:
            return ""
        first = session.title.unmarked()
        with reading_in(self.second, *self.conference.languages):
            return "" if session.title.unmarked() == first else str(session.title)

    def lines(self, session: ReleasedSession, detailed: bool) -> tuple[str, ...]:
        """Return what is printed below the title; without details only what cannot be left out."""
        group = code_in_words(session.group.code) if session.group else ""
        first = " · ".join(part for part in (group, status_of(session)) if part)
        if not detailed or session.is_pause:
            return (first,) if first else ()
        numbers = item_numbers(session.items)
        chairs = [
            f"{capfirst(role.label)}: {role.person}"
            for role in session.roles
            if role.role in _CHAIRS and role.person
        ]
        lines = (
            first,
            _("Items %(numbers)s") % {"numbers": numbers} if numbers else "",
            "; ".join(chairs),
            spoken_languages(session, self.language),
        )
        return tuple(line for line in lines if line)

    def page(self, title: str, part: str, columns: range, layout: Layout, detailed: bool) -> GlancePage:
        bands = {placement.first_row: placement for placement in layout.placed if placement.block.column < 0}
        at = {(placement.first_row, placement.block.column): placement for placement in layout.placed}
        covering = {
            (row, placement.block.column)
            for placement in layout.placed
            for row in range(placement.first_row + 1, placement.first_row + placement.rows)
        }
        rows = []
        for number, start in enumerate(layout.starts):
            if number in bands:
                cells = [self.cell(bands[number].block, detailed, columns=len(columns), rows=1)]
            else:
                cells = []
                for column in range(len(columns)):
                    if (placement := at.get((number, column))) is not None:
                        cells.append(self.cell(placement.block, detailed, columns=1, rows=placement.rows))
                    elif (number, column) not in covering:
                        cells.append(GlanceCell("free"))
            begins = any(placement.first_row == number for placement in layout.placed)
            rows.append(
                GlanceRow(self.clock(start) if begins else "", round(layout.heights[number], 2), tuple(cells))
            )
        return GlancePage(
            title, part, tuple(self.columns[column] for column in columns), layout.size, tuple(rows)
        )

    def cell(self, block: Block, detailed: bool, *, columns: int, rows: int) -> GlanceCell:
        session = self.sessions[block.key]
        style = "cancelled" if session.cancelled else "pause" if session.is_pause else "session"
        return GlanceCell(
            style=style,
            time=clock_hours(session.start, session.end),
            title=str(session.title),
            second=self.second_title(session),
            lines=self.lines(session, detailed),
            change=self.changes.get(session.id, ""),
            colour=_ink_of(session.theme) if session.theme else "",
            before=block.before,
            after=block.after,
            columns=columns,
            rows=rows,
        )
