"""Archives of the demo, as one that reads the file sees them, and as someone who edits it would leave them."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection

from confman.archives.registries import archived_documents
from confman.conferences.models import Conference
from tests.backups.conftest import installation
from tests.databases import MADE, build_sample, empty_copy, in_another_database, made_once

__all__ = ["installation"]
TOP = "tashkent2017/"


def archived(path: Path, *options: str, slug: str = "tashkent2017") -> dict[str, bytes]:
    """Make an archive; return its files below data/."""
    call_command("archive", slug, *options, output=str(path), stdout=io.StringIO(), stderr=io.StringIO())
    return content_of(path)


def content_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as bag:
        return {name.partition("/data/")[2]: bag.read(name) for name in bag.namelist() if "/data/" in name}


def unarchive(path: Path, *options: str) -> str:
    """Restore an archive; return the warnings."""
    said = io.StringIO()
    call_command("unarchive", str(path), *options, stdout=io.StringIO(), stderr=said)
    return said.getvalue()


Change = Callable[[dict[str, bytes]], None]


def edited(whole: Path, target: Path, change: Change, *, relisted: bool = True) -> Path:
    """Write a bag with other parts; with `relisted`, its lists agree, as if someone had edited it with care."""
    with zipfile.ZipFile(whole) as bag:
        parts = {name.removeprefix(TOP): bag.read(name) for name in bag.namelist()}
    change(parts)
    if relisted:
        relist(parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bag:
        for name, content in parts.items():
            bag.writestr(TOP + name, content)
    return target


def relist(parts: dict[str, bytes]) -> None:
    data = sorted(name for name in parts if name.startswith("data/"))
    parts["manifest-sha256.txt"] = listed(parts, data)
    parts["tagmanifest-sha256.txt"] = listed(parts, ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"])


def listed(parts: dict[str, bytes], names: list[str]) -> bytes:
    return "".join(f"{hashlib.sha256(parts[name]).hexdigest()}  {name}\n" for name in names).encode()


@pytest.fixture(scope="session")
def demo_bag(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Path:
    """The demo's archive, made once in a run, in an installation of its own."""
    if (made := MADE[0] / "demo.zip").exists():
        return made
    folder = tmp_path_factory.mktemp("archive")
    before = django_settings.MEDIA_ROOT
    with django_db_blocker.unblock(), empty_copy(folder) as empty, pytest.MonkeyPatch.context() as patch:
        with_few_documents(patch)
        django_settings.MEDIA_ROOT = folder / "files"
        try:
            with in_another_database(connection.vendor, folder, empty):
                made_once(build_sample, django_settings.MEDIA_ROOT)
                archived(folder / "demo.zip")
        finally:
            django_settings.MEDIA_ROOT = before
    return (folder / "demo.zip").rename(made)


@pytest.fixture(autouse=True)
def _few_documents(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents take longer than all else of an archive: only tests that ask for `all_documents` have all of them."""
    if "all_documents" not in request.fixturenames:
        with_few_documents(monkeypatch)


def with_few_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    few = [each for each in archived_documents if each.name == "recommendations"]
    monkeypatch.setattr("confman.archives.domain.reading_room.archived_documents", few)


@pytest.fixture
def all_documents() -> None:
    """Archives have all documents."""


@pytest.fixture
def demo(installation: Any, demo_bag: Path, settings: Any) -> Conference:
    """The demo conference, restored once in a process; `installation` is a copy of what was there before."""

    def restored() -> None:
        unarchive(demo_bag)

    made_once(restored, settings.MEDIA_ROOT)
    return Conference.objects.get()
