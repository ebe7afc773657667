"""Values of fields as kept in JSON."""

import datetime as dt
import uuid
from typing import Any, TypeVar

from django.db import models
from django.db.models.fields.files import FieldFile

ModelT = TypeVar("ModelT", bound=models.Model)


def plain(value: object) -> object:
    """Return a value of a field as JSON keeps it, the same before and after it was stored."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, FieldFile):
        return value.name or ""
    return dict(value) if isinstance(value, dict) else value


def plain_row(instance: models.Model) -> dict[str, Any]:
    """Return all fields of a row."""
    return {
        field.attname: plain(getattr(instance, field.attname)) for field in instance._meta.concrete_fields
    }


def row_as_instance(model: type[ModelT], row: dict[str, Any]) -> ModelT:
    """Return the row as an unsaved object; fields that no longer exist are ignored."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(value) for name, value in row.items() if name in fields})
