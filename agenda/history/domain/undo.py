"""Undo and redo: each action of a user becomes an EditingStep with what it changed, before and after.

A step is undone part by part (`snapshots`): undoing a move leaves alone what others have written into the
session's text since. What someone else has changed since is never overwritten: StaleStep names it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.history.domain.snapshots import files_held, files_in, kind_called, kind_of
from agenda.history.domain.steps import Recorder, StepReplay, StepRow, title_of
from agenda.history.models import EditingStep
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit_in_bulk
from confman.compiled_queries import CompiledQuery
from confman.conferences.access import clear_rights
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.web.errors import Refused, Stale

MAX_STEPS = 100
# Nobody redoes what was undone this long ago; persons an import made may be left in such steps alone.
REDO_KEPT_FOR = dt.timedelta(days=7)

_current: ContextVar[Recorder | None] = ContextVar("recorder of the step being made", default=None)


@contextmanager
def editing_step(
    conference: Conference,
    *,
    by: User,
    action: str,
    label: str = "",
    touching: Iterable[models.Model] = (),
    all_along: bool = False,
) -> Iterator[Recorder]:
    """Run one action of editing: one transaction, and one EditingStep of the state of `touching` before and after.

    Objects found on the way are given to `recorder.touch` before they change, new ones to `recorder.made`;
    deletions go through `recorder.remove`. `action` is a verb of the history. Nested, the inner one joins the
    outer. Nothing is recorded for a system user. With `all_along` an undo leaves what others have changed or use since,
    and takes back the rest, as of an import.
    """
    outer = _current.get()
    if outer is not None and outer.by == by and outer.conference == conference:
        with transaction.atomic():
            outer.touch(*touching)
            yield outer
        return
    with _recording(Recorder(conference, by, all_along=all_along)) as recorder, transaction.atomic():
        recorder.touch(*touching)
        yield recorder
        if recorder.records and (rows := recorder.rows()):
            _save_step(conference, by, action, label or _label(rows), rows)


@contextmanager
def no_editing(conference: Conference, *, by: User) -> Iterator[None]:
    """Run what uses the same verbs but is no action of editing: a speaker's answer, effects of a mail, an erasure.

    Nothing is kept to be undone. One transaction.
    """
    with _recording(Recorder(conference, by, records=False)), transaction.atomic():
        yield


@contextmanager
def _recording(recorder: Recorder) -> Iterator[Recorder]:
    token = _current.set(recorder)
    try:
        yield recorder
    finally:
        _current.reset(token)


def _label(rows: list[StepRow]) -> str:
    """Return the first of what the action was about, and how many more."""
    subjects = [row for row in rows if "along" not in row] or rows
    return title_of(subjects[0]) if len(subjects) == 1 else f"{title_of(subjects[0])} (+{len(subjects) - 1})"


def _save_step(conference: Conference, by: User, action: str, label: str, rows: list[StepRow]) -> None:
    _lock_steps_of(by)
    steps = EditingStep.objects.of(conference, by)
    number, undone = steps.values_list("number", "undone").first() or (0, False)
    if undone:
        # A new action discards what could have been redone.
        _drop(steps.filter(undone=True))
    EditingStep.objects.create(
        conference=conference, user=by, number=number + 1, action=action, label=label[:200], rows=rows
    )
    if number >= MAX_STEPS:
        _drop(steps.filter(number__lte=number + 1 - MAX_STEPS))


def _lock_steps_of(by: User) -> None:
    """Serialize the actions of a user, from however many windows."""
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))


def _drop(steps: models.QuerySet[EditingStep]) -> None:
    """Delete steps that can no longer be undone, and the files that only they held."""
    files = {name for step in steps for name in _files_of(step)}
    conferences = set(steps.order_by().values_list("conference", flat=True)) if files else set()
    steps.delete()
    if not files:
        return
    files_in_use = {file.name for file in files_held(files)}
    for step in EditingStep.objects.filter(conference__in=conferences).iterator():
        files_in_use |= files & _files_of(step)
    for name in files - files_in_use:
        transaction.on_commit(lambda name=name: default_storage.delete(name))  # type: ignore[misc]


def _files_of(step: EditingStep) -> set[str]:
    """Return files that may be needed to undo or redo a step."""
    names = {name for row in step.rows if "lost" in row for name in files_in(row["lost"])}
    for row in step.rows:
        if field := kind_called(row["kind"]).file_field:
            names |= {parts[field] for parts in (row["before"], row["after"]) if parts and parts.get(field)}
    return names


_next_undo: CompiledQuery[EditingStep] = CompiledQuery(
    lambda conference, user: EditingStep.objects.of(conference, user).filter(undone=False).defer("rows")[:1],
    models.UUIDField(),
    models.UUIDField(),
)
_next_redo: CompiledQuery[EditingStep] = CompiledQuery(
    lambda conference, user: (
        EditingStep.objects.of(conference, user).filter(undone=True).defer("rows").order_by("number")[:1]
    ),
    models.UUIDField(),
    models.UUIDField(),
)


def next_undo(conference: Conference, *, by: User) -> EditingStep | None:
    """Return the action that `undo` would take back, without its rows."""
    return _next_undo.get_or_none(conference.pk, by.pk)


def next_redo(conference: Conference, *, by: User) -> EditingStep | None:
    """Return the action that `redo` would do again, without its rows."""
    return _next_redo.get_or_none(conference.pk, by.pk)


def undo(conference: Conference, *, by: User, shown: str = "") -> EditingStep | None:
    """Undo the user's last action; return None if there is none.

    Raises StaleStep, Refused, and Stale if that is no longer the step whose key `shown` is; nothing is written then.
    """
    return _replay(conference, by, shown, back=True)


def redo(conference: Conference, *, by: User, shown: str = "") -> EditingStep | None:
    """Redo what was last undone; return None if there is nothing. Raises the same as `undo`, without writing."""
    return _replay(conference, by, shown, back=False)


@transaction.atomic
def pass_over(conference: Conference, *, by: User, step: UUID) -> None:
    """Leave a step that cannot be undone, so that those before it can."""
    _lock_steps_of(by)
    _drop(EditingStep.objects.of(conference, by).filter(pk=step))


@transaction.atomic
def delete_steps_naming(*people: Person) -> None:
    """Remove the steps that name these persons: what was erased or merged must not come back by an undo."""
    for person in people:
        steps = EditingStep.objects.filter(conference=person.conference_id)
        key = str(person.pk)
        _drop(steps.filter(pk__in=[step.pk for step in steps.iterator() if key in str(step.rows)]))


@transaction.atomic
def protect_person_in_steps(person: Person) -> None:
    """Keep any undo from removing this person: the record now also stands for someone who existed before."""
    mark = kind_of(person).label, str(person.pk)
    for step in EditingStep.objects.filter(conference=person.conference_id).iterator():
        rows = [row for row in step.rows if (row["kind"], row["id"]) != mark or row["before"] is not None]
        if len(rows) < len(step.rows):
            step.rows = rows
            step.save(update_fields=["rows"])


@transaction.atomic
def expire_steps() -> None:
    """Delete steps undone long ago and not redone. Safe to repeat."""
    _drop(EditingStep.objects.filter(undone=True, at__lt=timezone.now() - REDO_KEPT_FOR))


def _replay(conference: Conference, by: User, shown: str, *, back: bool) -> EditingStep | None:
    try:
        with transaction.atomic():
            _lock_steps_of(by)
            steps = EditingStep.objects.of(conference, by).filter(undone=not back)
            step = steps.first() if back else steps.last()
            if step is None:
                return None
            if shown and shown != str(step.pk):
                # In another window its author has done something since.
                raise Stale(_("This is not what you looked at. Look at it again, then do it."))
            step.remarks = StepReplay(step, back=back).write()
            step.undone = back
            step.save(update_fields=["undone", "rows", "at"])
            record_audit_in_bulk(
                "agenda.undone" if back else "agenda.redone",
                by=by,
                conference=conference,
                targets=[
                    kind_called(row["kind"]).model(pk=row["id"]) for row in step.rows if not row.get("stays")
                ],
                details={"action": step.action.rpartition(".")[2]},
            )
            clear_rights(by)
            return step
    except IntegrityError as error:
        raise Refused(_("This cannot be put back: what is there now does not allow it.")) from error
