"""Undo and redo: each act of a user becomes an EditingStep with what it changed, before and after.

A step is taken back part by part (agenda.domain.snapshots): a move that is undone leaves alone what others have written
into the session's text since. What someone else has changed since is never written over: StaleStep names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from agenda.domain.concerned import remember_followers
from agenda.domain.revisions import StaleRevision
from agenda.domain.snapshots import (
    Lost,
    Parts,
    bring_back,
    files_in,
    lost_with,
    missing_references,
    others_in,
    put_back,
    same,
    snapshots,
)
from agenda.models import EditingStep, Material, Session
from confman.accounts.models import User
from confman.audit.domain import record_audit_in_bulk
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.changes import delete_file_on_commit
from confman.web.errors import Refused

MOST_STEPS = 100

_current: ContextVar[Recorder | None] = ContextVar("recorder of the step being made", default=None)


class StaleStep(StaleRevision):
    """A step cannot be taken back, or done again: someone has changed `sessions` since. `step` is the one."""

    def __init__(self, message: object, step: EditingStep, sessions: list[Session]) -> None:
        super().__init__(message, sessions[0] if sessions else None)
        self.step = step
        self.sessions = sessions


class Recorder:
    """Collects what one act touches. `records` is False for a system user: then nothing is remembered."""

    def __init__(self, conference: Conference, by: Any) -> None:
        self.conference, self.by = conference, by
        self.records = not getattr(by, "is_system", True)
        self._before: dict[str, Parts | None] = {}
        self._partly: dict[str, tuple[Parts, Parts]] = {}
        self._titles: dict[str, TranslatedText] = {}
        self._lost: dict[str, Lost] = {}
        self._made_with: dict[str, list[str]] = {}

    def touch(self, *sessions: Session) -> None:
        """Remember how these stand. Call it before they are changed; they may be touched before."""
        if not self.records:
            return
        new = [session for session in sessions if str(session.pk) not in self._before]
        found = snapshots([session.pk for session in new], locked=True) if new else {}
        for session in new:
            key = str(session.pk)
            earlier, _later = self._partly.pop(key, ({}, {}))
            if key in found:
                self._before[key] = {**found[key], **earlier}
                self._titles.setdefault(key, TranslatedText(found[key]["title"]))

    def made(self, *sessions: Session, materials: Iterable[Material] = ()) -> None:
        """These are new. Call it after they were created; `materials` came with them, and go with them again."""
        for session in sessions:
            self._before.setdefault(str(session.pk), None)
            self._titles.setdefault(str(session.pk), session.title)
        for material in materials:
            self._made_with.setdefault(str(material.session_id), []).append(str(material.pk))

    def changed_partly(self, session: Session, before: Parts, after: Parts) -> None:
        """Only these parts of the session changed: saves asking the database how it stands."""
        key = str(session.pk)
        if key in self._before:
            return
        earlier, later = self._partly.get(key, ({}, {}))
        self._partly[key] = ({**before, **earlier}, {**later, **after})
        self._titles.setdefault(key, session.title)

    def remove(self, session: Session, rows: models.QuerySet[Any]) -> None:
        """Delete the session, or items of it, and keep what goes with them; files go when the step does."""
        if rows.model is Session:
            remember_followers(self.conference, [session])
        if not self.records:
            for material in Material.objects.filter(session=session) if rows.model is Session else ():
                delete_file_on_commit(material.file)
        else:
            self.touch(session)
            lost = self._lost.setdefault(str(session.pk), {"objects": [], "pointers": []})
            for name, found in lost_with(rows).items():
                lost[name] += found
        rows.delete()

    def rows(self) -> list[dict[str, Any]]:
        """What changed, as EditingStep keeps it."""
        after = snapshots(self._before) if self._before else {}
        pairs: dict[str, tuple[Parts | None, Parts | None]] = {
            **{key: (before, after.get(key)) for key, before in self._before.items()},
            **self._partly,
        }
        rows = []
        for key, (before, now) in pairs.items():
            if before is not None and now is not None:
                changed = [name for name in now if not same(name, before[name], now[name])]
                before = {name: before[name] for name in changed}
                now = {name: now[name] for name in changed}
            if before or now:
                row = {"session": key, "title": dict(self._titles[key]), "before": before, "after": now}
                more = {"lost": self._lost.get(key), "made_with": self._made_with.get(key)}
                rows.append(row | {name: value for name, value in more.items() if value is not None})
        return rows


@contextmanager
def editing_step(
    conference: Conference, *, by: Any, act: str, label: str = "", sessions: Iterable[Session] = ()
) -> Iterator[Recorder]:
    """One act of the editor: one transaction, and one EditingStep of how `sessions` stood before and after.

    Sessions that are found on the way are given to `recorder.touch` before they change, new ones to
    `recorder.made`; what is deleted goes by `recorder.remove`. `act` is a verb of the history. Nested, the
    inner one joins the outer. By a system user nothing is recorded.
    """
    outer = _current.get()
    if outer is not None and outer.by == by and outer.conference == conference:
        with transaction.atomic():
            outer.touch(*sessions)
            yield outer
        return
    recorder = Recorder(conference, by)
    token = _current.set(recorder)
    try:
        with transaction.atomic():
            recorder.touch(*sessions)
            yield recorder
            if recorder.records and (rows := recorder.rows()):
                _keep(conference, by, act, label or _label(rows), rows)
    finally:
        _current.reset(token)


def _label(rows: list[dict[str, Any]]) -> str:
    title = str(TranslatedText(rows[0]["title"]))
    return title if len(rows) == 1 else f"{title} (+{len(rows) - 1})"


def _keep(conference: Conference, by: Any, act: str, label: str, rows: list[dict[str, Any]]) -> None:
    _line_up(by)
    steps = EditingStep.objects.of(conference, by)
    number, undone = steps.values_list("number", "undone").first() or (0, False)
    if undone:
        # Whoever goes another way can no longer go forward on the old one.
        _drop(steps.filter(undone=True))
    EditingStep.objects.create(
        conference=conference, user=by, number=number + 1, act=act, label=label[:200], rows=rows
    )
    if number >= MOST_STEPS:
        _drop(steps.filter(number__lte=number + 1 - MOST_STEPS))


def _line_up(by: Any) -> None:
    """One act of a user after the other, from however many windows."""
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))


def _drop(steps: models.QuerySet[EditingStep]) -> None:
    """Steps that can no longer be taken back; the files that only they held go with them."""
    kept = {name for step in steps for row in step.rows if "lost" in row for name in files_in(row["lost"])}
    steps.delete()
    used = set(Material.objects.filter(file__in=kept).values_list("file", flat=True)) if kept else set()
    for name in kept - used:
        transaction.on_commit(lambda name=name: default_storage.delete(name))  # type: ignore[misc]


def next_undo(conference: Conference, *, by: Any) -> EditingStep | None:
    """The act that `undo` would take back; without its rows."""
    return EditingStep.objects.of(conference, by).filter(undone=False).defer("rows").first()


def next_redo(conference: Conference, *, by: Any) -> EditingStep | None:
    """The act that `redo` would do again; without its rows."""
    return EditingStep.objects.of(conference, by).filter(undone=True).defer("rows").last()


def undo(conference: Conference, *, by: Any) -> EditingStep | None:
    """Take back the user's last act; None where there is none. Raises StaleStep, Refused; nothing is written then."""
    return _go(conference, by, back=True)


