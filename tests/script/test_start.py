"""Every process and command loads models, permissions and entries of registries before it does anything."""

import importlib.metadata
import json
import os
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import models

from benchmarks import start
from confman.web.models import OfConferenceQuerySet
from registrations.management.commands.importpeople import Command

# Documents, spreadsheets, calendars, pictures and what tells their formats apart are loaded where they are used.
HEAVY = {
    "PIL", "aiohttp", "anymail", "asn1crypto", "babel", "boto3", "botocore", "cryptography", "django_filters",
    "django_tables2", "docx", "docxtpl", "fontTools", "icalendar", "import_export", "jinja2", "lxml", "nh3", "ninja",
    "odf", "openpyxl", "pikepdf", "prometheus_client", "pyhanko", "pypdf", "storages", "tablib", "typst", "vl_convert",
    "weasyprint", "yaml", "zxingcpp",
}  # fmt: skip
# Of these a page needs none: `check` loads every page, and the web process does.
OF_DOCUMENTS = {
    "aiohttp", "docx", "docxtpl", "fontTools", "icalendar", "odf", "openpyxl", "pikepdf", "prometheus_client",
    "pyhanko", "pymorphy3", "pypdf", "typst", "weasyprint", "yaml", "zipstream", "zxingcpp",
}  # fmt: skip
LATE = {"documents", "exchange", "forms", "views"}
# Modules of ours that only pages, mails and saving someone need.
LATE_MODULES = {
    "confman.accounts.adapter",
    "confman.accounts.allauth_setup",
    "confman.mail.registry",
    "confman.people.fields",
}
OURS = {"agenda", "confman", "outcomes", "registrations"}
SAY = """
import json, sys, django
django.setup()
from confman.translation.collation import collator
print(json.dumps([sorted(sys.modules), collator.cache_info().currsize]))
"""


def test_a_command_loads_no_library_of_documents_no_page_and_no_manifest(tmp_path):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "confman.settings", "CONFMAN_DATA": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", SAY],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    loaded, tables = json.loads(said)
    # Manifests when a registry is read, the table of the collation when a name is sorted.
    assert not [name for name in loaded if name.endswith(".manifest")]
    assert not tables
    assert "registrations.core.models.registration" in loaded
    assert not HEAVY & {name.partition(".")[0] for name in loaded}
    assert not [name for name in loaded if name.endswith(".admin") and name.partition(".")[0] in OURS]
    # confman.documents is an app, whose models and kinds are no room.
    rooms = [name for name in loaded if name.partition(".")[0] in OURS and LATE & set(name.split(".")[2:])]
    assert not rooms
    assert not LATE_MODULES.intersection(loaded)


def test_a_manager_has_the_methods_that_django_gives_it():
    """Those of our querysets are found in a shorter way (OfConferenceQuerySet)."""
    managers = [each for model in apps.get_models() for each in model._meta.managers]
    ours = [each for each in managers if issubclass(each._queryset_class, OfConferenceQuerySet)]
    assert len(ours) > 30
    for manager in ours:
        usual = models.Manager.from_queryset(manager._queryset_class)
        assert set(dir(type(manager))) == set(dir(usual)), manager


def test_libraries_whose_app_is_loaded_in_our_way_are_as_they_were():
    """Nothing stays replaced after what they look for was kept from them."""
    assert sys.modules.get("prometheus_client", True)
    assert importlib.metadata.entry_points(group="pytest11")


def test_a_check_of_all_pages_loads_no_library_of_documents(tmp_path):
    run = "from django.core.management import execute_from_command_line as run; run(['', 'check'])"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "confman.settings", "CONFMAN_DATA": str(tmp_path)}
    asked = [sys.executable, "-c", f"import sys; {run}; print(*sys.modules)"]
    said = subprocess.run(
        asked, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in said.stdout.split()}
    assert {"agenda", "confman", "outcomes", "registrations"} <= loaded
    assert not OF_DOCUMENTS & loaded


@pytest.mark.django_db
def test_a_command_checks_the_installation_and_no_code(settings):
    """Faults that `check` and the server find in code are no command's to find."""
    asked = Command().requires_system_checks
    assert "urls" not in asked and "models" not in asked
    settings.CONFMAN_BOUNCE_MAILBOX = "https://mx.example.org/"
    with pytest.raises(SystemCheckError, match="CONFMAN_BOUNCE_MAILBOX"):
        call_command("importpeople", "forum", "people.csv", skip_checks=False)


def test_tables_are_made_in_an_empty_database_without_loading_a_page(tmp_path):
    """A database with tables is brought forward only after every check, which loads the pages."""
    run = "from django.core.management import execute_from_command_line as run"
    migrated = "run(['', 'migrate', '--verbosity=0']); print('confman.urls' in sys.modules)"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "confman.settings",
        "CONFMAN_DATA": str(tmp_path),
        "CONFMAN_DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
    }
    asked = [sys.executable, "-c", "; ".join(["import sys", run, migrated, migrated])]
    said = subprocess.run(
        asked, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["False", "True"]


@pytest.mark.nightly
@pytest.mark.sqlite
@pytest.mark.parametrize("command", start.MAX_FACTOR, ids=" ".join)
def test_a_command_takes_little_more_time_than_django_takes_alone_to_start(command):
    """Measured in turns, since Python's speed varies by a third from minute to minute."""
    ours, alone = start.medians(command)
    assert ours < start.MAX_FACTOR[command] * alone


@pytest.mark.parametrize(
    ("help_took", "checks_took", "said"),
    [
        (1.6, 59, None),
        (1.8, 59, "Too slow: `--help`, compiled before."),
        (1.6, 61, "Too slow: `script/checks`."),
    ],
)
def test_a_bound_that_is_exceeded_fails_the_nightly_run(monkeypatch, help_took, checks_took, said):
    """A machine that is slower, or busy, has more time in proportion: the clone takes 50 s where 45 are allowed."""
    took = {start.HELP: help_took, start.MIGRATE: 7.9}
    by_the_clock = {start.first_server: (50, 1.2), start.checks: (checks_took, 1.0)}
    monkeypatch.setattr(start, "medians", lambda command, *, is_compiled: (took[command], 1.0))
    monkeypatch.setattr(start, "by_the_clock", by_the_clock.get)
    monkeypatch.setattr(sys, "argv", ["start", "--whole"])
    if said is None:
        start.main()
    else:
        with pytest.raises(SystemExit, match=said):
            start.main()
