"""Write the history. Verbs call it in their transaction, so that action and entry stand or fall together.

A form that is sent twice is carried out once: it carries a key, which its first verb claims.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.utils import timezone

from confman.accounts.models import User
from confman.audit.domain.audit_listeners import notify_audit_listeners
from confman.audit.models import AuditEntry, Submission
from confman.compiled_queries import CompiledQuery


def _entry(
    verb: str,
    by: User,
    conference: models.Model | None,
    target: models.Model | None,
    reason: str,
    details: Mapping[str, Any] | None,
    label: str,
) -> AuditEntry:
    return AuditEntry(
        verb=verb,
        by=by,
        conference_id=conference.pk if conference else None,
        target_type=target._meta.label_lower if target else "",
        target_id=target.pk if target else None,
        target_label=label[:200],
        reason=reason,
        details=dict(details or {}),
    )


def record_audit(
    verb: str,
    *,
    by: User,
    conference: models.Model | None = None,
    target: models.Model | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    label: str = "",
) -> AuditEntry:
    """Write one entry, e.g. ``record_audit("agenda.published", by=user, target=release)``.

    `verb` is "<app>.<past participle>". `conference` defaults to that of the target, or to the target if that is one.
    `details` must be JSON and free of personal data; so must `label`, which names the object for a reader of the
    history after it is gone. Raises TransactionManagementError outside a transaction, and DuplicateSubmission if the
    submitted form was carried out before.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{verb}: the audit entry belongs inside the verb's transaction."
        )
    claim_submission()
    conference = conference or _conference_of(target)
    entry = _entry(verb, by, conference, target, reason, details, label)
    entry.save(force_insert=True)
    notify_audit_listeners(verb, conference=conference, targets=[target] if target else [])
    return entry


def record_audit_with_details(
    verb: str, details: Iterable[Mapping[str, Any]], *, by: User, target: models.Model
) -> None:
    """Write an entry for each of the `details` about one object, in one statement; as `record_audit` does."""
    claim_submission()
    conference = _conference_of(target)
    entries = (_entry(verb, by, conference, target, "", details_of_entry, "") for details_of_entry in details)
    AuditEntry.objects.bulk_create(entries)
    notify_audit_listeners(verb, conference=conference, targets=[target])


def _conference_of(target: models.Model | None) -> models.Model | None:
    if target is not None and target._meta.label_lower == "conferences.conference":
        return target
    return getattr(target, "conference", None)


def record_audit_in_bulk(
    verb: str, *, by: User, conference: models.Model | None, targets: Iterable[models.Model], reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write one entry for each of `targets`, in batches, for imports and bulk actions."""
    claim_submission()
    targets = list(targets)
    AuditEntry.objects.bulk_create(
        audit_entries(verb, by=by, conference=conference, targets=targets, reason=reason, details=details),
        batch_size=500,
    )
    notify_audit_listeners(verb, conference=conference, targets=targets)


def audit_entries(
    verb: str, *, by: User, conference: models.Model | None, targets: Iterable[models.Model], reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> list[AuditEntry]:  # fmt: skip
    """Return an unsaved entry for each of `targets`; the person who inserts them tells the witnesses."""
    return [_entry(verb, by, conference, target, reason, details, "") for target in targets]


def audit_columns(
    verb: str, *, by: User, conference: models.Model, targets: Sequence[models.Model],
    details: Mapping[str, Any] | None = None,
) -> tuple[AuditEntry, dict[str, list[Any]]]:  # fmt: skip
    """Return an entry, and what is different in those for each of `targets`, of one model: for BulkInserts.add_like.

    Anyone who runs these tells the witnesses (confman/audit.domain.audit_listeners.py) of what they are to know.
    """
    entry = _entry(verb, by, conference, next(iter(targets), None), "", details, "")
    return entry, {"id": [uuid4() for _target in targets], "target_id": [target.pk for target in targets]}


# Longer than anyone keeps a page open to send its form again.
RETENTION = dt.timedelta(days=7)


class DuplicateSubmission(Exception):
    """The form was carried out before. `answer` is the address its sender was redirected to; empty if unknown."""

    def __init__(self, answer: str) -> None:
        super().__init__("This form was carried out before.")
        self.answer = answer


@dataclass
class RunningSubmission:
    """A form that this thread is carrying out."""

    key: str
    request: UUID = field(default_factory=uuid4)
    is_claimed: bool = False

    def claim(self) -> None:
        """Store the key in the transaction of the form's verb. Raises DuplicateSubmission if another request did."""
        waiting = transaction.get_connection().run_on_commit
        if self.is_claimed or any(keeper == self._keep_claim for _names, keeper, *_rest in waiting):
            # Claimed by an earlier verb, in this transaction or a committed one; a claim that was rolled back no longer
            # counts.
            return
        row, _made = Submission.objects.get_or_create(pk=self.key, defaults={"request": self.request})
        if row.request != self.request:
            raise DuplicateSubmission(row.answer)
        # Rolled back with the transaction: after a verb is refused, the form can be sent again.
        transaction.on_commit(self._keep_claim)

    def _keep_claim(self) -> None:
        self.is_claimed = True

    def store_answer(self, address: str) -> None:
        """Store the address to which a repeated request is redirected."""
        Submission.objects.filter(pk=self.key, request=self.request).update(answer=address[:2000])


_running: ContextVar[RunningSubmission | None] = ContextVar("running_submission", default=None)


_answer: CompiledQuery[str] = CompiledQuery(
    lambda key: Submission.objects.filter(pk=key).values_list("answer", flat=True), models.CharField()
)


@contextmanager
def submission(key: str) -> Iterator[RunningSubmission]:
    """Carry out one form: the verbs called within claim its key. Raises DuplicateSubmission if the key was claimed."""
    if (answer := _answer.get_or_none(key)) is not None:
        raise DuplicateSubmission(answer)
    running = RunningSubmission(key)
    token = _running.set(running)
    try:
        yield running
    finally:
        _running.reset(token)


@contextmanager
def claims_nothing() -> Iterator[None]:
    """Suspend claims, for preparations that remain in any case; the form's own verb comes after."""
    token = _running.set(None)
    try:
        yield
    finally:
        _running.reset(token)


def claim_submission() -> None:
    """Claim the running submission. Every verb does so through `record_audit`. Raises DuplicateSubmission."""
    if running := _running.get():
        running.claim()


def delete_old_submissions() -> int:
    """Delete the keys of pages that nobody has open any more; return how many. Safe to repeat."""
    return Submission.objects.filter(at__lt=timezone.now() - RETENTION).delete()[0]
