"""The registry of what a conference hands on to the next one: each package enters its steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import QuerySet

from confman.conferences.models import Conference
from confman.conferences.registries import Workspace
from confman.registries import Registry

if TYPE_CHECKING:
    from confman.conferences.domain.clone.rows import ConferenceCopy


@dataclass(frozen=True, kw_only=True)
class CloneStep:
    """A kind of thing that the next conference may take from the last one, offered among those of its `workspace`.

    `models` are the labels of all models that the step copies, as in "registrations.Category"; tables that join two
    models come with their model. `rows(conference)` are the rows of the first that are counted and taken, by default
    all. `anew`, `moved` and `loose` say what is different in a copy (`ConferenceCopy.rows`); a step that does more has
    `clone(copy, rows)`. `facts` are fields of the conference itself, separated by spaces, which are taken in place of
    rows.

    Rows of other steps that these refer to: those that it `needs` are always taken along; those that it `uses` come
    first, if they are taken, and the reference is empty otherwise. What is not `usual` is offered, but not preselected.
    """

    key: str
    workspace: Workspace
    label: Any
    models: tuple[str, ...]
    rows: Callable[[Conference], QuerySet[Any]] | None = None
    anew: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    facts: str = ""
    clone: Callable[[ConferenceCopy, QuerySet[Any]], None] | None = None
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    help: Any = ""
    usual: bool = True
    position: int = 50

    def rows_of(self, conference: Conference) -> QuerySet[Any]:
        """Return the rows of the first of its models that are taken."""
        if self.rows:
            return self.rows(conference)
        return apps.get_model(self.models[0])._base_manager.filter(conference=conference)

    def copy_rows(self, copy: ConferenceCopy) -> None:
        """Prepare the copies of its rows, and of what belongs to them."""
        rows = self.rows_of(copy.source)
        if self.clone:
            self.clone(copy, rows)
        elif self.facts:
            copy.facts(self.facts.split())
        else:
            copy.rows(rows, anew=self.anew, moved=self.moved, loose=self.loose)


clone_steps = Registry(CloneStep, "steps to the next conference")
