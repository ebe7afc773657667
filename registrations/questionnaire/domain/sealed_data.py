"""Passport and visa data: sealed in the database, opened only for the protocol role, with every look in the history.

Sealed by `confman.accounts.cipher`, with the keys of the settings.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts import cipher
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit, record_audit_in_bulk
from confman.conferences.models import Conference
from confman.web.errors import Refused
from registrations.core.models.registration import Registration
from registrations.questionnaire.models import ProtectedAnswer

PERMISSION = "registrations.view_protected"
# Shown where the key that sealed an answer is gone.
UNREADABLE: dict[str, Any] = {"unreadable": True}
_PURPOSE = ProtectedAnswer.sealed_fields["sealed"]


def seal(values: Mapping[str, Any]) -> str:
    """Seal the values for the database, unreadable without the key."""
    return cipher.seal(json.dumps(dict(values), ensure_ascii=False), purpose=_PURPOSE)


def unseal(sealed: str) -> dict[str, Any]:
    """Return the values; UNREADABLE where the key that sealed them is not among those of the settings."""
    text = cipher.unseal(sealed, purpose=_PURPOSE)
    return dict(UNREADABLE) if text is None else json.loads(text)


def seal_answer(registration: Registration, field_id: UUID, values: Mapping[str, Any]) -> None:
    """Seal an answer in place of an earlier one; without values the earlier one is deleted."""
    if values:
        ProtectedAnswer.objects.update_or_create(
            registration=registration, field_id=field_id, defaults={"sealed": seal(values)}
        )
    else:
        ProtectedAnswer.objects.filter(registration=registration, field_id=field_id).delete()


def own_protected(registration: Registration) -> dict[str, dict[str, Any]]:
    """Map questions to values, only for the person's own page and data file; staff use `read_protected`."""
    rows = registration.protected_answers.select_related("field")
    return {row.field.key: unseal(row.sealed) for row in rows}


def read_protected(registration: Registration, *, by: User, reason: str) -> dict[str, dict[str, Any]]:
    """Map questions to values of one registration. Raises PermissionDenied, Refused if no reason is given."""
    return read_protected_of(registration.conference, [registration], by=by, reason=reason)[registration.pk]


def read_protected_of(
    conference: Conference, registrations: Iterable[Registration], *, by: User, reason: str
) -> dict[UUID, dict[str, dict[str, Any]]]:
    """Map registration -> question -> values, for a document of protocol: a list for the host, a visa letter.

    Each registration gets an entry in the history: who looked, when and why; never what was seen. Raises
    PermissionDenied without the protocol role, Refused where no reason is given.
    """
    if not by.has_perm(PERMISSION, conference):
        raise PermissionDenied
    if not reason.strip():
        raise Refused(_("Say what you need these data for: it is kept in the history."))
    rows = [row for row in registrations if row.conference_id == conference.pk]
    protected_answers: dict[UUID, dict[str, dict[str, Any]]] = {row.pk: {} for row in rows}
    with transaction.atomic():
        record_audit_in_bulk(
            "registrations.protected_seen", by=by, conference=conference, targets=rows, reason=reason[:500]
        )
        for answer in ProtectedAnswer.objects.filter(registration__in=rows).select_related("field"):
            protected_answers[answer.registration_id][answer.field.key] = unseal(answer.sealed)
    return protected_answers


def seal_again(*, by: User) -> tuple[int, int]:
    """Seal all protected answers by the newest key, so that the older ones may be given up.

    Returns how many were sealed again, and how many no key of the settings opens: those stay as they are.
    """
    done = unreadable = 0
    for pk in ProtectedAnswer.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = ProtectedAnswer.objects.select_for_update().filter(pk=pk).first()
            if row is None:
                continue
            sealed = cipher.seal_again(row.sealed, purpose=_PURPOSE)
            if sealed is None:
                unreadable += 1
                continue
            # `answered_at` stays: nothing was answered.
            ProtectedAnswer.objects.filter(pk=pk).update(sealed=sealed)
            done += 1
    with transaction.atomic():
        record_audit(
            "registrations.protected_sealed_again", by=by, details={"number": done, "unreadable": unreadable}
        )
    return done, unreadable
