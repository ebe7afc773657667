"""Themes by their names: those that a form names and the conference does not have yet are added."""

from collections.abc import Iterable

from confman.accounts.models import User
from confman.conferences.domain.parts import add_part
from confman.conferences.models import Conference, Theme
from confman.web.search import fold

# Given to new themes in turn; distinguishable in print and by most colour-blind readers.
PALETTE = ("#1f6f5c", "#8a5a00", "#7a3b69", "#1f4e79", "#a33b20", "#4f6d1f", "#5b4b9a", "#5a6b7b")


def free_colour(conference: Conference) -> str:
    """Return the first colour that no theme of the conference has; the last one where all are taken."""
    used = set(conference.themes.values_list("colour", flat=True))
    return next((colour for colour in PALETTE if colour not in used), PALETTE[-1])


def themes_named(conference: Conference, *, by: User, names: Iterable[str]) -> list[Theme]:
    """Return the themes of these names, in the conference's first language; missing ones are added to its list.

    Names are compared regardless of case, accents and alphabet, so that none is added twice.
    """
    theme_by_name = {
        fold(name): theme for theme in conference.themes.all() for name in dict(theme.name).values()
    }
    themes = []
    for name in names:
        if (theme := theme_by_name.get(fold(name))) is None:
            theme = add_part(
                Theme,
                conference,
                by=by,
                name={conference.default_language: name},
                colour=free_colour(conference),
            )
            theme_by_name[fold(name)] = theme
        themes.append(theme)
    return themes
