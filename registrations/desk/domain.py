"""Vetting: the result of the host's security check. It informs decisions and makes none."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.web.errors import Refused
from registrations.core.domain.capacity import locked
from registrations.core.models.registration import Registration, Vetting


def vet_registration(registration: Registration, *, state: str, by: User, note: str = "") -> None:
    """Set the vetting of a registration, for bulk actions. A note is stored if given.

    The history, which the whole team reads, says that a result was recorded, but not which. Raises Refused for an
    objection without a note: the person who decides afterwards must know the reason.
    """
    note = note.strip()
    if state == Vetting.OBJECTED and not note:
        raise Refused(_("An objection needs a note: who objects, and to what."))
    with transaction.atomic():
        current = locked(registration)
        if (current.vetting, current.vetting_note) == (state, note):
            return
        current.vetting, current.vetted_at = state, timezone.now()
        current.vetting_note = note or current.vetting_note
        current.save(update_fields=["vetting", "vetted_at", "vetting_note"])
        record_audit("registrations.vetted", by=by, target=current)
