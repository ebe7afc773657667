"""Registries by which higher packages and floors contribute to the history of the working agenda."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from confman.conferences.models import Conference
from confman.registries import Ref, Registry


@dataclass(frozen=True)
class StepKind:
    """A model that steps of editing are about.

    `key` is its label, as steps name it; `kind` names the `Kind` (agenda.history.domain.snapshots) with the
    details. Objects are restored in the order of `position` and removed in reverse, since each kind points
    only to earlier ones.
    """

    key: str
    kind: Ref
    position: int


step_kinds = Registry(StepKind, "kinds of objects that steps are about")


@dataclass(frozen=True)
class StepKindAddition:
    """The contribution of a higher package to the objects of a kind.

    `rows` names `Rows` that belong to them, by the part that they are; these are put back after those of the
    kind itself. `before_deletion(conference, keys)` is called before such objects are deleted.
    `still_named(conference, since)` gives ids that something other than a row still names.
    """

    key: str
    kind: str  # the key of a StepKind
    rows: Mapping[str, Ref] = field(default_factory=dict)
    before_deletion: Callable[[Conference, Collection[Any]], None] | None = None
    still_named: Callable[[Conference, Any], Collection[str]] | None = None


step_kind_additions = Registry(StepKindAddition, "additions to kinds of objects that steps are about")
