"""Attributes that the code names in strings are there: who renames one sees here at once what else names it."""

import ast
import re
from operator import attrgetter

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from confman.conferences.registries import clone_steps
from confman.conferences.search_registries import Attributes, search_kinds
from confman.web.search import fold
from confman.webhooks.registries import RowFacts, webhook_subjects
from tests.factories import ConferenceFactory
from tests.modules import FLOORS, modules_with

MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in FLOORS]
OWN = {field.name for model in MODELS for field in model._meta.get_fields()}
# The kind of row that each subject of webhooks tells of.
TOLD = {
    "attendance": "registrations.Scan",
    "delegation": "registrations.Delegation",
    "document": "documents.DocumentJob",
    "invitee": "registrations.Invitee",
    "mailing": "mailings.Mailing",
    "recommendation": "outcomes.Recommendation",
    "registered_document": "outcomes.RegisteredDocument",
    "registration": "registrations.Registration",
}


def missing(model, path):
    """Return what of the path ("person.email", "person__email") no row has; empty if it is all there."""
    for name in path.removeprefix("-").replace("__", ".").split(".") if path != "__str__" else ():
        if model is None:
            return ""
        if not hasattr(model, name):
            return f"{model._meta.label}.{name}"
        try:
            model = model._meta.get_field(name).related_model
        except FieldDoesNotExist:
            model = None
    return ""


@pytest.mark.parametrize("kind", [kind for kind in search_kinds if kind.rows], ids=lambda kind: kind.key)
def test_a_kind_that_is_searched_for(kind, db):
    rows = kind.rows(ConferenceFactory())
    said = kind.in_words.names if isinstance(kind.in_words, Attributes) else ()
    named = [*said, *kind.keys, kind.opens, kind.person or "pk", *rows.query.order_by]
    named += [] if kind.narrow else kind.reads
    assert not [fault for name in named if (fault := missing(rows.model, name))]
    assert str(rows.query)
    assert not kind.narrow or str(kind.narrow(rows, fold("words")).query)


def test_what_webhooks_are_told_of():
    told = {subject.key: subject.facts for subject in webhook_subjects if isinstance(subject.facts, RowFacts)}
    assert told.keys() == TOLD.keys()
    for key, facts in told.items():
        model = apps.get_model(TOLD[key])
        assert not [
            fault for name in (facts.key, *facts.attributes.values()) if (fault := missing(model, name))
        ]


@pytest.mark.parametrize("step", clone_steps, ids=lambda step: step.key)
def test_what_the_next_conference_takes(step):
    models = [apps.get_model(label) for label in step.models]
    for name in (*step.anew, *step.moved, *step.loose):
        assert any(not missing(model, name) for model in models), name
    assert {*step.needs, *step.uses} <= {one.key for one in clone_steps}


def test_properties_that_follow_a_path():
    paths = [
        (model, path)
        for model in MODELS
        for value in vars(model).values()
        if isinstance(value, property) and isinstance(value.fget, attrgetter)
        for path in value.fget.__reduce__()[1]
    ]
    assert len(paths) > 20
    assert not [fault for model, path in paths if (fault := missing(model, path))]


def names_saved_or_fetched(code):
    """Yield line and name of each field in `update_fields=` and `select_related()`."""
    for node in ast.walk(code):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        given = [word.value for word in node.keywords if word.arg == "update_fields"]
        if node.func.attr == "select_related":
            given += node.args
        for value in given:
            for one in value.elts if isinstance(value, ast.List | ast.Tuple) else [value]:
                if isinstance(one, ast.Constant) and one.value:
                    yield from ((node.lineno, name) for name in one.value.split("__"))


def test_fields_that_are_saved_or_fetched_by_name():
    """Of all models together: the model of a variable is not known here."""
    named = [
        (f"{path}:{line}", name)
        for path, _text, code in modules_with("update_fields|select_related")
        for line, name in names_saved_or_fetched(code)
    ]
    assert len(named) > 500
    assert not [(place, name) for place, name in named if name not in OWN]


# A sentence of a docstring that begins a line with a name in backquotes explains it: an argument, an attribute, a key.
EXPLAINED = re.compile(r"(?:\A|[.:;]\s*\n)\s*`(\w+)(?:\(.*?\))?`")
BEGINS_SO = r"""(?:^|["'])\s*`\w"""
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def explained_and_unknown(code):
    """Yield each name that a docstring of the module explains and the module does not have."""
    known = set()
    documented = []
    for node in ast.walk(code):
        known |= {value for _field, value in ast.iter_fields(node) if isinstance(value, str)}
        if isinstance(node, DOCUMENTED) and (said := ast.get_docstring(node, clean=False)):
            documented.append(said)
    words = {word for value in known - set(documented) for word in re.split(r"\W+", value)}
    yield from (name for said in documented for name in EXPLAINED.findall(said) if name not in words)


def test_names_that_docstrings_explain():
    unknown = [
        f"{path}: {name}"
        for path, _text, code in modules_with(BEGINS_SO, and_migrations=True)
        for name in explained_and_unknown(code)
    ]
    assert not unknown
