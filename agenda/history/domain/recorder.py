"""Recorder: collects the objects that one action touches, for a step of editing."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from agenda.core.domain.groups import grouped
from agenda.history.domain.deletions import DeletedRows, lost_with, no_deleted_rows, raise_revisions
from agenda.history.domain.snapshots import Parts, files_held, files_in, kind_called, kind_of
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.database.changes import delete_file_on_commit

# The label of a kind and the key of an object.
Mark = tuple[str, str]
# One object of a step, as EditingStep keeps it: kind, id, title, before, after; of what was deleted also `lost`;
# `along` where it must not make the whole step fail; `stays` while an undo has left it as it is.
StepRow = dict[str, Any]


class Recorder:
    """Collects the objects of one action. `records` is False for a system user, and where steps are switched off.

    `all_along`: an undo of it leaves whatever someone else has changed or uses since, and takes back the rest.
    """

    def __init__(
        self, conference: Conference, by: User, *, records: bool = True, all_along: bool = False
    ) -> None:
        self.conference, self.by, self.all_along = conference, by, all_along
        self.records = records and not getattr(by, "is_system", True)
        self._before: dict[Mark, Parts | None] = {}
        self._states: dict[Mark, Parts] = {}
        self._partly: dict[Mark, tuple[Parts, Parts]] = {}
        self._titles: dict[Mark, dict[str, str]] = {}
        self._lost: dict[Mark, DeletedRows] = {}
        self._along: set[Mark] = set()

    def touch(self, *objects: models.Model, along: bool = False) -> None:
        """Remember the state of these objects. Call it before they are changed; touching them again is harmless.

        `along`: where someone else changes one of them later, it is left as it is, and the rest is undone all
        the same.
        """
        if not self.records:
            return
        by_kind = grouped(
            (kind_of(instance), instance) for instance in objects if _mark(instance) not in self._before
        )
        for kind, instances in by_kind.items():
            states = kind.snapshots([instance.pk for instance in instances], locked=True)
            for instance in instances:
                mark = _mark(instance)
                earlier, _later = self._partly.pop(mark, ({}, {}))
                if mark[1] in states:
                    self._before[mark] = {**states[mark[1]], **earlier}
                    self._titles.setdefault(mark, kind.title(instance))
                    if along:
                        self._along.add(mark)

    def made(
        self, *objects: models.Model, along: bool = False, states: Mapping[str, Parts] | None = None
    ) -> None:
        """Note that these objects are new. Call it after they were created.

        `states` maps the id of each to its parts at the end of the action, where they are known without a query.

        `along`: they were made because something else needed them, as a room by an import. An undo leaves
        them where anything else has come to use them, and says so.
        """
        if not self.records:
            return
        for instance in objects:
            mark = _mark(instance)
            if mark not in self._before:
                self._before[mark] = None
                if states is not None:
                    self._states[mark] = states[mark[1]]
                self._titles.setdefault(mark, kind_of(instance).title(instance))
                if along:
                    self._along.add(mark)

    def changed_partly(self, changed: models.Model, before: Parts, after: Parts) -> None:
        """Note that only these parts of it changed: saves querying its state."""
        mark = _mark(changed)
        if mark in self._before:
            return
        earlier, later = self._partly.get(mark, ({}, {}))
        self._partly[mark] = ({**before, **earlier}, {**later, **after})
        self._titles.setdefault(mark, kind_of(changed).title(changed))

    def remove(self, whose: models.Model, rows: models.QuerySet[Any] | None = None) -> None:
        """Delete an object, or `rows` that belong to it, and keep what goes with it; files go when the step does."""
        kind = kind_of(whose)
        if rows is None:
            rows = kind.model._base_manager.filter(pk=whose.pk)
            kind.before_delete(self.conference, [whose.pk])
        lost = lost_with(rows)
        raise_revisions(lost["pointers"])
        if self.records:
            self.touch(whose)
            lost_so_far = self._lost.setdefault(_mark(whose), no_deleted_rows())
            for name, lost_rows in lost.items():
                lost_so_far[name] += lost_rows
        else:
            for file in files_held(files_in(lost)):
                delete_file_on_commit(file)
        rows.delete()

    def rows(self) -> list[StepRow]:
        """Return what changed, as EditingStep keeps it."""
        after = {
            (label, key): parts
            for label, keys in grouped(self._before.keys() - self._states.keys()).items()
            for key, parts in kind_called(label).snapshots(keys).items()
        } | self._states
        pairs: dict[Mark, tuple[Parts | None, Parts | None]] = {
            **{mark: (before, after.get(mark)) for mark, before in self._before.items()},
            **self._partly,
        }
        rows = (self._row(mark, *pair) for mark, pair in pairs.items())
        return [row for row in rows if row]

    def _row(self, mark: Mark, before: Parts | None, now: Parts | None) -> StepRow | None:
        label, key = mark
        if before is not None and now is not None:
            changed = [name for name in now if not kind_called(label).same(name, before[name], now[name])]
            before = {name: before[name] for name in changed}
            now = {name: now[name] for name in changed}
        if not before and not now:
            return None
        if now is None and mark not in self._lost:
            # It was deleted with another, and comes back with that.
            return None
        row = {"kind": label, "id": key, "title": self._titles[mark], "before": before, "after": now}
        if mark in self._lost:
            row["lost"] = self._lost[mark]
        return {**row, "along": True} if self.all_along or mark in self._along else row


def _mark(instance: models.Model) -> Mark:
    return kind_of(instance).label, str(instance.pk)
