"""What a conflict is, and the registry of the checks that find them. A floor above adds a check of its own there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.conflicts.domain.plan import Plan
from confman.registries import Registry

if TYPE_CHECKING:
    from agenda.conflicts.domain.messages import ConflictFormatter


@dataclass(frozen=True, order=True)
class Conflict:
    """One thing that is wrong: which kind, in which sessions (ids, in order of time), about whom or what.

    `detail` is what the sentence about it needs besides: numbers, languages, roles; its shape is the kind's own.
    """

    kind: str
    sessions: tuple[str, ...]
    subject: str = ""  # id of the person or the room
    people: tuple[str, ...] = ()  # further persons, by id
    detail: tuple[Any, ...] = ()


class Severity(models.TextChoices):
    BLOCK = "block", _("blocks publishing")
    WARN = "warn", _("warns")
    IGNORE = "ignore", _("is ignored")


@dataclass(frozen=True)
class ConflictCheck:
    """Finds the conflicts of one kind: `find` is pure.

    `label` says what is wrong, as a heading of a list of them; `about` what counts; `advice` what to do; `tell` what is
    wrong where, as a sentence (the usual one names the subject and the sessions). `facts(conference)` loads what `find`
    needs beyond the agenda, in a query or two; it finds it in `plan.facts[key]`.
    """

    key: str
    label: Any
    find: Callable[[Plan], Iterable[Conflict]]
    severity: str = Severity.WARN
    position: int = 50
    advice: Any = ""
    about: Any = ""
    tell: Callable[[Conflict, ConflictFormatter], str] | None = None
    facts: Callable[[Any], Any] | None = None


conflict_checks = Registry(ConflictCheck, "conflict check")


def find_conflicts(plan: Plan, ignored: Iterable[str] = ()) -> list[Conflict]:
    """All conflicts of a plan, but for the ignored kinds: in the order of the checks, then of time.

    Costs O(n log n) for n sessions, roles and shifts, and as much again as there are conflicts to name: where more than
    a hundred pairs hang together, they are one.
    """
    skipped = set(ignored)
    order = {session.id: session.start for session in plan.sessions}
    found: list[Conflict] = []
    for check in conflict_checks:
        if check.key not in skipped:
            found += sorted(
                check.find(plan),
                key=lambda conflict: (order[conflict.sessions[0]], conflict.sessions, conflict.subject),
            )
    return found
