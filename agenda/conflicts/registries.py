"""The conflict, and the registry of the checks that find conflicts. A higher floor registers its checks here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agenda.conflicts.domain.plan import AgendaPlan
from confman.conferences.models import Conference
from confman.registries import Registry

if TYPE_CHECKING:
    from agenda.conflicts.domain.messages import ConflictFormatter


@dataclass(frozen=True, order=True)
class Conflict:
    """One thing that is wrong: its kind, its sessions (ids, in order of time), and the person or room concerned.

    `detail` has what else the sentence about it needs: numbers, languages, roles; its shape depends on the
    kind.
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

    `label` says what is wrong, as the heading of a list; `about` what counts as it; `advice` what to do;
    `sentence` words a conflict as a sentence (the usual one names the subject and the sessions).
    Unless the conference says otherwise, a check `of_people` waits until someone has a role: before that, finding them
    is a task of the checklist; and in the profiles of `unknown_in` nobody expects what it looks for.
    `facts(conference)` loads what `find` needs beyond the agenda, in a query or two; `find` reads it from
    `plan.facts[key]`.
    """

    key: str
    label: str | Promise
    find: Callable[[AgendaPlan], Iterable[Conflict]]
    severity: str = Severity.WARN
    position: int = 50
    advice: str | Promise = ""
    about: str | Promise = ""
    sentence: Callable[[Conflict, ConflictFormatter], str] | None = None
    facts: Callable[[Conference], Any] | None = None
    of_people: bool = False
    unknown_in: tuple[str, ...] = ()


conflict_checks = Registry(ConflictCheck, "conflict check")
