"""Who signs the letters of a conference."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from confman.accounts.models import User
from confman.audit.domain import record_audit
from confman.conferences.models import Conference
from confman.web.database.changes import apply_changes, delete_file_on_commit
from registrations.correspondence.models import Signatory


def add_signatory(conference: Conference, *, by: User, **fields: Any) -> Signatory:
    """Someone who signs. Raises ValidationError."""
    signatory = Signatory(conference=conference, **fields)
    with transaction.atomic():
        signatory.full_clean()
        signatory.save(force_insert=True)
        record_audit("registrations.signatory_added", by=by, conference=conference, target=signatory)
    return signatory


def change_signatory(signatory: Signatory, *, by: User, **changes: Any) -> list[str]:
    """Change name, function or signature; letters made from now on show it. Raises ValidationError."""
    with transaction.atomic():
        changed = apply_changes(signatory, changes)
        if changed:
            record_audit(
                "registrations.signatory_changed", by=by, target=signatory, details={"fields": changed}
            )
    return changed


def delete_signatory(signatory: Signatory, *, by: User) -> None:
    """Take a signatory away with the picture of the signature; letters in the register stay, signed by nobody here."""
    with transaction.atomic():
        record_audit("registrations.signatory_deleted", by=by, target=signatory)
        delete_file_on_commit(signatory.signature)
        signatory.delete()
