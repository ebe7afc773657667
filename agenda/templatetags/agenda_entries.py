"""Template tags that write sessions of the published agenda and their parts."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name

from agenda.programme.web import day_grid as grids
from agenda.programme.web import session_entries as entries
from agenda.programme.web.day_grid import DayGrid
from agenda.releases.domain.read_model import ReleasedRole, ReleasedSession
from confman.readers.edition_cache import cached_in_edition, remade_in_edition
from confman.translation.languages import reading_languages
from confman.web.markup import LARGE_PARTS, large_part

register = template.Library()
register.simple_tag(entries.photographs)
register.simple_tag(entries.star)


def _entries(context: Context, **options: bool) -> entries.SessionEntries:
    conference, language = context["conference"], context.get("language") or ""
    # All that an entry says but the session, so it need not be written again while that is the same.
    frame = conference.slug, reading_languages(), get_current_timezone_name()
    return remade_in_edition(
        conference,
        ("entries", language, *frame, *options.items()),
        lambda before: entries.SessionEntries(conference, language, before=before, **options),
    )


@register.simple_tag(takes_context=True)
def session_entries(context: Context, sessions: Iterable[ReleasedSession], **options: bool) -> SafeString:
    """Return entries of a list: `{% session_entries day.sessions in_room=True %}` (or plain, without_star)."""
    return large_part(context, _entries(context, **options).render(sessions))


@register.simple_tag(takes_context=True)
def role_list(context: Context, roles: Iterable[ReleasedRole]) -> SafeString:
    """Return who does what, with links to their pages."""
    return _entries(context).roles(roles)


@register.simple_tag(takes_context=True)
def grid_rows(context: Context, grid: DayGrid) -> SafeString:
    """Return the rows of a day's table."""
    return large_part(context, grids.grid_rows(grid, _entries(context)))


@register.simple_tag(takes_context=True)
def kept_part(context: Context, name: str) -> SafeString:
    """Return a template that says the same at all addresses of a language, rendered once for an edition."""
    engine = context.template.engine  # type: ignore[union-attr]

    def render() -> SafeString:
        # Whole, for it is put into other pages.
        with context.push(**{LARGE_PARTS: None}):
            return engine.get_template(name).render(context)

    return cached_in_edition(
        context["conference"], ("part", name, context["language"], reading_languages()), render
    )
