"""A day as a table: a row for each hour, a column for each room; written by Python as the entries of the list are."""

import datetime as dt
from dataclasses import dataclass
from itertools import product
from operator import attrgetter

from django.utils.safestring import SafeString, mark_safe

from agenda.programme.web.session_entries import SessionEntries
from agenda.releases.domain.read_model import ReleasedDay, ReleasedRoom, ReleasedSession
from confman.web.markup import fill

# The length drawn for a session without an end.
_UNKNOWN = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class GridCell:
    """Sessions that share a place: one, or those that overlap in a room. No sessions: an empty place."""

    sessions: tuple[ReleasedSession, ...] = ()
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class GridRow:
    start: dt.datetime
    cells: tuple[GridCell, ...]


@dataclass(frozen=True)
class DayGrid:
    """`rooms` are the columns; the last may be None, for sessions that have no room."""

    rooms: tuple[ReleasedRoom | None, ...]
    rows: tuple[GridRow, ...]


def _until(session: ReleasedSession) -> dt.datetime:
    return session.end or session.start + _UNKNOWN


def grid_of(day: ReleasedDay, rooms: tuple[ReleasedRoom, ...]) -> DayGrid:
    """Return the table of a day. What has no room and nothing beside it, as a coffee break, spans all columns."""
    for_everyone = [
        session for session in day.sessions if session.room is None and _has_no_overlap(session, day)
    ]
    placed = [session for session in day.sessions if session not in for_everyone]
    room_ids = {session.room.id for session in placed if session.room}
    columns: list[ReleasedRoom | None] = [room for room in rooms if room.id in room_ids]
    if any(session.room is None for session in placed) or not columns:
        columns.append(None)
    starts = sorted({moment for session in day.sessions for moment in (session.start, _until(session))})
    row_by_moment = {moment: number for number, moment in enumerate(starts)}
    cells: dict[tuple[int, int], GridCell] = {}
    covered: set[tuple[int, int]] = set()

    def put(sessions: list[ReleasedSession], column: int, width: int) -> None:
        first = row_by_moment[sessions[0].start]
        last = max(row_by_moment[_until(session)] for session in sessions)
        cells[first, column] = GridCell(tuple(sessions), last - first, width)
        covered.update(product(range(first, last), range(column, column + width)))

    for session in for_everyone:
        put([session], 0, len(columns))
    for column, room in enumerate(columns):
        key = room.id if room else None
        in_column = [session for session in placed if (session.room.id if session.room else None) == key]
        for block in _blocks(in_column):
            put(block, column, 1)
    rows = []
    for number, start in enumerate(starts[:-1]):
        row = [
            cells.get((number, column)) or (None if (number, column) in covered else GridCell())
            for column in range(len(columns))
        ]
        rows.append(GridRow(start, tuple(cell for cell in row if cell)))
    return DayGrid(tuple(columns), tuple(rows))


def _has_no_overlap(session: ReleasedSession, day: ReleasedDay) -> bool:
    return not any(
        other is not session and other.start < _until(session) and session.start < _until(other)
        for other in day.sessions
    )


def _blocks(sessions: list[ReleasedSession]) -> list[list[ReleasedSession]]:
    """Group the sessions that overlap."""
    blocks: list[list[ReleasedSession]] = []
    until = dt.datetime.min.replace(tzinfo=dt.UTC)
    for session in sorted(sessions, key=attrgetter("start")):
        if session.start < until:
            blocks[-1].append(session)
        else:
            blocks.append([session])
        until = max(until, _until(session))
    return blocks


_EMPTY = mark_safe('<td class="agenda-grid-empty">\n</td>')
_SESSION = """
<div class="agenda-grid-session{}{}">
<p class="agenda-grid-time">{}</p>
<p class="agenda-grid-title" lang="{}">{}</p>
{}
</div>
"""


def grid_rows(grid: DayGrid, entries: SessionEntries) -> SafeString:
    """Return the rows: an hour each, and what begins then in each room."""
    return mark_safe("\n".join(_row(row, entries) for row in grid.rows))


def _row(row: GridRow, entries: SessionEntries) -> SafeString:
    cells = mark_safe("\n".join(_cell(cell, entries) for cell in row.cells))
    return fill('<tr>\n<th scope="row">{}</th>\n{}\n</tr>', entries.hours(row.start), cells)


def _cell(cell: GridCell, entries: SessionEntries) -> SafeString:
    if cell == GridCell():
        return _EMPTY
    spans = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (cell.columns > 1)
    kind = (
        ' class="agenda-grid-empty"'
        if not cell.sessions
        else ' class="agenda-grid-break"' * cell.sessions[0].is_pause
    )
    sessions = mark_safe("".join(_session(session, entries) for session in cell.sessions))
    return fill("<td{}{}>{}</td>", mark_safe(spans), mark_safe(kind), sessions)


def _session(session: ReleasedSession, entries: SessionEntries) -> SafeString:
    theme = session.theme
    return fill(
        _SESSION,
        f" theme-{theme.id}" if theme else "",
        " agenda-cancelled" * session.cancelled,
        entries.hours(session.start, session.end),
        session.title.language,
        entries.title(session),
        fill('<p class="agenda-grid-theme"><span class="swatch theme-{}">{}</span></p>', theme.id, theme)
        if theme
        else "",
    )
