"""The whole content of an installation, for comparison with another."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from tests.backups.filled import kept_models


def everything() -> dict[str, Any]:
    """Return all rows of all tables and all files.

    Content types and permissions are replaced by their names, since their keys differ between databases.
    """
    names = {
        model: {row.pk: row.natural_key() for row in model._base_manager.select_related()}
        for model in (apps.get_model("contenttypes", "ContentType"), apps.get_model("auth", "Permission"))
    }
    found: dict[str, Any] = {}
    for model in kept_models():
        fields = model._meta.local_concrete_fields
        rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
        if model in names:
            found[model._meta.label] = set(names[model].values())
            continue
        found[model._meta.label] = [
            [
                names[field.related_model].get(value, value) if field.related_model in names else value
                for field, value in zip(fields, row, strict=True)
            ]
            for row in rows
        ]
    root = Path(settings.MEDIA_ROOT)
    found["files"] = {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }
    return found


def without_the_restore(found: dict[str, Any]) -> dict[str, Any]:
    """Remove what a restore adds: its history entry with the number of held mails, and the closing of the outbox."""
    column = _columns("audit.AuditEntry").index("verb")
    rows = [
        row
        for row in found["audit.AuditEntry"]
        if row[column] not in ("backups.restored", "mail.outbox_closed")
    ]
    closed_at = _columns("mail.OutboxSignal").index("closed_at")
    signals = [[*row[:closed_at], None, *row[closed_at + 1 :]] for row in found["mail.OutboxSignal"]]
    # A row that says nothing else was created by closing.
    signals = [row for row in signals if any(row[1:])]
    return found | {"audit.AuditEntry": rows, "mail.OutboxSignal": signals}


def with_mail_held(found: dict[str, Any]) -> dict[str, Any]:
    """Return the expected content after a restore: no mail leaves by itself."""
    columns = _columns("mail.Message")
    rows = []
    for row in found["mail.Message"]:
        values = dict(zip(columns, row, strict=True))
        if values["status"] in ("queued", "sending"):
            values |= {"status": "held", "next_attempt_at": None, "claimed_at": None, "claimed_by": ""}
        code = values["sealed"] not in ("", "gone")
        if (
            values["status"] == "held"
            and code
            and values["created_at"] < timezone.now() - dt.timedelta(hours=1)
        ):
            values |= {"status": "expired", "sealed": "gone"}
        rows.append(list(values.values()))
    return found | {"mail.Message": rows}


def _columns(label: str) -> list[str]:
    return [field.attname for field in apps.get_model(label)._meta.local_concrete_fields]
