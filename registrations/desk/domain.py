"""Vetting: the result of the host's security check. It informs decisions and makes none."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit_in_bulk
from confman.web.errors import Refused
from registrations.core.models.registration import Registration, Vetting


def set_vetting(registrations: Iterable[Registration], state: str, *, by: User, note: str = "") -> int:
    """Set the vetting of registrations of one conference, in one transaction. Return how many differed before.

    A note is stored if given. The history, which the whole team reads, says that a result was recorded, but not which.
    Raises Refused for an objection without a note: the person who decides afterwards must know the reason.
    """
    rows = list(registrations)
    if state not in Vetting.values:
        raise ValueError(f"{state!r} is no state of vetting.")
    if state == Vetting.OBJECTED and not note.strip():
        raise Refused(_("An objection needs a note: who objects, and to what."))
    if not rows:
        return 0
    keys = [row.pk for row in rows]
    changes: dict[str, Any] = {"vetting": state, "vetted_at": timezone.now()}
    if note.strip():
        changes["vetting_note"] = note.strip()
    with transaction.atomic():
        differing = list(
            Registration.objects.select_for_update()
            .filter(pk__in=keys, conference=rows[0].conference_id)
            .exclude(vetting=state, vetting_note=changes.get("vetting_note", ""))
        )
        Registration.objects.filter(pk__in=[row.pk for row in differing]).update(**changes)
        record_audit_in_bulk("registrations.vetted", by=by, conference=rows[0].conference, targets=differing)
    return len(differing)


def vet_registration(registration: Registration, *, state: str, by: User, note: str = "") -> None:
    """Set the vetting of one registration, for bulk actions. Raises Refused as `set_vetting` does."""
    set_vetting([registration], state, by=by, note=note)
