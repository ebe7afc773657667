"""Whatever is given for an archive is restored, or refused with a sentence: damaged, or changed so that it agrees."""

import io
import zipfile
from random import Random

import pytest
from django.conf import settings

from tests.archives.conftest import TOP, demo_bag, relist  # noqa: F401
from tests.fuzz.findings import Findings
from tests.fuzz.mutation import mutated
from tests.fuzz.restoring import restored


def changed(whole: bytes, random: Random) -> bytes:
    """An archive of which something changed; often its lists agree, as if someone had edited it with care."""
    if random.random() < 0.2:
        return mutated(whole, random)
    with zipfile.ZipFile(io.BytesIO(whole)) as bag:
        parts = {name.removeprefix(TOP): bag.read(name) for name in bag.namelist()}
    name = random.choice([name for name in parts if parts[name]])
    if name.startswith("data/rows/"):
        lines = parts[name].splitlines(keepends=True)
        place = random.randrange(len(lines))
        lines[place] = mutated(lines[place].rstrip(b"\n"), random) + b"\n"
        parts[name] = b"".join(lines)
    else:
        parts[name] = mutated(parts[name], random)
    if random.random() < 0.8:
        relist(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as bag:
        for each, content in parts.items():
            bag.writestr(TOP + each, content)
    return made.getvalue()


@pytest.mark.django_db
def test_no_archive_makes_restoring_fall_over(demo_bag, tmp_path, pytestconfig, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    whole, findings = demo_bag.read_bytes(), Findings(pytestconfig.option, few=12)
    for number in findings.numbers():
        content = changed(whole, Random(f"{findings.options.fuzz_seed}/{number}"))
        findings.trying(
            f"{number}-archive.zip",
            lambda content=content: content,
            lambda content=content: restored("unarchive", tmp_path / "changed.zip", content),
        )
    print(findings.summary("archives"))
    assert not findings.found, findings.report()
