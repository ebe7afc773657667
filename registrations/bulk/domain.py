"""One action on many registrations: each in its own transaction, so that one refusal stops nobody else's.

A few are done at once; more are left to the worker, and the page shows the progress. An interrupted run continues where
it stopped: every action skips registrations to which it was applied already.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.submissions import claim_submission
from confman.conferences.models import Conference
from confman.machines.jobs import queue_job
from confman.translation.languages import set_reading_languages
from confman.web.database.claims import current_claim, lapsed
from confman.web.errors import Refused
from confman.web.faults.causes import PASSING, fault_of
from confman.web.job_permissions import recheck_permission
from confman.web.models import WorkStatus
from registrations.bulk.models import BulkRun
from registrations.bulk.registries import bulk_actions
from registrations.core.domain.capacity import CapacityExceeded
from registrations.core.models.registration import Registration, RegistrationQuerySet
from registrations.lifecycle.table import TRANSITIONS

logger = logging.getLogger(__name__)

# The most that are done while the user waits: about a second.
MAX_AT_ONCE = 25
# Refusals that the page of a run shows.
MAX_REFUSALS = 200
# As for documents: longer than the worker lets a task run.
_CLAIM_LASTS = dt.timedelta(seconds=270)
# After this time a run hands over to the next task, so that none reaches the worker's limit.
_TASK_LASTS = dt.timedelta(seconds=180)
_STEP = 20


def begin_bulk(
    conference: Conference, action: str, keys: Iterable[UUID], *, by: User, options: Mapping[str, Any]
) -> BulkRun:
    """Apply the action to all of these registrations, at once if they are few, else by the worker. Return the run."""
    run = BulkRun(
        conference=conference,
        user=by,
        action=bulk_actions.get(action).key,
        options=dict(options),
        keys=[str(key) for key in keys],
    )
    if len(run.keys) <= MAX_AT_ONCE:
        run.status, run.claim, run.claimed_at = WorkStatus.RUNNING, uuid4(), timezone.now()
    with transaction.atomic():
        claim_submission()
        run.save(force_insert=True)
        if run.status == WorkStatus.QUEUED:
            _queue_next(run)
    if run.status == WorkStatus.RUNNING:
        _carry_out(run)
    return run


def _queue_next(run: BulkRun) -> None:
    """Queue the next task in the transaction of the run, so that neither exists without the other."""
    queue_job(
        "registrations.bulk.domain.carry_out_bulk", str(run.pk), translation.get_language(), group="bulk"
    )


def requeue_lost_runs() -> int:
    """Queue the runs of processes that were killed. Return how many."""
    runs = list(BulkRun.objects.filter(_lost()))
    for run in runs:
        _queue_next(run)
    return len(runs)


def carry_out_bulk(key: str, language: str) -> None:
    """Carry out the run, as the worker does. May be called twice; only one task finds the run waiting."""
    run = _claim(key)
    if run is None:
        return
    with translation.override(language), timezone.override(run.conference.zone):
        set_reading_languages(language, *run.conference.languages)
        try:
            _carry_out(run, until=timezone.now() + _TASK_LASTS)
        except Exception as error:
            if fault_of(error) in PASSING:
                raise  # The queue hands it out again when database and files are back.
            logger.exception("Bulk run %s could not be carried out.", run.pk)
            BulkRun.objects.filter(pk=run.pk, claim=run.claim).update(status=WorkStatus.FAILED)


def _claim(key: str) -> BulkRun | None:
    claim = current_claim()
    claimed = Q(claim=claim, status=WorkStatus.RUNNING)
    waiting = BulkRun.objects.filter(Q(status=WorkStatus.QUEUED) | claimed | _lost(), pk=key)
    if not waiting.update(status=WorkStatus.RUNNING, claim=claim, claimed_at=timezone.now()):
        return None
    return BulkRun.objects.select_related("conference", "user").get(pk=key)


def _lost() -> Q:
    """Match runs whose process has not reported progress for too long."""
    return Q(lapsed(_CLAIM_LASTS), status=WorkStatus.RUNNING)


def _carry_out(run: BulkRun, until: dt.datetime | None = None) -> None:
    action = bulk_actions.get(run.action)
    assert action.verb is not None
    key = {"key": str(run.pk)} if action.takes_key else {}
    while run.position < len(run.keys):
        if until is not None and timezone.now() > until:
            run.status = WorkStatus.QUEUED
            if _save_progress(run):
                with transaction.atomic():
                    _queue_next(run)
            return
        try:
            recheck_permission(run.user, action.permission, run.conference)
        except Refused as error:
            run.refused += [[registration_id, error.message] for registration_id in run.keys[run.position :]]
            run.position = len(run.keys)
            break
        batch = run.keys[run.position : run.position + _STEP]
        rows = Registration.objects.of(run.conference).with_names().in_bulk([UUID(key) for key in batch])
        for registration_id in batch:
            # Registrations deleted meanwhile are skipped.
            if row := rows.get(UUID(registration_id)):
                try:
                    action.verb(row, by=run.user, **key, **run.options)
                    run.done += 1
                except Refused as error:
                    run.refused.append([registration_id, error.message])
                    if isinstance(error, CapacityExceeded):
                        run.refused[-1].append(error.counter)
        run.position += len(batch)
        if not _save_progress(run):
            return
    run.status = WorkStatus.DONE
    _save_progress(run)


def _save_progress(run: BulkRun) -> bool:
    """Save the progress of the run; return False if another task has taken it over."""
    return bool(
        BulkRun.objects.filter(pk=run.pk, claim=run.claim).update(
            position=run.position,
            done=run.done,
            refused=run.refused,
            status=run.status,
            claimed_at=timezone.now(),
        )
    )


def refusals(run: BulkRun) -> list[tuple[Registration | None, str]]:
    """Return the first registrations that refused the action, and why; None for those deleted meanwhile."""
    entries = run.refused[:MAX_REFUSALS]
    keys = [UUID(key) for key, *_why in entries]
    rows = Registration.objects.of(run.conference).with_names().in_bulk(keys)
    return [(rows.get(key), entry[1]) for key, entry in zip(keys, entries, strict=True)]


def left_without_place(run: BulkRun) -> RegistrationQuerySet:
    """Return the registrations that were refused because something was full, and can be put on the waiting list."""
    keys = [UUID(key) for key, _why, *full in run.refused if full]
    rows = Registration.objects.of(run.conference).filter(pk__in=keys)
    return rows.filter(status__in=TRANSITIONS["wait"].sources)


def expire_bulk_runs() -> int:
    """Delete old runs. Return how many."""
    return BulkRun.objects.overdue().delete()[0]


def summary_of(run: BulkRun) -> str:
    """Return a sentence on the result of a finished run."""
    partial = _("%(done)d of %(all)d done; %(refused)d could not be.")
    numbers = {"done": run.done, "all": len(run.keys), "refused": len(run.refused)}
    return (partial if run.refused else _("Done: %(done)d of %(all)d.")) % numbers
