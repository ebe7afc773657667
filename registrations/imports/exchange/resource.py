"""Imports lists of people: persons, their registrations and their delegations, with django-import-export.

The first pass writes nothing and only says what would happen: what is new, what differs, what is wrong in
which line and column. The second pass writes all of it, or (if asked) all that is valid, in one transaction.
"""

from copy import copy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django_countries.fields import CountryField
from tablib import Dataset

from confman.people.domain.matcher import PersonMatcher
from confman.people.domain.name_order import family_name_leads, is_usual_in
from confman.people.fields import PERSON_FIELDS
from confman.people.models import Person
from confman.translation.text import TranslatedText
from confman.web.database.rows import copies_of
from confman.web.models import field_named
from confman.web.search import fold
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.spreadsheets.exchange.cell_values import (
    categories_by_name,
    category_of,
    choice_of,
    country_of,
    email_of,
    fitting,
    identifier_of,
    language_of,
    number_of,
)
from registrations.spreadsheets.exchange.columns import PEOPLE
from registrations.spreadsheets.exchange.row_reader import LINE, ListPlan, ListResource, PlannedLine

# Columns that describe the person; the others concern the registration.
OF_PERSON = [field.name for field in PERSON_FIELDS if field.imported]


@dataclass
class PlannedRow(PlannedLine):
    """One human being of the file, and what will be done.

    `facts` are fields of a new registration that no list has, and another system knows: its status, when it was sent.
    """

    person: Person
    registration: Registration | None = None
    is_registered_anew: bool = True
    category: Category | None = None
    delegation: str = ""
    function: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """Return the changes, for people to read: the field's name, before, after."""
        labels = {key: str(field.label) for key, field in PEOPLE.fields.items()} | {
            "registration": _("registration")
        }
        return [(labels[name], before, after) for name, before, after in self.changes]

    @property
    def name(self) -> TranslatedText:
        return self.person.name

    @property
    def detail(self) -> str:
        """Return the position and organization of the person, shown below the name."""
        return ", ".join(filter(None, map(str, (self.person.job_title, self.person.organization))))


@dataclass
class PeoplePlan(ListPlan[PlannedRow]):
    """The plan of an import of people."""

    lines: int = 0
    repeated: int = 0
    delegations: dict[str, TranslatedText] = field(default_factory=dict)  # folded name -> name, of new ones


