"""The conflicts of the working agenda, in words for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import overload

from agenda.conflicts.domain.loader import plan_of
from agenda.conflicts.domain.messages import ConflictFormatter, usual
from agenda.conflicts.domain.plan import AgendaPlan
from agenda.conflicts.domain.severities import agenda_settings, severities
from agenda.conflicts.registries import Conflict, Severity, conflict_checks
from agenda.core.models import AgendaSettings
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.people.models import Person

# The kinds of conflict that say of a session that nobody chairs it.
WITHOUT_CHAIR = frozenset({"no-chair", "talk-without-chair"})


@dataclass(frozen=True)
class ConflictLine:
    """A conflict in words.

    `sessions` are pairs of id and title; `severity` is what the conference has set; `people` are the ids of
    those concerned; `days` are those of the conference on which the sessions are.
    """

    kind: str
    severity: str
    label: str
    what: str
    advice: str
    sessions: tuple[tuple[str, str], ...]
    people: tuple[str, ...] = ()
    days: tuple[dt.date, ...] = ()

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCK

    @property
    def text(self) -> str:
        """Return what is wrong, where, and what to do."""
        return f"{self.what} {self.advice}".strip()


class ConflictLines(Sequence[ConflictLine]):
    """The `conflicts` of a plan in words. Only those that are read are worded, which takes longer than finding."""

    # The names are read anew each time (see `page_cache`).
    keeps_nothing_read = True

    def __init__(
        self,
        conference: Conference,
        plan: AgendaPlan,
        conflicts: list[Conflict],
        severity_by_kind: dict[str, str],
    ) -> None:
        self.conflicts = conflicts
        self._context = conference, plan, severity_by_kind

    def __len__(self) -> int:
        return len(self.conflicts)

    @overload
    def __getitem__(self, index: int) -> ConflictLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[ConflictLine]: ...
    def __getitem__(self, index: int | slice) -> ConflictLine | list[ConflictLine]:
        conference, plan, severity_by_kind = self._context
        if isinstance(index, slice):
            return _in_words(conference, plan, self.conflicts[index], severity_by_kind)
        return _in_words(conference, plan, [self.conflicts[index]], severity_by_kind)[0]

    def __iter__(self) -> Iterator[ConflictLine]:
        return iter(self[:])

    @property
    def blocks(self) -> bool:
        """Tell whether one of them blocks publishing."""
        severity_by_kind = self._context[2]
        kinds = {conflict.kind for conflict in self.conflicts}
        return any(severity_by_kind[kind] == Severity.BLOCK for kind in kinds)

    def without(self, kind: str) -> ConflictLines:
        """Return all conflicts but those of a kind."""
        conference, plan, severity_by_kind = self._context
        others = [conflict for conflict in self.conflicts if conflict.kind != kind]
        return ConflictLines(conference, plan, others, severity_by_kind)


def conflicts_of(conference: Conference, settings: AgendaSettings | None = None) -> ConflictLines:
    """Return the conflicts of the working agenda in words for the secretariat, with the names of persons."""
    plan, severity_by_kind, ignored = _plan_and_severities(
        conference, settings or agenda_settings(conference)
    )
    return ConflictLines(conference, plan, find_conflicts(plan, ignored), severity_by_kind)


def find_conflicts(plan: AgendaPlan, ignored: Iterable[str] = ()) -> list[Conflict]:
    """Return all conflicts of a plan except for the ignored kinds, in the order of the checks, then of time.

    Costs O(n log n) for n sessions, roles and shifts, plus the number of conflicts to name: more than a
    hundred connected pairs are reported as one. A kind that was looked for in the plan is not looked for again.
    """
    skipped = set(ignored)
    order = {key: session.start for key, session in plan.by_id.items()}
    conflicts: list[Conflict] = []
    for check in conflict_checks:
        if check.key in skipped:
            continue
        if check.key not in plan.conflicts_by_kind:
            plan.conflicts_by_kind[check.key] = sorted(
                check.find(plan),
                key=lambda conflict: (order[conflict.sessions[0]], conflict.sessions, conflict.subject),
            )
        conflicts += plan.conflicts_by_kind[check.key]
    return conflicts


def _plan_and_severities(
    conference: Conference, settings: AgendaSettings
) -> tuple[AgendaPlan, dict[str, str], set[str]]:
    """Return the plan, the severity of each kind, and the kinds that are ignored."""
    severity_by_kind = severities(settings)
    ignored = {kind for kind, severity in severity_by_kind.items() if severity == Severity.IGNORE}
    return plan_of(conference, settings, ignored), severity_by_kind, ignored


def stops_publishing(conference: Conference) -> bool:
    """Tell whether a conflict blocks publishing; looks for no others."""
    severity_by_kind = severities(agenda_settings(conference))
    return are_found(
        conference, {kind for kind, severity in severity_by_kind.items() if severity == Severity.BLOCK}
    )


def are_found(conference: Conference, kinds: Set[str]) -> bool:
    """Tell whether there are conflicts of these kinds, unless the kind is ignored; looks for no others."""
    settings = agenda_settings(conference)
    severity_by_kind = severities(settings)
    left_out = {
        kind
        for kind, severity in severity_by_kind.items()
        if severity == Severity.IGNORE or kind not in kinds
    }
    return bool(find_conflicts(plan_of(conference, settings, left_out), left_out))


def conflicts_of_session(session: Session) -> list[ConflictLine]:
    """Return the conflicts that one session is part of, without looking for those of other days."""
    conference, key = session.conference, str(session.pk)
    whole, severity_by_kind, ignored = _plan_and_severities(conference, agenda_settings(conference))
    plan = whole.around(key)
    conflicts = [conflict for conflict in find_conflicts(plan, ignored) if key in conflict.sessions]
    return _in_words(conference, plan, conflicts, severity_by_kind)


# --- In words ----------------------------------------------------------------------------------------------


def _in_words(
    conference: Conference, plan: AgendaPlan, conflicts: list[Conflict], severity_by_kind: dict[str, str]
) -> list[ConflictLine]:
    """Put conflicts into the reading language; one query, for the names of those concerned."""
    formatter = formatter_of(conference, plan, conflicts)
    present = {conflict.kind for conflict in conflicts}
    # A kind's words are looked up once, not for each of its conflicts.
    kinds = {
        check.key: (check.sentence or usual, str(check.label), str(check.advice))
        for check in conflict_checks
        if check.key in present
    }
    lines = []
    for conflict in conflicts:
        sentence, label, advice = kinds[conflict.kind]
        persons = (
            (conflict.subject, *conflict.people) if conflict.subject not in plan.names else conflict.people
        )
        lines.append(
            ConflictLine(
                kind=conflict.kind,
                severity=severity_by_kind[conflict.kind],
                label=label,
                what=sentence(conflict, formatter),
                advice=advice,
                sessions=tuple((key, formatter.title(key)) for key in conflict.sessions),
                people=tuple(person for person in persons if person),
                days=tuple(dict.fromkeys(plan.by_id[key].conference_day for key in conflict.sessions)),
            )
        )
    return lines


def formatter_of(
    conference: Conference, plan: AgendaPlan, conflicts: Iterable[Conflict]
) -> ConflictFormatter:
    """Return a formatter that knows the names of the persons in these conflicts."""
    keys = {key for conflict in conflicts for key in (conflict.subject, *conflict.people) if key}
    keys -= plan.names.keys()
    people = {}
    if keys:
        # By their keys alone: asked for the conference too, SQLite looks through all of its people.
        rows = Person.objects.known().filter(pk__in=keys).order_by()
        people = {str(key): name for key, name in rows.values_list("pk", "name")}
    return ConflictFormatter(plan, people, conference.local)
