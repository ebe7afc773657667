"""The base of what the API says and takes, and the types that many schemas share.

Each schema has an example. It stands in the documentation of each operation that uses it, and a test compares it with
what is really answered.
"""

import datetime as dt
from typing import Annotated, Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Manager, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

from confman.api.web.problems import at_fault
from confman.conferences.models import Conference

RowT = TypeVar("RowT")


class Answer(BaseModel):
    """Something that the API says: read from the attributes of a row or of a dataclass."""

    model_config = ConfigDict(from_attributes=True)


class RequestModel(BaseModel):
    """Something that is sent to the API: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")

    def given(self, conference: Conference) -> dict[str, Any]:
        """Return the values that were sent; what was left out stays as it is.

        Raises ApiProblem for a text in a language that is none of the conference's.
        """
        values = {name: getattr(self, name) for name in self.model_fields_set}
        for name, value in values.items():
            strange = {*value} - {*conference.languages} if isinstance(value, dict) else ()
            for language in sorted(strange):
                raise at_fault(
                    "body", f"{name}.{language}", _("The conference is not held in this language.")
                )
        return values


class ListFilter(BaseModel):
    """Filters of a list; one left out narrows nothing."""

    def lookups(self, **paths: str) -> dict[str, Any]:
        """Return what was asked for as lookups, all but the words `q`; `paths` are of those with other names."""
        pairs = ((name, value) for name, value in self if name != "q" and value not in (None, ""))
        return {paths.get(name, name): value for name, value in pairs}


def own_row(rows: QuerySet[Any], key: UUID, field: str) -> Any:
    """Return the row that was sent by its id. Raises ValidationError if there is none."""
    if row := rows.filter(pk=key).first():
        return row
    raise unknown_id(field)


def unknown_id(field: str) -> ValidationError:
    """Return the fault of an id that leads to nothing."""
    return ValidationError({field: _("This conference has nothing with this id.")})


def _rows(value: Any) -> Any:
    return list(value.all()) if isinstance(value, Manager | QuerySet) else value


def _in_zone(moment: dt.datetime) -> str:
    return timezone.localtime(moment).isoformat()


# The moments of a conference. Before, offsets have seconds, which RFC 3339 does not know; at the ends of the calendar
# no zone can be computed.
_BEGINS = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_ENDS = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)


# Rows that a row has, as prefetched.
Rows = Annotated[list[RowT], BeforeValidator(_rows)]
# A moment in the time zone of the conference, with its offset.
Moment = Annotated[
    dt.datetime,
    PlainSerializer(_in_zone, return_type=Annotated[str, Field(json_schema_extra={"format": "date-time"})]),
]
# A moment that is sent, with its offset.
SentMoment = Annotated[AwareDatetime, Field(ge=_BEGINS, lt=_ENDS)]
SentDay = Annotated[dt.date, Field(ge=_BEGINS.date(), lt=_ENDS.date())]
# ISO 3166-1, two letters, or nothing.
CountryCode = Annotated[str, BeforeValidator(lambda country: getattr(country, "code", country) or "")]
# A country by which a list is narrowed.
OfCountry = Annotated[
    str, Field(max_length=2, pattern="^([A-Z]{2})?$", description="The country of ISO 3166-1, in two letters")
]
# A text in each of its languages, by the codes of BCP 47.
Texts = Annotated[dict[str, str], BeforeValidator(lambda value: dict(value or {}))]
SentTexts = dict[
    Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$")],
    Annotated[str, StringConstraints(max_length=20_000)],
]


def example(**fields: Any) -> ConfigDict:
    """Return the configuration of a schema with an example of its fields."""
    return ConfigDict(json_schema_extra={"example": fields})


def example_of(schema: type[BaseModel]) -> Any:
    """Return the example of a schema."""
    extra: Any = schema.model_config.get("json_schema_extra") or {}
    return extra["example"]
