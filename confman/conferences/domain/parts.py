"""Themes and their colours, partners, pages, tasks: small objects of a conference, saved and deleted alike."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference, Page, Partner, Task, Theme
from confman.web.database.changes import add_row, change_row, delete_row
from confman.web.search import fold

Part = TypeVar("Part", Theme, Partner, Page, Task)


@transaction.atomic
def add_part(model: type[Part], conference: Conference, *, by: User, **fields: Any) -> Part:
    """Add a theme, partner, page or task at the end of its list. Raises ValidationError."""
    part = model(conference=conference, **fields)
    if hasattr(part, "position") and "position" not in fields:
        last = model._base_manager.filter(conference=conference).aggregate(last=models.Max("position"))
        part.position = (last["last"] or 0) + 1
    return add_row(part, _verb("added", part), by=by, label=str(part))


def change_part(part: Part, *, by: User, **changes: Any) -> list[str]:
    """Save the changes; return the names of the changed fields. Raises ValidationError."""
    return change_row(part, _verb("changed", part), changes, by=by, label=str(part))


def delete_part(part: Part, *, by: User) -> None:
    """Delete the part with its file."""
    delete_row(part, _verb("deleted", part), by=by, label=str(part))


@transaction.atomic
def publish_page(page: Page, *, by: User) -> None:
    """Show a page or a piece of news on the public site. It keeps the date of its first publication."""
    if page.published_at is None:
        page.published_at = timezone.now()
        page.save(update_fields=["published_at"])
        _record("published", page, by)


@transaction.atomic
def withdraw_page(page: Page, *, by: User) -> None:
    """Take a page off the public site; its text stays."""
    if page.published_at is not None:
        page.published_at = None
        page.save(update_fields=["published_at"])
        _record("withdrawn", page, by)


@transaction.atomic
def move_page(page: Page, *, up: bool, by: User) -> bool:
    """Move a page before the one above it, or after the one below, in lists and in the menu. False at the end."""
    rows = list(Page.objects.select_for_update().filter(conference=page.conference, kind=page.kind))
    index = [row.pk for row in rows].index(page.pk)
    other = index + (-1 if up else 1)
    if not 0 <= other < len(rows):
        return False
    rows.insert(other, rows.pop(index))
    for position, row in enumerate(rows, start=1):
        row.position = position
    Page.objects.bulk_update(rows, ["position"])
    _record("moved", page, by)
    return True


@transaction.atomic
def tick_task(task: Task, *, done: bool, by: User) -> None:
    """Mark a task as done, or as open again. Tasks with a key follow from the data and cannot be ticked."""
    if task.key:
        raise ValueError(f"{task.key} is done when the data say so.")
    if done != (task.done_at is not None):
        task.done_at = timezone.now() if done else None
        task.save(update_fields=["done_at"])
        _record("done" if done else "reopened", task, by)


def _verb(participle: str, part: Part) -> str:
    return f"conferences.{part._meta.model_name}_{participle}"


def _record(participle: str, part: Part, by: User) -> None:
    record_audit(_verb(participle, part), by=by, target=part, label=str(part))


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


def theme_colours(conference: Conference) -> Iterator[tuple[str, str]]:
    """Return the class `theme-<id>` of each theme, with its colour."""
    return ((f"theme-{theme.pk}", theme.colour) for theme in conference.themes.all())
