"""Exports people: CSV, XLSX, ODS and JSON. An export can be imported unchanged; a cell is never a formula."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

import tablib
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _
from import_export import resources
from import_export.fields import Field

from confman.conferences.models import Conference
from confman.documents.rendering.spreadsheets import RENDERERS, SPREADSHEET_FORMATS, Sheet
from confman.people.fields import PERSON_FIELDS, PersonField
from confman.people.models.address_book import BookQuerySet
from confman.people.models.person import PersonQuerySet
from confman.translation.fields import TranslatedField
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import ENDED, Registration, RegistrationQuerySet
from registrations.questionnaire.domain.answer_reader import AnswerColumn, answer_columns

# The columns of an import in their order; the others hold what an import does not set.
_PERSON = [field for field in PERSON_FIELDS if field.imported]
_READ = (
    "person_id", "category_id", "delegation_id", "function", "status", "ticket_token", "answers",
    *(f"person__{field.name}" for field in _PERSON),
)  # fmt: skip

ExportedRow = dict[str, Any]


class ListColumnField(Field):
    """One column: its name, and its value for a row, which has the values of _READ by their names."""

    def __init__(self, name: str, value: Callable[[ExportedRow], object]) -> None:
        super().__init__(column_name=name, readonly=True)
        self.value = value


class RegistrationResource(resources.ModelResource):
    """The registrations of a conference with their persons, a column for each language. Four queries in all.

    Rows are plain values, because ten thousand model instances take longer than all the rest. Columns are
    computed: to add one to the table, add a `ListColumnField` in `_columns` and a name in `_READ`.
    """

    class Meta:
        model = Registration
        fields = ()

    def __init__(self, conference: Conference, rows: RegistrationQuerySet | None = None) -> None:
        super().__init__()
        # A person registered twice is there once, with the registration that counts.
        rows_by_person: dict[UUID, ExportedRow] = {}
        for row in exported(conference, rows):
            rows_by_person.setdefault(row["person_id"], row)
        self.rows = list(rows_by_person.values())
        self.columns = _columns(conference, self.rows)
        self.fields = {column.column_name: column for column in self.columns}

    def get_queryset(self) -> list[ExportedRow]:
        return self.rows

    def export_resource(self, instance: ExportedRow, selected_fields: Any = None, **kwargs: Any) -> list[Any]:
        """Return the cells of a row; the library would look the fields up again for each."""
        return [column.value(instance) for column in self.columns]


def _columns(conference: Conference, rows: list[ExportedRow]) -> list[ListColumnField]:
    first = conference.default_language
    categories = {row.pk: row.name.in_language(first) for row in Category.objects.of(conference)}
    delegations = {
        key: name.in_language(first)
        for key, name in Delegation.objects.of(conference).order_by().values_list("pk", "name")
    }
    return [
        ListColumnField("confman_id", lambda row: str(row["person_id"])),
        *(column for field in _PERSON for column in _person_columns(field, conference, rows)),
        ListColumnField("category", lambda row: categories[row["category_id"]]),
        ListColumnField("delegation", lambda row: delegations.get(row["delegation_id"], "")),
        ListColumnField("function", lambda row: row["function"]),
        ListColumnField("status", lambda row: row["status"]),
        ListColumnField("ticket", lambda row: row["ticket_token"] or ""),
        *(_answer_column(column) for column in answer_columns(conference)),
    ]


def _answer_column(column: AnswerColumn) -> ListColumnField:
    return ListColumnField(column.key, lambda row: column.text(row["answers"]))


def _person_columns(
    field: PersonField, conference: Conference, rows: list[ExportedRow]
) -> Iterator[ListColumnField]:
    """List the columns of a field: for a text one per language; if nobody has any, only the usual ones."""
    key = f"person__{field.name}"
    texts = [row[key] for row in rows]
    if field.column_if_any and not any(texts):
        return
    if not field.is_translated:
        cell = country_cell if field.name == "country" else lambda value: "" if value is None else value
        yield ListColumnField(field.name, lambda row: cell(row[key]))
        return
    for language in languages_of(conference, texts):
        yield _text_column(field.name, language)


def _text_column(name: str, language: str) -> ListColumnField:
    key = f"person__{name}"
    return ListColumnField(f"{name}_{language}", lambda row: row[key].get(language, ""))


def country_cell(code: str | None) -> str:
    """Return a country's code; for Namibia the three-letter one, because people write NA where there is no value."""
    return "NAM" if code == "NA" else str(code or "")


