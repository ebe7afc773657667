"""Colours that a conference gives its themes."""

from collections.abc import Iterator

from confman.conferences.models import Conference


def theme_colours(conference: Conference) -> Iterator[tuple[str, str]]:
    """Return the class `theme-<id>` of each theme, with its colour."""
    return ((f"theme-{theme.pk}", theme.colour) for theme in conference.themes.all())
