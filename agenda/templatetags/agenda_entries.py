"""Template tags that write sessions of the published agenda and their parts."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from agenda.programme.web import day_grid as grids
from agenda.programme.web import session_entries as entries
from agenda.programme.web.day_grid import DayGrid
from agenda.releases.domain.read_model import ReleasedRole, ReleasedSession
from confman.readers.edition_cache import cached_in_edition

register = template.Library()
register.simple_tag(entries.photographs)
register.simple_tag(entries.star)


def _entries(context: Context, **options: bool) -> entries.SessionEntries:
    conference, language = context["conference"], context.get("language") or ""
    return cached_in_edition(
        conference,
        ("entries", language, *options.items()),
        lambda: entries.SessionEntries(conference, language, **options),
    )


@register.simple_tag(takes_context=True)
def session_entries(context: Context, sessions: Iterable[ReleasedSession], **options: bool) -> SafeString:
    """Return entries of a list: `{% session_entries day.sessions in_room=True %}` (or plain, without_star)."""
    return _entries(context, **options).render(sessions)


@register.simple_tag(takes_context=True)
def role_list(context: Context, roles: Iterable[ReleasedRole]) -> SafeString:
    """Return who does what, with links to their pages."""
    return _entries(context).roles(roles)


@register.simple_tag(takes_context=True)
def grid_rows(context: Context, grid: DayGrid) -> SafeString:
    """Return the rows of a day's table."""
    return grids.grid_rows(grid, _entries(context))
