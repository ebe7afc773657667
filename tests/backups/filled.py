"""An installation with a row of every model: rows that the access table's world lacks are added here."""

import contextlib
import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction

from tests.access.world import build_world

# Rows of these models have no content to restore.
NOT_KEPT = {
    "sessions.Session", "accounts.Session", "people.OpenPage", "django_q.Task", "django_q.Schedule",
    "backups.BackupRun", "api.ApiRequest", "api.IdempotentAnswer",
}  # fmt: skip
MOMENT = dt.datetime(2027, 3, 30, 9, 59, 59, 123456, tzinfo=dt.UTC)


def kept_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.label not in NOT_KEPT
    ]


def fill() -> None:
    """Add a row of every model, with values that are hard to store: microseconds, NULL, Cyrillic."""
    build_world()
    waiting = [model for model in kept_models() if not model._base_manager.exists()]
    while waiting:
        left = [model for model in waiting if not _add(model)]
        assert len(left) < len(waiting), f"no row could be made of {left}"
        waiting = left
    person = apps.get_model("people", "Person")
    first, second = person.objects.order_by("pk")[:2]
    person.objects.filter(pk=second.pk).update(
        contact=first, name={"ru": "Ёлкина, Анна\n“x”", "uz": "Gʻulom"}
    )
    apps.get_model("outcomes", "CostLine").objects.update(
        planned=Decimal("999999999999.99"), actual=Decimal("0.05")
    )
    apps.get_model("django_q", "OrmQ").objects.update(lock=None)


def _add(model: type[models.Model]) -> bool:
    """Add a row with all required fields; return False if it depends on a row that does not exist yet.

    Optional fields are tried, too: many a constraint requires one of two, or none.
    """
    optional = [field.name for field in model._meta.local_concrete_fields if field.is_relation and field.null]
    for chosen in (set(), set(optional), *({name} for name in optional)):
        row = _row(model, chosen)
        if row is None:
            return False
        with contextlib.suppress(IntegrityError), transaction.atomic():
            model._base_manager.bulk_create([row])
            return True
    raise AssertionError(f"no row of {model._meta.label} can be made without being told how")


def _row(model: type[models.Model], optional: set[str]) -> Any:
    row: Any = model()
    for number, field in enumerate(model._meta.local_concrete_fields):
        if field.is_relation:
            if field.null and field.name not in optional:
                continue
            other = field.related_model._base_manager.order_by("pk").first()
            if other is None:
                return None
            setattr(row, field.attname, getattr(other, field.target_field.attname))
        elif field.primary_key or field.has_default() or field.null or getattr(field, "auto_now", False):
            continue
        elif isinstance(field, models.FileField):
            field.attr_class(row, field, None).save("kept.txt", ContentFile(b"kept"), save=False)
        elif not field.blank or not field.empty_strings_allowed:
            setattr(row, field.attname, _value(field, number))
    return row


def _value(field: Any, number: int) -> Any:
    if field.choices:
        return field.flatchoices[0][0]
    for kind, value in (
        (models.DateTimeField, MOMENT + dt.timedelta(minutes=number)),
        (models.DateField, MOMENT.date()),
        (models.DecimalField, Decimal("1.50")),
        (models.BooleanField, True),
        (models.FloatField, 0.1),
        (models.IntegerField, 1),
        (models.JSONField, {"a": [1, 0.1, None, "ё", {"b": "line\n"}]}),
        (models.EmailField, "kept@example.org"),
        (models.URLField, "https://example.org/"),
        (models.UUIDField, uuid4()),
    ):
        if isinstance(field, kind):
            return value
    return f"kept{number}"
