"""Signatories of the letters of a conference."""

from typing import Any

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.database.changes import add_row, change_row, delete_row
from registrations.correspondence.models import Signatory


def add_signatory(conference: Conference, *, by: User, **fields: Any) -> Signatory:
    """Add a signatory. Raises ValidationError."""
    return add_row(Signatory(conference=conference, **fields), "registrations.signatory_added", by=by)


def change_signatory(signatory: Signatory, *, by: User, **changes: Any) -> list[str]:
    """Change name, function or signature, for letters made from now on. Raises ValidationError."""
    return change_row(signatory, "registrations.signatory_changed", changes, by=by)


def delete_signatory(signatory: Signatory, *, by: User) -> None:
    """Delete a signatory with the signature's picture; letters in the register stay, without one."""
    delete_row(signatory, "registrations.signatory_deleted", by=by)
