"""The night runs whole, whatever part of it fails."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.sqlite
PARTS = ("script/test", ".venv/bin/python", "script/cluster", "script/lighthouse")


@pytest.mark.parametrize(
    ("fails", "arguments", "run", "said"),
    [
        ("script/test", [], list(PARTS), "Failed: tests."),
        ("script/cluster", [], [*PARTS[:2], PARTS[3]], ""),  # its programs are not there
        (".venv/bin/python", [], list(PARTS), "Failed: start."),
        ("", ["tests/browser"], ["script/test"], ""),
        ("script/test", ["tests/browser"], ["script/test"], "Failed: tests."),
    ],
)
def test_a_part_that_fails_keeps_none_of_the_others_from_running(tmp_path, fails, arguments, run, said):
    for name in PARTS:
        part = tmp_path / name
        part.parent.mkdir(parents=True, exist_ok=True)
        missing = '[ "$1" = missing ] && exit 0; ' if name != fails else ""
        part.write_text(f"#!/bin/sh\n{missing}echo RAN {name}; exit {int(name == fails)}\n")
        part.chmod(0o755)
    shutil.copy(Path(settings.BASE_DIR) / "script" / "nightly", tmp_path / "script")
    done = subprocess.run(
        [tmp_path / "script" / "nightly", *arguments], capture_output=True, text=True, cwd=tmp_path
    )
    ran = [line.removeprefix("RAN ") for line in done.stdout.splitlines() if line.startswith("RAN ")]
    assert [name for name in ran if name != fails or name != "script/cluster"] == run
    assert done.stdout.splitlines()[-1:] == [said or f"RAN {run[-1]}"]
    assert done.returncode == bool(said)
