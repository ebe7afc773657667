"""Steps of editing: a recorder collects what an action touches, a replay undoes or redoes it.

The order follows the references between objects: what an action added to the programme is removed first, so that
it is not in the way; then everything else is restored or changed, foundations before the programme; last, the
foundations that the action made are removed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from agenda.history.domain.deletions import (
    DeletedRows,
    existing,
    lost_with,
    no_deleted_rows,
    others_in,
    pointed_at,
    raise_revisions,
    restore_deleted,
    serialized,
)
from agenda.history.domain.snapshots import Kind, Parts, all_kinds, files_held, files_in, kind_called, kind_of
from agenda.history.models import EditingStep
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.database.changes import StaleRevision, delete_file_on_commit
from confman.web.errors import Refused

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


# The number of objects left as they are that are named.
_MAX_NAMES = 20


class StaleStep(StaleRevision):
    """A step cannot be undone or redone: someone has changed `changed` since. `step` is that step."""

    def __init__(self, message: object, step: EditingStep, changed: list[Any]) -> None:
        super().__init__(message, changed[0] if changed else None)
        self.step = step
        self.changed = changed


def title_of(row: StepRow) -> str:
    """Return what the object of a row is called, in the reading language."""
    return str(TranslatedText(row["title"])) or capfirst(
        str(kind_called(row["kind"]).model._meta.verbose_name)
    )


class StepReplay:
    """One step to be undone (`back`) or redone. Call `write` once, in a transaction."""

    def __init__(self, step: EditingStep, *, back: bool) -> None:
        self.step, self.back = step, back
        self.current, self.target = ("after", "before") if back else ("before", "after")
        self.stored: dict[str, dict[str, Any]] = {}
        self.now: dict[str, dict[str, Parts]] = {}
        self.changed_since: list[str] = []
        self.in_use: list[str] = []
        self.named: list[str] = []

    def write(self) -> tuple[str, ...]:
        """Put everything where it was. Returns what had to be left, a sentence each. Raises StaleStep, Refused."""
        self._compare()
        rows = [row for row in self.step.rows if not row.pop("passed", False) and not row.get("stays")]
        of_kind = grouped((kind_called(row["kind"]), row) for row in rows)
        for kind in self._against_the_order(foundations=False):
            self._remove(kind, [row for row in of_kind[kind] if row[self.target] is None])
        for kind in all_kinds():
            coming = [row for row in of_kind[kind] if row[self.target] is not None]
            self._require_references(kind, coming)
            self._restore(kind, [row for row in coming if row[self.current] is None])
            for row in coming:
                if row[self.current] is not None:
                    self._change(kind, row)
        for kind in self._against_the_order(foundations=True):
            self._remove(kind, [row for row in of_kind[kind] if row[self.target] is None])
        return tuple(self._remarks())

    def _against_the_order(self, *, foundations: bool) -> list[Kind]:
        return [kind for kind in reversed(all_kinds()) if kind.foundation is foundations]

    # --- Comparing ---

    def _compare(self) -> None:
        """Lock the objects of the step and compare them. Those that go along are left where they have changed since."""
        keys = grouped((kind_called(row["kind"]), row["id"]) for row in self.step.rows)
        for kind, wanted_keys in keys.items():
            self.now[kind.label] = kind.snapshots(wanted_keys, locked=True)
            self.stored[kind.label] = {
                str(item.pk): item for item in kind.model._base_manager.filter(pk__in=wanted_keys)
            }
        stale = []
        for row in self.step.rows:
            if row.get("stays"):
                # An undo has left it, so a redo finds it there already. The next undo checks again.
                if not self.back:
                    del row["stays"]
                    row["passed"] = True
                continue
            if kind_called(row["kind"]).as_left(row[self.current], self._now(row)):
                continue
            if row.get("along"):
                self._leave(row, self.changed_since)
            else:
                stale.append(row)
        if stale:
            raise StaleStep(
                _("Someone has changed %(titles)s since, so nothing was changed.")
                % {"titles": ", ".join(f"“{title_of(row)}”" for row in stale)},
                self.step,
                [instance for row in stale if (instance := self.stored[row["kind"]].get(row["id"]))],
            )

    def _now(self, row: StepRow) -> Parts | None:
        return self.now[row["kind"]].get(row["id"])

    def _leave(self, row: StepRow, left: list[str]) -> None:
        """Leave a row that goes along as it is; one that no longer exists is not mentioned."""
        row["stays" if self.back else "passed"] = True
        if self._now(row) is not None:
            left.append(title_of(row))

    def _remarks(self) -> Iterable[str]:
        for names, text in (
            (self.changed_since, _("Left as it is, because someone has changed it since: %(names)s.")),
            (self.in_use, _("Left as it is, because something else uses it by now: %(names)s.")),
            (self.named, _("Left as it is, because a published release names it: %(names)s.")),
        ):
            if names:
                titles = ", ".join(f"“{name}”" for name in names[:_MAX_NAMES])
                more = len(names) - _MAX_NAMES
                yield text % {"names": f"{titles} (+{more})" if more > 0 else titles}

    # --- Removing ---

    def _remove(self, kind: Kind, rows: list[StepRow]) -> None:
        if self.back:
            self._take_away(kind, rows)
            return
        for row in rows:
            self._delete_again(kind, row)

    def _delete_again(self, kind: Kind, row: StepRow) -> None:
        """Delete again what the action deleted, with whatever belonged to it."""
        rows = kind.model._base_manager.filter(pk=row["id"])
        row["lost"] = lost = lost_with(rows)
        self._note_current(row)
        kind.before_delete(self.step.conference, [row["id"]])
        raise_revisions(lost["pointers"])
        rows.delete()

    def _take_away(self, kind: Kind, rows: list[StepRow]) -> None:
        """Remove what the action made and nothing points to, in few statements; for the others see Recorder.made."""
        keys = {row["id"] for row in rows}
        if not keys:
            return
        owned = kind.owned(keys)
        still_named = self._named(kind, keys)
        keys_in_use = self._used(kind, keys, owned) | still_named
        self._refuse_to_lose([row for row in rows if row["id"] in keys_in_use and not row.get("along")])
        for row in rows:
            if row["id"] in keys_in_use:
                self._leave(row, self.named if row["id"] in still_named else self.in_use)
        going = {row["id"]: row for row in rows if row["id"] not in keys_in_use}
        for key, row in going.items():
            self._note_current(row)
            row["lost"] = {**no_deleted_rows(), "objects": serialized([self.stored[kind.label][key]])}
        for owner, instance in owned:
            if owner in going:
                going[owner]["lost"]["objects"] += serialized([instance])
        kind.before_delete(self.step.conference, list(going))
        kind.model._base_manager.filter(pk__in=list(going)).delete()

    def _used(self, kind: Kind, keys: set[str], owned: list[tuple[str, models.Model]]) -> set[str]:
        """Return the keys of the objects to which, or to whose own rows, something else points."""
        keys_in_use = pointed_at(kind.model, keys, [rows.model for rows in kind.own_rows])
        for rows in kind.own_rows:
            owner_of = {
                str(instance.pk): owner for owner, instance in owned if isinstance(instance, rows.model)
            }
            keys_in_use |= {owner_of[key] for key in pointed_at(rows.model, owner_of.keys(), kind.own)}
        return keys_in_use

    def _named(self, kind: Kind, keys: set[str]) -> set[str]:
        """Return the keys of the objects that go along and are named by a release since the step."""
        along = keys & {row["id"] for row in self.step.rows if row.get("along")}
        return along & kind.still_named(self.step.conference, since=self.step.at) if along else along

    def _refuse_to_lose(self, rows: list[StepRow]) -> None:
        if rows:
            raise Refused(
                _(
                    "Other records depend on %(titles)s by now: sessions, files, records or marks. Delete it in "
                    "its form."
                )
                % {"titles": ", ".join(f"“{title_of(row)}”" for row in rows[:_MAX_NAMES])}
            )

    def _note_current(self, row: StepRow) -> None:
        """Note the present state of these parts, because some fields change independently of steps."""
        now = self._now(row)
        assert now is not None
        row[self.current] = {name: now[name] for name in row[self.current]}

    # --- Restoring ---

    def _restore(self, kind: Kind, rows: list[StepRow]) -> None:
        """Restore what was deleted, by the action or by undoing it."""
        lost = {
            name: [instance for row in rows for instance in row["lost"][name]] for name in no_deleted_rows()
        }
        self.changed_since += [str(instance) for instance in restore_deleted(lost)]
        for row in rows:
            if not kind.has_revision:
                # Its own revision rose when it was restored; that of its owner rises now.
                kind.raise_revision(row["id"])

    def _change(self, kind: Kind, row: StepRow) -> None:
        self._note_current(row)
        lost = kind.restore_parts(self.stored[kind.label][row["id"]], row[self.target])
        if others_in(lost, kind.own) and (self.back or "lost" not in row):
            # An action may remove only what it created, or what it removed itself.
            self._refuse_to_lose([row])
        kind.raise_revision(row["id"])
        if self.back and "lost" in row:
            self.changed_since += [
                str(instance) for instance in restore_deleted(row["lost"], without=kind.own)
            ]
        if lost["objects"]:
            row["lost"] = lost

    def _require_references(self, kind: Kind, rows: list[StepRow]) -> None:
        """Raise Refused where something to be restored refers to an object that no longer exists."""
        references_by_id = {row["id"]: kind.references(row[self.target]) for row in rows}
        stored = existing(set().union(*references_by_id.values()))
        for row in rows:
            if references_by_id[row["id"]] - stored:
                raise Refused(
                    _(
                        "“%(title)s” cannot be put back: a room, theme, group or person of it no longer exists."
                    )
                    % {"title": title_of(row)}
                )
