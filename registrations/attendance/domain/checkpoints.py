"""Checkpoints: added, changed, deleted."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.database.changes import add_row, apply_changes, delete_row
from confman.web.errors import Refused
from registrations.attendance.domain.scan_log import recount_checkpoint
from registrations.attendance.models import Checkpoint
from registrations.core.models.category import Category


def add_checkpoint(
    conference: Conference, *, by: User, categories: Iterable[Category] = (), **fields: Any
) -> Checkpoint:
    """Add a place where people are recorded; for all, where no categories are named. Raises ValidationError."""
    checkpoint = Checkpoint(conference=conference, **fields)
    with transaction.atomic():
        add_row(checkpoint, "registrations.checkpoint_added", by=by)
        checkpoint.categories.set(categories)
    return checkpoint


def change_checkpoint(
    checkpoint: Checkpoint, *, by: User, categories: Iterable[Category] | None = None, **changes: Any
) -> list[str]:
    """Change a checkpoint; its records stay and are counted by the new settings. Raises ValidationError."""
    with transaction.atomic():
        before = Checkpoint.objects.values_list("mode", flat=True).get(pk=checkpoint.pk)
        changed = apply_changes(checkpoint, changes)
        if categories is not None:
            new_categories = set(categories)
            if new_categories != set(checkpoint.categories.all()):
                checkpoint.categories.set(new_categories)
                changed.append("categories")
        if checkpoint.mode != before:
            recount_checkpoint(checkpoint)
        if changed:
            record_audit(
                "registrations.checkpoint_changed", by=by, target=checkpoint, details={"fields": changed}
            )
    return changed


def why_checkpoint_stays(checkpoint: Checkpoint) -> str:
    """Say why a checkpoint cannot be deleted, or ""."""
    name = {"name": checkpoint.name}
    if checkpoint.scans.exists():
        return (
            _(
                "People were recorded at “%(name)s”; it stays, and so do their records. Its name, its room and its "
                "place in the list can be changed."
            )
            % name
        )
    if checkpoint.devices.filter(revoked_at=None).exists():
        return _("Devices are enrolled for “%(name)s”. Move or revoke them first.") % name
    return ""


def delete_checkpoint(checkpoint: Checkpoint, *, by: User) -> None:
    """Delete a checkpoint at which nobody was recorded: attendance is never deleted with its place."""
    with transaction.atomic():
        if reason := why_checkpoint_stays(checkpoint):
            raise Refused(reason)
        delete_row(checkpoint, "registrations.checkpoint_deleted", by=by)


ENTRANCE = TranslatedText(
    {"en": "Entrance", "ru": "Вход", "uz": "Kirish", "uz-Cyrl": "Кириш", "fr": "Entrée", "ar": "المدخل"}
)


def create_entrance(conference: Conference, *, by: User) -> None:
    """Create the entrance, where everyone who comes is scanned, unless checkpoints have come along."""
    if Checkpoint.objects.filter(conference=conference).exists():
        return
    Checkpoint.objects.create(conference=conference, name=conference.in_own_languages(ENTRANCE))


def checkpoints_to_take(conference: Conference) -> QuerySet[Checkpoint]:
    """Return the checkpoints that the next conference may take: those of doors, not of single sessions."""
    return Checkpoint.objects.filter(conference=conference, session=None)
