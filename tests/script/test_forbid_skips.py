"""CI's guard: a skipped test proved nothing, so it fails the run."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Of the plugins those alone that are named: to load all takes longer than the run.
FEW_PLUGINS = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
SUITE = """
import pytest

@pytest.mark.{mark}
@pytest.mark.skip
def test_skipped(): ...

def test_run(): ...
"""


@pytest.mark.parametrize(
    ("mark", "exit_code"), [("browser", 1), ("postgres", 1), ("real", 0)], ids=["browser", "postgres", "real"]
)
def test_only_tests_of_real_data_may_be_skipped(tmp_path, mark, exit_code):
    (tmp_path / "test_suite.py").write_text(SUITE.format(mark=mark))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "script.tooling.forbid_skips", "--may-skip", "real",
         "-c", tmp_path / "pytest.ini", tmp_path],
        cwd=ROOT, capture_output=True, text=True, env=FEW_PLUGINS,
    )  # fmt: skip
    assert done.returncode == exit_code, done.stdout
    assert ("CI forbids" in done.stdout) == bool(exit_code)


SHARED_OUT = """
import pytest

@pytest.mark.browser
@pytest.mark.sqlite
@pytest.mark.django_db
def test_page(): ...

@pytest.mark.browser
@pytest.mark.django_db
def test_job(): ...

@pytest.mark.sqlite
@pytest.mark.django_db
def test_layout(): ...

def test_reckoning(): ...

@pytest.mark.django_db
def test_rows(): ...

@pytest.mark.postgres
def test_roles(): ...
"""


@pytest.mark.parametrize(("browser_with", "left"), [("sqlite", set()), ("postgresql", {"test_page"})])
def test_what_no_database_changes_is_run_with_one_of_them(tmp_path, browser_with, left):
    """With SQLite, unless the pages that a browser opens are left to PostgreSQL."""
    (tmp_path / "test_suite.py").write_text(SHARED_OUT)
    (tmp_path / "conftest.py").write_text(
        "from tests.conftest import pytest_addoption, pytest_collection_modifyitems\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\nDJANGO_SETTINGS_MODULE = confman.settings\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "pytest_django.plugin", "-p", "script.tooling.forbid_skips",
         "--browser-with", browser_with, "--collect-only", "-q",
         "-c", tmp_path / "pytest.ini", tmp_path],
        cwd=ROOT, capture_output=True, text=True, env={**FEW_PLUGINS, "CONFMAN_DATA": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    run = {"test_page", "test_job", "test_layout", "test_reckoning", "test_rows"} - left
    assert set(re.findall(r"^test_suite.py::(\w+)", done.stdout, re.MULTILINE)) == run
