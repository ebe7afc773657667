"""CI's guard: a skipped test proved nothing, so it fails the run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
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
        [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "script.tooling.forbid_skips", "--may-skip",
         "real", "-c", tmp_path / "pytest.ini", tmp_path],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == exit_code, done.stdout
    assert ("CI forbids" in done.stdout) == bool(exit_code)
