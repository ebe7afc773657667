"""The contents of a backup: which rows, as plain JSON that either database can load, and which files.

All models, including those of the packages, except those named here: a new model needs nothing for backups.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.db import models

# Sessions end with the restore, and with them the pages open in them. Done jobs of the queue are of no use, and the
# worker recreates its schedule. The list of backups belongs to the installation that made them.
LEFT_OUT = frozenset(
    {
        "sessions.Session",
        "accounts.Session",
        "api.ApiRequest",
        "api.IdempotentAnswer",
        "people.OpenPage",
        "django_q.Task",
        "django_q.Schedule",
        "backups.BackupRun",
    }
)
# `migrate` creates these rows itself, with its own keys: they are matched by their names.
NAMED = ("contenttypes.ContentType", "auth.Permission")

Model = type[models.Model]
Row = tuple[Any, ...]


def stored_models() -> list[Model]:
    """Return all models that have a table of their own."""
    all_models = apps.get_models(include_auto_created=True)
    return [model for model in all_models if model._meta.managed and not model._meta.proxy]


def models_to_back_up() -> list[Model]:
    """Return the models of a backup; those whose rows are matched by name come first."""
    model_by_label = {
        model._meta.label: model for model in stored_models() if model._meta.label not in LEFT_OUT
    }
    return [model_by_label.pop(label) for label in NAMED] + [
        model_by_label[label] for label in sorted(model_by_label)
    ]


def concrete_fields(model: Model) -> list[models.Field[Any, Any]]:
    """Return the fields that have a column in the model's table."""
    return list(model._meta.local_concrete_fields)


def file_fields(model: Model) -> list[str]:
    """Return the names of the model's fields that hold the name of a file."""
    return [field.name for field in concrete_fields(model) if isinstance(field, models.FileField)]


def stored_rows(model: Model, using: str) -> Iterator[Row]:
    """Yield all rows as stored, a few at a time, bypassing managers and computed attributes."""
    names = [field.attname for field in concrete_fields(model)]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    return rows.iterator(chunk_size=1000)


def plain(value: object) -> object:
    """Return a value as JSON, to the last microsecond and decimal. Raises TypeError for one of an unknown type."""
    if value is None or isinstance(value, (bool, int, float, str, dict, list)):
        return value
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    raise TypeError(f"A backup has no form for {type(value).__name__}.")


def file_names(using: str, among: Iterable[Model] | None = None) -> Iterator[str]:
    """Yield each file that the kept models, or the models `among`, refer to, once."""
    seen: set[str] = set()
    for model in models_to_back_up() if among is None else among:
        for name in file_fields(model):
            queryset = model._base_manager.using(using).exclude(**{name: ""}).exclude(**{name: None})
            for value in queryset.order_by().values_list(name, flat=True).iterator(chunk_size=1000):
                if value not in seen:
                    seen.add(value)
                    yield value


def names_within(value: object) -> Iterator[str]:
    """Yield texts within JSON that may be names of files: an undo step keeps the name of the file it removed."""
    if isinstance(value, str):
        if "/" in value and len(value) < 300 and "\n" not in value and "://" not in value:
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from names_within(part)
    elif isinstance(value, list):
        for part in value:
            yield from names_within(part)


def key_marks() -> list[str]:
    """Return marks that identify the keys of the protected fields without revealing them; the newest first."""
    secrets = [*settings.FIELD_ENCRYPTION_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_mark(secret) for secret in secrets]


def secret_marks() -> list[str]:
    """Return the marks of the keys whose links and sessions count; first that of the key that signs them now."""
    return [_mark(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _mark(secret: str) -> str:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"confman mark of a key in a backup")
    return hashlib.sha256(derived.derive(secret.encode())).hexdigest()[:16]


def readers_of(model: Model, numbers: dict[Model, dict[Any, Any]]) -> list[Callable[[Any], Any]]:
    """Return, for each field, a function from the plain value to the field's own.

    `numbers` maps the keys of named rows in the backup to their keys in this database.
    """
    return [_reader(field, numbers) for field in concrete_fields(model)]


def _reader(field: models.Field[Any, Any], numbers: dict[Model, dict[Any, Any]]) -> Callable[[Any], Any]:
    new_numbers = numbers.get(field.related_model) if field.is_relation else None  # type: ignore[arg-type]
    if new_numbers is not None:
        return lambda value: None if value is None else new_numbers[value]
    return lambda value: None if value is None else field.to_python(value)