class PeopleResource(ListResource):
    """Reads rows into persons; finds those on record already, once for the whole file.

    `read` reads the file and writes nothing; `plan` then holds what would happen, and
    `registrations.imports.exchange.bulk_insert` does it.
    """

    list_fields = PEOPLE

    class Meta(ListResource.Meta):
        model = Person

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.plan = PeoplePlan(self.problems, lines=len(self.table.rows))

    def read(self) -> PeoplePlan:
        """Read the table, outside any transaction."""
        self.read_rows()
        return self.plan

    # --- once ----------------------------------------------------------------------------------------

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        people = list(Person.objects.of(self.conference).known().order_by("created_at", "id"))
        self._new_people = copies_of(
            Person(conference=self.conference, is_practice=self.conference.is_practice)
        )
        self._by_id = {person.pk: person for person in people}
        self._matcher = PersonMatcher(people)
        self._registrations: dict[UUID, Registration] = {
            row.person_id: row
            for row in Registration.objects.of(self.conference)
            .alive()
            .select_related("category", "delegation")
            .order_by()
        }
        self._delegation_of = {
            person: fold(str(row.delegation.name.in_language(self.conference.default_language)))
            for person, row in self._registrations.items()
            if row.delegation
        }
        self.known_delegations = {
            fold(name): delegation
            for delegation in Delegation.objects.of(self.conference)
            for name in delegation.name.values()
        }
        self._categories = categories_by_name(Category.objects.of(self.conference))
        self._registered_once = set(
            Registration.objects.of(self.conference).order_by().values_list("person_id", flat=True)
        )
        self._planned: dict[UUID, PlannedRow] = {}
        self._queued: set[UUID] = set()
        self._before: dict[UUID, Person] = {}

    # --- each row ------------------------------------------------------------------------------------

    def complete(
        self,
        texts: dict[str, dict[str, str]],
        values: dict[str, Any],
        errors: dict[str, list[ValidationError]],
    ) -> None:
        _complete_names(texts, stated=values.get("family_name_first", ""), country=values.get("country", ""))
        if not texts["name"] and values.get("confman_id") not in self._by_id and not errors:
            column = self.column_of("name", "given_name", "family_name")
            errors[column] = [ValidationError(_("A person needs a name."))]

    def text_of(self, name: str, cell: str) -> str:
        return fitting(cell, Person._meta.get_field(name).text_max_length)  # type: ignore[union-attr]

    def value_of(self, name: str, cell: str) -> object:
        if name == "category":
            return category_of(cell, self._categories)
        if name == "confman_id":
            return identifier_of(cell)
        if name == "language":
            return language_of(cell)
        if name == "delegation":
            return fitting(cell, Delegation._meta.get_field("name").text_max_length)
        column = field_named(Registration if name == "function" else Person, name)
        if isinstance(column, CountryField):
            return country_of(cell)
        if isinstance(column, models.EmailField):
            return email_of(cell)
        if isinstance(column, models.IntegerField):
            return number_of(cell)
        return choice_of(name, cell) if column.choices else fitting(cell, column.max_length)

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[Person, bool]:
        """Return the same person, by `confman.people.domain.matcher`, among those known and those read."""
        texts, values = row["__texts__"], row["__values__"]
        # An export of another conference is a list like any other.
        if person_by_id := self._by_id.get(values.get("confman_id")):
            return person_by_id, False
        delegation = fold(values.get("delegation", ""))
        same_person = self._matcher.find(
            texts["name"],
            email=values.get("email", ""),
            # A delegation identifies people as an organization does: without it, the name alone would decide.
            organization={**texts.get("organization", {}), "delegation": values.get("delegation", "")},
            same_delegation=(lambda person: self._delegation_of.get(person.pk) == delegation)
            if delegation
            else None,
        )
        if same_person:
            return same_person, False
        return self.new_person(), True

    def new_person(self) -> Person:
        """Return a new person, of whom nothing is known yet."""
        return next(self._new_people)

    def import_instance(self, instance: Person, row: dict[str, Any], **kwargs: Any) -> None:
        """Set the values of the row. Of a person who is in the file twice, later rows only fill gaps."""
        planned = self._planned.get(instance.pk)
        is_repeated = planned is not None
        if planned is None:
            planned = PlannedRow(
                row[LINE],
                instance.pk not in self._by_id,
                instance,
                registration=self._registrations.get(instance.pk),
                # A list does not register people again who were declined or have cancelled.
                is_registered_anew=instance.pk not in self._registered_once,
            )
            if planned.is_registered_anew and not planned.is_new:
                self._note(planned, "registration", "", _("is registered"))
            self._planned[instance.pk] = planned
            self.plan.rows.append(planned)
        else:
            self.plan.repeated += 1
        is_changed = self._set_person(planned, row["__texts__"], row["__values__"], only_gaps=is_repeated)
        self._set_registration(planned, row["__values__"])
        row["__skip__"] = not is_changed
        if planned.is_new and not row["__skip__"]:
            # Found from now on by all that is known of them.
            self._matcher.add(instance)
        if delegation := row["__values__"].get("delegation"):
            self._delegation_of.setdefault(instance.pk, fold(delegation))

    def _set_person(
        self,
        planned: PlannedRow,
        texts: dict[str, dict[str, str]],
        values: dict[str, Any],
        *,
        only_gaps: bool,
    ) -> bool:
        """Set the person's fields; tell whether anything changed."""
        person, is_changed = planned.person, False

        def change(name: str, value: object) -> None:
            if not planned.is_new:
                self._before.setdefault(person.pk, copy(person))
            setattr(person, name, value)

        for name, text in texts.items():
            before = getattr(person, name)
            after = TranslatedText({**text, **before} if only_gaps else {**before, **text})
            if after != before:
                change(name, after)
                is_changed = True
                self._note(planned, name, before, after)
        for name in OF_PERSON:
            if name not in values:
                continue
            # The code of a country, as it is kept: looking up the rest takes longer than all other fields.
            before = vars(person)[name] if name == "country" else getattr(person, name)
            is_gap = not before or (name == "sex" and before == "not-stated")
            if before != values[name] and (is_gap or not only_gaps):
                change(name, values[name])
                is_changed = True
                self._note(planned, name, "" if before is None else before, values[name])
        return is_changed

    def _set_registration(self, planned: PlannedRow, values: dict[str, Any]) -> None:
        """Compare category, delegation and function of the row with the existing registration's."""
        current = planned.registration
        if category := values.get("category"):
            if planned.category is None and current and current.category_id != category.pk:
                self._note(planned, "category", current.category, category)
            planned.category = planned.category or category
        if (name := values.get("delegation")) and not planned.delegation:
            planned.delegation = fold(name)
            before = current.delegation.name if current and current.delegation else TranslatedText()
            if current and fold(name) not in {fold(text) for text in before.values()}:
                self._note(planned, "delegation", before, name)
            if planned.delegation not in self.known_delegations:
                self.plan.delegations.setdefault(planned.delegation, TranslatedText({self.language: name}))
        if (function := values.get("function")) and not planned.function:
            if current and current.function != function:
                self._note(planned, "function", current.get_function_display(), function)
            planned.function = function

    @staticmethod
    def _note(planned: PlannedRow, name: str, before: object, after: object) -> None:
        if not planned.is_new:
            planned.changes.append((name, str(before), str(after)))

    def skip_row(
        self, instance: Person, original: Any, row: dict[str, Any], import_validation_errors: Any = None
    ) -> bool:
        return bool(row["__skip__"]) and not import_validation_errors

    def save_instance(self, instance: Person, is_create: bool, row: dict[str, Any], **kwargs: Any) -> None:
        """Queue for the bulk writers, each human being once."""
        if instance.pk in self._queued:
            return
        self._queued.add(instance.pk)
        (self.update_instances if instance.pk in self._by_id else self.create_instances).append(instance)

    # --- writing ---------------------------------------------------------------------------------------

    def person_changes(self) -> list[tuple[Person, Person]]:
        """List the changed people on record: as read, and as they will be. New people are in `create_instances`."""
        return [(self._before[person.pk], person) for person in self.update_instances]


def _complete_names(texts: dict[str, dict[str, str]], *, stated: str, country: str) -> None:
    """Join the parts of a name in the order of the person, else of its language, if only the parts are given."""
    for language in {*texts["given_name"], *texts["family_name"]} - set(texts["name"]):
        given_names = [texts["given_name"].get(language, ""), texts["patronymic"].get(language, "")]
        family = texts["family_name"].get(language, "")
        leads = family_name_leads("", family, stated=stated, country=country, usual=is_usual_in(language))
        parts = [family, *given_names] if leads else [*given_names, family]
        texts["name"][language] = " ".join(part for part in parts if part)
