"""docs/assessment/validation.md names every kind of field of our forms, and every rule that the database keeps."""

import re
import sys

from django import forms
from django.apps import apps
from django.db import models
from django.urls import get_resolver

from registrations.questionnaire.models import FieldType
from tests.docs.pages import table_of
from tests.fuzz.test_files import subclasses

OURS = ("agenda.", "confman.", "outcomes.", "registrations.")


def named(rows: list[list[str]], column: int) -> list[str]:
    return [name for row in rows[1:] for name in re.findall(r"`([\w-]+)`", row[column])]


def test_every_kind_of_field_says_what_it_takes():
    assert get_resolver().url_patterns
    used = {
        type(field).__name__
        for form in subclasses(forms.BaseForm)
        if form.__module__.startswith(OURS) and hasattr(sys.modules[form.__module__], form.__name__)
        for field in getattr(form, "base_fields", {}).values()
    }
    assert sorted(named(table_of("validation.md", "Single values"), 0)) == sorted(used)


def test_every_kind_of_question_says_what_it_takes():
    assert sorted(named(table_of("validation.md", "Answers"), 0)) == sorted(FieldType.values)


def test_every_rule_of_the_database_is_said_in_words():
    kept = [
        constraint.name
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    ]
    assert sorted(named(table_of("validation.md", "What must fit together"), 1)) == sorted(kept)
