"""Whatever is given for a backup, it is restored or refused with a sentence: damaged, or changed so that it agrees."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.backups.conftest import installation  # noqa: F401
from tests.backups.filled import fill
from tests.fuzz.findings import Findings
from tests.fuzz.mutation import mutated
from tests.fuzz.restoring import restored

MANIFEST = "manifest.json"


@pytest.fixture
def whole(installation: Any, tmp_path: Path) -> bytes:  # noqa: F811
    """A backup with a row of every kind; the installation of the test is empty again."""
    path = tmp_path / "whole.zip"
    with installation(connection.vendor):
        fill()
        call_command("backup", output=str(path), stdout=io.StringIO(), stderr=io.StringIO())
    return path.read_bytes()


def changed(whole: bytes, random: Random) -> bytes:
    """A backup of which something changed; often the manifest says so, as if someone had edited it with care."""
    if random.random() < 0.2:
        return mutated(whole, random)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts[MANIFEST])
    name = random.choice([*(name for name in parts if parts[name]), MANIFEST])
    if name.startswith("rows/"):
        # A row a line; one of them changes.
        lines = parts[name].splitlines(keepends=True)
        place = random.randrange(len(lines))
        lines[place] = mutated(lines[place].rstrip(b"\n"), random) + b"\n"
        parts[name] = b"".join(lines)
        said = manifest["tables"][name.removeprefix("rows/").removesuffix(".jsonl")]
        said["rows"] = len(lines)
    else:
        parts[name] = mutated(parts[name], random)
        said = manifest["files"].get(name.removeprefix("files/"), {})
    if name != MANIFEST:
        said |= {"size": len(parts[name]), "sha256": hashlib.sha256(parts[name]).hexdigest()}
        parts[MANIFEST] = json.dumps(manifest).encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return made.getvalue()


def test_no_backup_makes_restoring_fall_over(whole, tmp_path, pytestconfig):
    findings = Findings(pytestconfig.option, few=5)
    for number in findings.numbers():
        content = changed(whole, Random(f"{findings.options.fuzz_seed}/{number}"))
        findings.trying(
            f"{number}-backup.zip",
            lambda content=content: content,
            lambda content=content: restored("restorebackup", tmp_path / "changed.zip", content),
        )
    print(findings.summary("backups"))
    assert not findings.found, findings.report()