def redo(conference: Conference, *, by: Any) -> EditingStep | None:
    """Do again what was last taken back; None where there is nothing. Raises StaleStep, Refused."""
    return _go(conference, by, back=False)


def pass_over(conference: Conference, *, by: Any, step: Any) -> None:
    """Let a step stand that cannot be taken back, so that those before it can."""
    with transaction.atomic():
        _line_up(by)
        _drop(EditingStep.objects.of(conference, by).filter(pk=step))


def forget_person_in_steps(*people: Any) -> None:
    """Remove the steps that name these persons: what was erased or merged must not come back by an undo."""
    with transaction.atomic():
        for person in people:
            steps = EditingStep.objects.filter(conference=person.conference_id)
            key = str(person.pk)
            _drop(steps.filter(pk__in=[step.pk for step in steps.iterator() if key in str(step.rows)]))


def _go(conference: Conference, by: Any, *, back: bool) -> EditingStep | None:
    try:
        with transaction.atomic():
            _line_up(by)
            steps = EditingStep.objects.of(conference, by).filter(undone=not back)
            step = steps.first() if back else steps.last()
            if step is None:
                return None
            _write(step, back)
            step.undone = back
            step.save(update_fields=["undone", "rows"])
            record_audit_in_bulk(
                "agenda.undone" if back else "agenda.redone",
                by=by,
                conference=conference,
                targets=Session.objects.filter(pk__in=[row["session"] for row in step.rows]),
                details={"act": step.act.rpartition(".")[2]},
            )
            return step
    except IntegrityError as error:
        raise Refused(_("This cannot be put back: what is there now does not allow it.")) from error


def _write(step: EditingStep, back: bool) -> None:
    here, there = ("after", "before") if back else ("before", "after")
    keys = [row["session"] for row in step.rows]
    # In no order of rooms: PostgreSQL locks no row that an outer join may lack.
    locked = Session.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    stored = {str(each.pk): each for each in locked}
    now = snapshots(keys)
    stale = [row for row in step.rows if not _as_left(row[here], now.get(row["session"]))]
    if stale:
        titles = ", ".join(f"“{TranslatedText(row['title'])}”" for row in stale)
        raise StaleStep(
            _("Someone has changed %(titles)s since, so nothing was changed.") % {"titles": titles},
            step,
            [stored[row["session"]] for row in stale if row["session"] in stored],
        )
    # What has to go goes first, so that it is not in the way of what comes.
    for row in sorted(step.rows, key=lambda row: row[there] is not None):
        key, wanted = row["session"], row[there]
        if wanted and missing_references(wanted):
            raise Refused(
                _("“%(title)s” cannot be put back: a room, theme, group or person of it is no longer there.")
                % {"title": TranslatedText(row["title"])}
            )
        if row[here] is None:
            bring_back(row["lost"], whole=True)
            continue
        row[here] = {name: now[key][name] for name in row[here]}
        session = stored[key]
        itself = Session.objects.filter(pk=session.pk)
        lost = lost_with(itself) if wanted is None else put_back(session, wanted)
        if others_in(lost, row.get("made_with", ())) and (back or "lost" not in row):
            raise Refused(
                _("Something hangs on “%(title)s” by now: files, records or marks. Delete it in its form.")
                % {"title": TranslatedText(row["title"])}
            )
        if wanted is None:
            remember_followers(step.conference, [session])
            itself.delete()
        else:
            itself.update(revision=models.F("revision") + 1)
            if back and "lost" in row:
                bring_back(row["lost"], whole=False)
        if lost["objects"]:
            row["lost"] = lost


def _as_left(left: Parts | None, now: Parts | None) -> bool:
    """Whether the parts of a step still stand as it left them."""
    if left is None or now is None:
        return left is None and now is None
    return all(same(name, part, now[name]) for name, part in left.items())
