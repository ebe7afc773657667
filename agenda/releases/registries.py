"""Whom a release concerns: entered by the packages and floors above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from confman.registries import Registry

if TYPE_CHECKING:
    from agenda.releases.domain.audience import Concern
    from agenda.releases.domain.content import Content
    from confman.conferences.models import Conference


@dataclass(frozen=True)
class ConcernedPeople:
    """A way of being concerned. `find(conference, content)` yields Concerns about sessions by their ids.

    `live`: it asks the database and not the content; those people hear when the session changes, not when they come in
    or drop out. `words(kind)` says it to the person themselves, as in "chair". `attends`: they have no part and only
    want to be there; the label is then a sentence of its own.
    """

    key: str
    label: Any
    find: Callable[[Conference, Content], Iterable[Concern]]
    words: Callable[[str], Any] | None = None
    live: bool = False
    attends: bool = False


concerned_people = Registry(ConcernedPeople, "those concerned by a session")
