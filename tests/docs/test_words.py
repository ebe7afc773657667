"""docs/development/architecture.md gives a word one meaning; docstrings and comments are sentences or name a thing."""

import ast
import re
import tokenize
from collections import Counter

import pytest
from django.apps import apps

from tests.modules import FLOORS, ROOT, modules_with, texts

# Archives and backups of 0.3.0 name these columns so.
NAMED_FIRST = {
    "agenda.ReleaseNotice",
    "mailings.MailingRecipient",
    "outcomes.Amendment",
    "outcomes.Circulation",
    "outcomes.Comment",
    "outcomes.DocumentFile",
    "outcomes.FollowUpReminder",
    "outcomes.ProgressUpdate",
    "outcomes.RegisteredDocument",
    "outcomes.SpeakingRequest",
    "registrations.ChangeRequest",
    "registrations.Survey",
    "registrations.VisaCase",
}
# "What follows", "Who may see it": a clause without its sentence.
CLAUSE = re.compile(r"(?:What|Which|How|Who|Whom|Whose|Whether|Where|When|Why|That)\b")
BEGINS_SO = rf"""["'#][#\s]*{CLAUSE.pattern}"""
# Templates, scripts, style sheets, cards, commands. A line comment below another goes on with it.
COMMENT = re.compile(r"(\{%\s*comment\s*%\}|\{#|/\*|(?<!:)//|(?<![\w\"'&])#)[\s*]*(.*)")
FILES = {
    "templates": {".css", ".html", ".typ"},
    "static/src": {".css", ".js"},
    "script": {"", ".mjs", ".sh"},
    "tests": {".css", ".html", ".js"},
    "deploy": {"", ".service"},
    ".ci": {"", ".sh"},
}


def clauses(source, tree):
    """The docstrings and comments of a module that are only a clause."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node) or ""
            if CLAUSE.match(text):
                yield text.splitlines()[0]
    last_line = 0
    for token in tokenize.generate_tokens(iter(source.splitlines(keepends=True)).__next__):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            continues = row == last_line + 1 and not token.line[:column].strip()
            text = token.string.lstrip("# ")
            if CLAUSE.match(text) and not continues:
                yield text
            last_line = row


def clauses_of_lines(source):
    """The comments of a file in another language that are only a clause."""
    above = ""
    for line in source.splitlines():
        found = COMMENT.search(line)
        mark, text = found.groups() if found else ("", "")
        alone = line.lstrip().startswith(mark) and mark in {"//", "#"}
        if CLAUSE.match(text) and not (alone and above == mark):
            yield text
        above = mark if alone else ""


def stored_choices(tree):
    """The names of the choices of the fields in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("models."):
            yield from (ast.unparse(each.value) for each in node.keywords if each.arg == "choices")


def test_what_a_column_holds_is_a_status_and_no_state():
    found = {
        f"{path}: {name}"
        for path, _text, code in modules_with(r"choices\s*=.*State\b")
        for name in stored_choices(code)
        if name.split(".")[-1].endswith("State")
    }
    assert not found


def test_a_state_among_the_choices_is_found():
    assert list(stored_choices(ast.parse("state = models.CharField(choices=VisaState)"))) == ["VisaState"]


def test_no_further_column_is_called_a_state():
    called_so = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.split(".")[0] in FLOORS
        and "state" in {field.name for field in model._meta.fields}
    }
    assert called_so == NAMED_FIRST


def test_no_two_classes_have_one_name():
    """Django names commands and backends alike; sessions of the agenda and of browsers are named in the database."""
    names = Counter(
        name
        for floor in FLOORS
        for path, text in texts(floor).items()
        if "/migrations/" not in path
        for name in re.findall(r"^class (\w+)", text, re.MULTILINE)
    )
    assert {name for name, times in names.items() if times > 1} == {"Command", "DatabaseWrapper", "Session"}


@pytest.mark.parametrize("folder", [*FLOORS, "benchmarks", "script", "examples", "tests"])
def test_docstrings_and_comments_are_no_clauses(folder):
    found = [
        f"{path}: {clause}"
        for path, text, code in modules_with(BEGINS_SO, [folder])
        for clause in clauses(text, code)
    ]
    assert not found


def test_a_clause_is_found():
    source = '"""Which rows count."""\n\n# How many are shown.\nSHOWN = 5\n\n# The rows\n# That remain.\n'
    assert re.findall(BEGINS_SO, source, re.MULTILINE)
    assert list(clauses(source, ast.parse(source))) == ["Which rows count.", "How many are shown."]


@pytest.mark.parametrize("folder", FILES)
def test_comments_in_other_languages_are_no_clauses(folder):
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in FILES[folder]]
    assert files
    found = [
        f"{path.relative_to(ROOT)}: {clause}"
        for path in files
        for clause in clauses_of_lines(path.read_text())
    ]
    assert not found


def test_a_clause_is_found_in_other_languages():
    source = "{% comment %}Who speaks.{% endcomment %}\n/* What is on. */\n// A line\n// that goes on.\nx; // How far\n"
    assert [clause.split()[0] for clause in clauses_of_lines(source)] == ["Who", "What", "How"]
    assert not list(clauses_of_lines('<a href="http://where.org">\n# Facts\n# that hold.\n'))
