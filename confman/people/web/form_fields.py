"""Fields of a person on forms that have a text in one language only: that of the page."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.db import models

from confman.conferences.web.forms import LanguagesField
from confman.people.fields import PersonField
from confman.people.models import Person
from confman.translation.countries import CountryChoiceField

FormT = TypeVar("FormT", bound=forms.Form)


def with_person_fields(
    fields: Iterable[PersonField], *, of_themselves: bool = False, **overrides: dict[str, Any]
) -> Callable[[type[FormT]], type[FormT]]:
    """Let a form begin with these fields.

    Forms `of_themselves` use the person's own questions, and the browser's autocomplete. `overrides` are options of a
    field: `name={"help_text": …}`.
    """

    def add(form: type[FormT]) -> type[FormT]:
        fields_of_form = {}
        for field in fields:
            options = asked_of_them(field) if of_themselves else {}
            fields_of_form[field.name] = form_field(field, **{**options, **overrides.get(field.name, {})})
            if of_themselves:
                attributes = {"autocomplete": field.autocomplete, "inputmode": field.inputmode}
                fields_of_form[field.name].widget.attrs |= {
                    name: value for name, value in attributes.items() if value
                }
        form.base_fields = form.declared_fields = {**fields_of_form, **form.declared_fields}
        return form

    return add


def form_field(field: PersonField, **overrides: Any) -> forms.Field:
    """Return the form field for a field of the model, with the options in `overrides` replaced."""
    column = field.column
    options = {"label": field.heading, "required": not column.blank, **overrides}
    if field.is_translated:
        return forms.CharField(max_length=column.text_max_length, **options)
    if field.is_country:
        return CountryChoiceField(**options)
    if isinstance(column, models.EmailField):
        return forms.EmailField(**options)
    if isinstance(column, models.JSONField):
        return LanguagesField(**options)
    if column.choices:
        return forms.ChoiceField(choices=column.choices, initial=column.default, **options)
    return forms.CharField(max_length=column.max_length, **options)


def asked_of_them(field: PersonField) -> dict[str, Any]:
    """Return the options of a form field that asks the person themselves."""
    options: dict[str, Any] = {"help_text": field.hint}
    if field.question:
        options["label"] = field.question
    if field.needed:
        options["required"] = True
    return options


def on_record(
    person: Person, fields: Iterable[PersonField], language: str, languages: Sequence[str]
) -> dict[str, Any]:
    """Return the initial values of these form fields from a person."""
    initial = {}
    for field in fields:
        value = getattr(person, field.name)
        if field.is_translated:
            value = value.in_language(language, languages)
        initial[field.name] = value.code or "" if field.is_country else value
    return initial


def verb_values(fields: Iterable[PersonField], cleaned: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return a form's values on a person as the verbs take them: texts in the language of the page."""
    return {
        field.name: ({language: value} if value else {}) if field.is_translated else value
        for field in fields
        if (value := cleaned.get(field.name)) is not None
    }
