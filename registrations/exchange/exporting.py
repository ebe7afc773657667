"""People out: CSV and XLSX. What was exported imports again unchanged; a cell is never a formula."""

from __future__ import annotations

from typing import Any

import tablib
from django.db.models import Case, IntegerField, Value, When
from import_export import resources
from import_export.fields import Field

from confman.conferences.models import Conference
from confman.documents.rendering.tables import Sheet, render_csv, render_xlsx
from confman.translation.text import TranslatedText
from registrations.models import ENDED, Category, Delegation, Registration, RegistrationQuerySet

FORMATS = ("csv", "xlsx")
# The columns of an import in their order; the rest says what an import does not set.
_TEXTS = ("title", "name", "given_name", "family_name", "patronymic", "job_title", "organization")
_ALWAYS = frozenset({"title", "name", "job_title", "organization"})
_PLAIN = ("country", "email", "phone", "sex", "sector", "level", "rank")


class TextField(Field):
    """One language of a person's text."""

    def __init__(self, name: str, language: str) -> None:
        super().__init__(column_name=f"{name}_{language}", readonly=True)
        self.name, self.language = name, language

    def export(self, instance: Registration, **kwargs: Any) -> str:
        return str(getattr(instance.person, self.name).get(self.language, ""))


class PlainField(Field):
    """A value of the person."""

    def export(self, instance: Registration, **kwargs: Any) -> Any:
        value = getattr(instance.person, self.column_name)
        return value.code or "" if self.column_name == "country" else "" if value is None else value


class ComputedField(Field):
    """What a function says of the registration."""

    def __init__(self, name: str, value: Any) -> None:
        super().__init__(column_name=name, readonly=True)
        self.value = value

    def export(self, instance: Registration, **kwargs: Any) -> Any:
        return self.value(instance)


class RegistrationResource(resources.ModelResource):
    """The registrations of a conference with their persons, one column a language. Three queries, however many."""

    class Meta:
        model = Registration
        fields = ()

    def __init__(self, conference: Conference, rows: RegistrationQuerySet | None = None) -> None:
        super().__init__()
        # Who is registered for the second time stands there once, with what counts.
        once: dict[Any, Registration] = {}
        for row in exported(conference, rows):
            once.setdefault(row.person_id, row)
        self.rows = list(once.values())
        self.fields = {field.column_name: field for field in _fields(conference, self.rows)}

    def get_queryset(self) -> list[Registration]:
        return self.rows

    def export_resource(
        self, instance: Registration, selected_fields: Any = None, **kwargs: Any
    ) -> list[Any]:
        """The cells of a row; the library would look the fields up again for each."""
        return [field.export(instance) for field in self.fields.values()]


def _fields(conference: Conference, rows: list[Registration]) -> list[Field]:
    first = conference.default_language
    categories = {row.pk: row.name.in_language(first) for row in Category.objects.of(conference)}
    delegations = {row.pk: row.name.in_language(first) for row in Delegation.objects.of(conference)}
    return [
        ComputedField("confman_id", lambda row: str(row.person_id)),
        *(
            TextField(name, language)
            for name in _TEXTS
            for language in _languages(conference, name, [getattr(row.person, name) for row in rows])
        ),
        *(PlainField(column_name=name, readonly=True) for name in _PLAIN),
        ComputedField("category", lambda row: categories[row.category_id]),
        ComputedField("delegation", lambda row: delegations.get(row.delegation_id, "")),
        ComputedField("function", lambda row: row.function),
        ComputedField("status", lambda row: row.status),
        ComputedField("ticket", lambda row: row.ticket_token or ""),
    ]


def _languages(conference: Conference, name: str, texts: list[TranslatedText]) -> list[str]:
    """The conference's languages, and others that the texts have; of what nobody has, none but the usual."""
    found = {language for text in texts for language in text}
    if not found and name not in _ALWAYS:
        return []
    return [*conference.languages, *sorted(found - set(conference.languages))]


def exported(conference: Conference, rows: RegistrationQuerySet | None = None) -> RegistrationQuerySet:
    """The rows of an export: by name, of one person the registration that is not over first."""
    chosen = Registration.objects.of(conference) if rows is None else rows
    over = Case(When(status__in=ENDED, then=Value(1)), default=Value(0), output_field=IntegerField())
    return (
        chosen.filter(person__forgotten_at=None)
        .select_related("person")
        # Ten thousand rows: only what is written, and each category and delegation once.
        .only(
            "category_id",
            "delegation_id",
            "function",
            "status",
            "ticket_token",
            *(f"person__{name}" for name in (*_TEXTS, *_PLAIN)),
        )
        .order_by("person__sort_key", "person_id", over, "-created_at")
    )


def export_people(conference: Conference, *, format: str, rows: RegistrationQuerySet | None = None) -> bytes:
    """The file. Raises ValueError for a format that is none of FORMATS."""
    data: tablib.Dataset = RegistrationResource(conference, rows).export()
    sheet = Sheet(str(conference.title), list(data.headers or []), list(data))
    if format == "csv":
        return render_csv(sheet)
    if format == "xlsx":
        return render_xlsx([sheet])
    raise ValueError(f"{format!r} is not one of {FORMATS}.")
