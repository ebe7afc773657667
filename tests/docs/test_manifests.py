"""The packages enter data into the registries: it names the code that it calls, and loads none of it."""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.urls import get_resolver
from django.utils.module_loading import import_string

from confman import registries
from confman.conferences.hook_registries import Event, Query, hooks, providers
from confman.mail.registry import scheduled_jobs

ROOT = Path(__file__).parents[2]
FLOORS = ("confman", "agenda", "registrations", "outcomes")
MANIFESTS = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("manifest.py"))
# Types of entries, names, choices and keys of models, and the words of mails, which are data themselves.
DATA = re.compile(
    r"__future__|collections\.abc|dataclasses|datetime|functools|operator|typing|uuid"
    r"|django\.(utils\.(translation|functional)|db\.models|urls)"
    r"|confman\.registries|confman\.people\.fields|confman\.audit\.(labels|guard)|confman\.web\.readiness|confman\.machines\.jobs"
    r"|[a-z_.]+\.(registry|[a-z_]*registries|keys|table)"
    r"|[a-z_.]+\.models(\.[a-z_]+)?"
    r"|[a-z_.]+\.mail_kinds"
)


def test_everything_that_an_entry_names_is_there():
    named = list(registries.all_refs())
    assert len(named) > 350
    missing = []
    for each in named:
        try:
            each.load()
        except ImportError as fault:
            missing.append(f"{each.path}: {fault}")
    assert not missing


# As the queue keeps a task: by its path, which is imported when a worker takes it.
TASK = re.compile(r'(?:queue_job\(|task =)\s*"((?:confman|agenda|registrations|outcomes)[\w.]+)"')


def test_everything_that_the_worker_is_to_call_is_there():
    code = [path for path in ROOT.glob("*/**/*.py") if path.parts[len(ROOT.parts)] in FLOORS]
    named = {name for path in code for name in TASK.findall(path.read_text())}
    assert len(named) > 8
    missing = []
    for name in sorted(named | {job.function for job in scheduled_jobs}):
        try:
            import_string(name)
        except ImportError as fault:
            missing.append(f"{name}: {fault}")
    assert not missing


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_template_that_a_manifest_names_is_there(path):
    named = re.findall(r'"([a-z_]+/[a-z_/]+\.(?:html|typ))"', path.read_text())
    assert not [name for name in named if not (ROOT / "templates" / name).exists()]


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_manifest_loads_nothing_but_data(path):
    imported, computed = [], []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Lambda | ast.FunctionDef):
            computed.append(node.lineno)
        if isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported.append(node.module)
    assert not [name for name in imported if not DATA.fullmatch(name)]
    assert not computed


def test_the_docs_name_all_that_can_be_entered():
    # Modules that no manifest of ours imports are reached by the entries, or by an address.
    for each in registries.all_refs():
        each.load()
    assert get_resolver().url_patterns
    page = (ROOT / "docs" / "development" / "changing.md").read_text()
    table = page[page.index("| entry |") :].split("\n\n")[0]
    named = {
        name: row for row in table.splitlines() for name in re.findall(r"`([A-Z]\w+)`", row.split("|")[1])
    }
    files = {kind.__name__: kind.__module__.replace(".", "/") + ".py" for kind in registries._registries}
    assert named.keys() == files.keys()
    assert not [name for name, path in files.items() if f"`{path}`" not in named[name]]


def test_the_docs_count_the_questions_and_events_that_one_package_serves():
    asked = Counter(provider.query for provider in providers)
    served = Counter(hook.event for hook in hooks)
    assert asked.keys() == set(Query)
    assert served.keys() == set(Event)
    page = (ROOT / "docs" / "development" / "architecture.md").read_text()
    single = sum(1 for answers in asked.values() if answers == 1)
    assert f"{single} of the {len(asked)} questions have a single answer" in page
    alone = sum(1 for calls in served.values() if calls == 1)
    assert f"{alone} of the {len(served)} events have one hook" in page


# The entries that extensions add to the software, and those of three tables of its own.
FILLED_ELSEWHERE = {"ExtensionPage", "ScheduleReader", "AuditLabels"}


def test_a_registry_has_more_than_two_entries():
    for each in registries.all_refs():
        each.load()
    entries = {kind.__name__: len(registry) for kind, registry in registries._registries.items()}
    assert not [name for name, count in entries.items() if count < 3 and name not in FILLED_ELSEWHERE]


@dataclass(frozen=True)
class Bell:
    key: str


def test_two_registries_of_one_type_are_a_mistake():
    """`register_all` finds the registry by the type: the second would take the entries of the first."""
    try:
        registries.Registry(Bell, "bells")
        with pytest.raises(ValueError, match=r"bells"):
            registries.Registry(Bell, "other bells")
    finally:
        registries._registries.pop(Bell)


def test_what_an_entry_names_is_imported_when_it_is_called():
    assert registries.ref("math:sqrt")(9) == 3
    with pytest.raises(ImportError):
        registries.ref("math:no_such_thing").load()