def languages_of(conference: Conference, texts: Iterable[Mapping[str, str]]) -> list[str]:
    """Return the conference's languages, and others that the texts have."""
    languages = {language for text in texts for language in text}
    return [*conference.languages, *sorted(languages - set(conference.languages))]


def exported(
    conference: Conference, rows: RegistrationQuerySet | None = None
) -> QuerySet[Registration, dict[str, Any]]:
    """Return the rows of an export: by name, for one person the registration that is not over first."""
    registrations = Registration.objects.of(conference) if rows is None else rows
    over = Case(When(status__in=ENDED, then=Value(1)), default=Value(0), output_field=IntegerField())
    return (
        registrations.filter(person__forgotten_at=None)
        .order_by("person__sort_key", "person_id", over, "-created_at")
        .values(*_READ)
    )


def export_directory(conference: Conference, people: PersonQuerySet, *, format: str) -> bytes:
    """Return a file of these people, registered or not, with the columns of an import that are about the person."""
    names = [field.name for field in _PERSON]
    values = people.known().order_by("sort_key", "id").values("pk", *names)
    rows = [{"person_id": row["pk"], **{f"person__{name}": row[name] for name in names}} for row in values]
    columns = [
        ListColumnField("confman_id", lambda row: str(row["person_id"])),
        *(column for field in _PERSON for column in _person_columns(field, conference, rows)),
    ]
    cells = [[column.value(row) for column in columns] for row in rows]
    return RENDERERS[format](Sheet(str(conference.title), [column.column_name for column in columns], cells))


def export_address_book(conference: Conference, entries: BookQuerySet, *, format: str) -> bytes:
    """Return a file of these entries of the address book: every field that its form has, a text in each language."""
    rows = list(entries)
    columns: list[tuple[str, Callable[[ExportedRow], object]]] = []
    for field in entries.model._meta.concrete_fields:
        name = field.name
        if not field.editable or field.is_relation:
            continue
        if isinstance(field, TranslatedField):
            for language in languages_of(conference, [getattr(row, name) for row in rows]):
                columns.append((f"{name}_{language}", _text_of(name, language)))
        else:
            columns.append((name, _cell_of(name)))
    cells = [[value(row) for _name, value in columns] for row in rows]
    return RENDERERS[format](Sheet(str(conference.title), [name for name, _value in columns], cells))


def _text_of(name: str, language: str) -> Callable[[ExportedRow], object]:
    return lambda row: getattr(row, name).get(language, "")


def _cell_of(name: str) -> Callable[[ExportedRow], object]:
    def cell(row: ExportedRow) -> object:
        value = getattr(row, name)
        if name == "country":
            return country_cell(value.code)
        return ", ".join(value) if isinstance(value, list) else _("yes") if value is True else value or ""

    return cell


def export_people(conference: Conference, *, format: str, rows: RegistrationQuerySet | None = None) -> bytes:
    """Return the file. Raises ValueError for a format that is not in SPREADSHEET_FORMATS."""
    if format not in RENDERERS:
        raise ValueError(f"{format!r} is not one of {SPREADSHEET_FORMATS}.")
    data: tablib.Dataset = RegistrationResource(conference, rows).export()
    return RENDERERS[format](Sheet(str(conference.title), list(data.headers or []), list(data)))
