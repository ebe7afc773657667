"""The rows of a day's table as HTML, written by Python as the entries of the list are."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from agenda.programme.web.day_grid import DayGrid, GridCell, GridRow
from agenda.programme.web.session_entries import SessionEntries
from agenda.releases.domain.read_model import ReleasedSession

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
    return format_html_join(
        "\n", '<tr>\n<th scope="row">{}</th>\n{}\n</tr>', (_row(row, entries) for row in grid.rows)
    )


def _row(row: GridRow, entries: SessionEntries) -> tuple[SafeString, SafeString]:
    return entries.hours(row.start), mark_safe("\n".join(_cell(cell, entries) for cell in row.cells))


def _cell(cell: GridCell, entries: SessionEntries) -> SafeString:
    if cell == GridCell():
        return _EMPTY
    spans = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (cell.columns > 1)
    kind = (
        ' class="agenda-grid-empty"'
        if not cell.sessions
        else ' class="agenda-grid-break"' * cell.sessions[0].is_pause
    )
    sessions = format_html_join("", "{}", ((_session(session, entries),) for session in cell.sessions))
    return format_html("<td{}{}>{}</td>", mark_safe(spans), mark_safe(kind), sessions)


def _session(session: ReleasedSession, entries: SessionEntries) -> SafeString:
    theme = session.theme
    return format_html(
        _SESSION,
        f" theme-{theme.id}" if theme else "",
        " agenda-cancelled" * session.cancelled,
        entries.hours(session.start, session.end),
        session.title.language,
        entries.title(session),
        format_html(
            '<p class="agenda-grid-theme"><span class="swatch theme-{}">{}</span></p>', theme.id, theme
        )
        if theme
        else "",
    )
