"""Write the history. Verbs call it in their transaction, so that action and entry stand or fall together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.db import models, transaction

from confman.accounts.models import User
from confman.audit.domain.audit_listeners import notify_audit_listeners
from confman.audit.domain.submissions import claim_submission
from confman.audit.models import AuditEntry
from confman.compiled_inserts import insert_all


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
    insert_all([entry])
    notify_audit_listeners(verb, conference=conference, targets=[target] if target else [])
    return entry


def record_audits(acts: Iterable[tuple[str, Mapping[str, Any]]], *, by: User, target: models.Model) -> None:
    """Write an entry for each act on one object, a verb with its details, in one statement; as `record_audit` does."""
    acts = list(acts)
    claim_submission()
    conference = _conference_of(target)
    insert_all(_entry(verb, by, conference, target, "", details, "") for verb, details in acts)
    for verb in dict.fromkeys(verb for verb, _details in acts):
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
