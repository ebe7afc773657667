"""The form of a line of an archive, for each model: checked when one is read, and published as JSON Schema."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Annotated, Any, Literal, Optional
from uuid import UUID

from django.db import models
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, create_model

from confman.accounts.models import User
from confman.archives.domain.contents import Model, archived_fields, archived_models
from confman.translation.fields import TranslatedField

# Written into every archive: raised when a line of it changes, and the old schema stays in docs/archive.
FORMAT_VERSION = 2
# Fields that lines have got since, each with the version that brought it; an older archive means their default.
ADDED_IN = {
    "agenda.Material.downloads": 2,
    "agenda.Material.pages": 2,
    "agenda.Material.size": 2,
    "outcomes.DocumentFile.size": 2,
    "outcomes.FollowUpAction.report_by": 2,
    "outcomes.Statement.downloads": 2,
    "outcomes.Statement.size": 2,
}
_RANGES: tuple[tuple[type[models.Field[Any, Any]], int, int], ...] = (
    (models.PositiveSmallIntegerField, 0, 2**15 - 1),
    (models.SmallIntegerField, -(2**15), 2**15 - 1),
    (models.PositiveBigIntegerField, 0, 2**63 - 1),
    (models.BigIntegerField, -(2**63), 2**63 - 1),
    (models.PositiveIntegerField, 0, 2**31 - 1),
    (models.IntegerField, -(2**31), 2**31 - 1),
)


class StrictModel(BaseModel):
    """A JSON object with these keys and no other, whose values are of these types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class ArchivedAccount(StrictModel):
    """A user whom rows name: by their number. Without personal data there is no more than that."""

    number: int = Field(ge=1)
    email: str = Field(max_length=254)
    name: str = Field(max_length=200)
    is_system: bool


@cache
def line_of(model: Model, version: int = FORMAT_VERSION) -> type[StrictModel]:
    """Return the form of a line of this model in archives of a version."""
    fields: dict[str, Any] = {
        field.name: (
            _nullable(field, _type_of(field)),
            field.get_default() if ADDED_IN.get(f"{model._meta.label}.{field.name}", 1) > version else ...,
        )
        for field in archived_fields(model)
    }
    return create_model(model._meta.label.replace(".", "_"), __base__=StrictModel, **fields)


def _nullable(field: models.Field[Any, Any], kind: object) -> object:
    return Optional[kind] if field.null else kind  # noqa: UP045 - a type that is computed


def _type_of(field: models.Field[Any, Any]) -> object:
    if field.is_relation:
        return Annotated[int, Field(ge=1)] if field.related_model is User else UUID
    if isinstance(field, TranslatedField):
        return dict[str, str]
    if isinstance(field, models.FileField):
        return Annotated[str, Field(pattern=r"^(files/[^/]+/[0-9a-f-]{36}/[^/]+/[^/]+)?$")]
    if isinstance(field, models.DecimalField):
        whole, places = field.max_digits - field.decimal_places, field.decimal_places
        return Annotated[str, Field(pattern=rf"^-?[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?$")]
    for kind, low, high in _RANGES:
        if isinstance(field, kind):
            return Annotated[int, Field(ge=low, le=high)]
    for kind, plain in (
        (models.JSONField, JsonValue),
        (models.UUIDField, UUID),
        (models.BooleanField, bool),
        (models.DateTimeField, AwareDatetime),
        (models.DateField, dt.date),
        (models.FloatField, Annotated[float, Field(allow_inf_nan=False)]),
    ):
        if isinstance(field, kind):
            return plain
    if isinstance(field, models.CharField | models.TextField):
        return _text_of(field)
    raise TypeError(f"An archive has no form for {field}.")


def _text_of(field: models.Field[Any, Any]) -> object:
    if field.choices and not hasattr(field, "countries"):
        choices = [key for key, _label in field.flatchoices]
        return Literal[tuple(dict.fromkeys(["", *choices] if field.blank else choices))]
    return Annotated[str, Field(max_length=field.max_length)] if field.max_length else str


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of every kind of line, by the name of its file."""
    lines: dict[str, type[BaseModel]] = {"accounts": ArchivedAccount}
    lines |= {model._meta.label: line_of(model) for model in archived_models()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Lines of the archive of a conference",
        "description": f"confman-conference, version {FORMAT_VERSION}: a line of rows/NAME.jsonl is as $defs/NAME.",
        "$defs": {name: line.model_json_schema() for name, line in lines.items()},
    }
