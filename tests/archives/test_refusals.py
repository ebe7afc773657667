"""A damaged, foreign or newer bag is refused whole, with the reason."""

import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as now
from django.core.management import CommandError

from tests.archives.conftest import TOP, archived, edited, unarchive

PERSON = "data/rows/people.Person.jsonl"


@pytest.fixture
def whole(db, demo_bag, tmp_path, settings) -> Path:
    """An archive of a conference that is not here."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return Path(shutil.copy(demo_bag, tmp_path / "whole.zip"))


def row(change: Callable[[dict], None], part: str = PERSON) -> Callable[[dict[str, bytes]], None]:
    """Change the first line of a file."""

    def go(parts: dict[str, bytes]) -> None:
        first, _end, rest = parts[part].partition(b"\n")
        line = json.loads(first)
        change(line)
        parts[part] = json.dumps(line).encode() + b"\n" + rest

    return go


def first_line(content: bytes) -> Callable[[dict[str, bytes]], None]:
    def go(parts: dict[str, bytes]) -> None:
        parts[PERSON] = content + b"\n" + parts[PERSON].partition(b"\n")[2]

    return go


def described(**values: object) -> Callable[[dict[str, bytes]], None]:
    def go(parts: dict[str, bytes]) -> None:
        parts["data/archive.json"] = json.dumps({**json.loads(parts["data/archive.json"]), **values}).encode()

    return go


def twice(parts: dict[str, bytes]) -> None:
    lines = parts[PERSON].splitlines(keepends=True)
    parts[PERSON] = b"".join([lines[0], lines[0], *lines[2:]])


def without(part: str) -> Callable[[dict[str, bytes]], object]:
    return lambda parts: parts.pop(part)


def a_file_of(parts: dict[str, bytes]) -> str:
    return next(name for name in parts if name.startswith("data/files/"))


# The fault, and the words about it; with lists that agree.
CAREFUL = {
    "newer": (described(format_version=3), "format version 3; this confman reads versions up to 2"),
    "older": (described(format_version=0), "format version 0"),
    "not a number": (described(format_version=[1]), "format version"),
    "another format": (described(format="moodle"), "does not contain a conference of confman"),
    "no description": (without("data/archive.json"), "does not contain a conference of confman"),
    "another conference": (
        described(conference="00000000-0000-4000-8000-000000000000"),
        "not the conference of the archive",
    ),
    "unknown rows": (
        lambda parts: parts.update({"data/rows/auth.User.jsonl": b"{}\n"}),
        "does not agree",
    ),
    "unknown rows, described": (
        lambda parts: (
            parts.update({"data/rows/auth.User.jsonl": b"{}\n"}),
            described(rows={**json.loads(parts["data/archive.json"])["rows"], "auth.User": 1})(parts),
        ),
        "confman has no such rows",
    ),
    "a row more": (
        lambda parts: parts.update({PERSON: parts[PERSON] + parts[PERSON].splitlines(keepends=True)[0]}),
        "this key appears twice",
    ),
    "a row less": (
        lambda parts: parts.update({PERSON: b"".join(parts[PERSON].splitlines(keepends=True)[1:])}),
        "another number of rows",
    ),
    "a row twice": (twice, "line 2: this key appears twice"),
    "no JSON": (first_line(b"{name"), "line 1: line 1, column 2: this is not JSON"),
    "no UTF-8": (first_line(b'{"name": "\xff"}'), "this JSON cannot be read"),
    "a name twice": (first_line(b'{"id": "x", "id": "y"}'), "“id” appears twice"),
    "nested deep": (first_line(b"[" * 5000 + b"]" * 5000), "nested far too deep"),
    "a list": (first_line(b"[]"), "the line: Input should be an object"),
    "another field": (row(lambda line: line.update(is_superuser=True)), "is_superuser: Extra inputs"),
    "a field less": (row(lambda line: line.pop("listing")), "listing: Field required"),
    "another type": (row(lambda line: line.update(rank="1")), "rank: Input should be a valid integer"),
    "a number too large": (row(lambda line: line.update(rank=2**40)), "rank: Input should be less than"),
    "no such choice": (row(lambda line: line.update(sex="x")), "sex: Input should be"),
    "a text too long": (row(lambda line: line.update(phone="1" * 41)), "phone: String should have at most 40"),
    "no moment": (row(lambda line: line.update(created_at="yesterday")), "created_at: Input should be"),
    "a moment of no zone": (
        row(lambda line: line.update(created_at="2027-01-01T00:00:00")),
        "created_at: Input should have timezone",
    ),
    "NUL": (row(lambda line: line.update(phone="a\x00b")), "no text holds the character NUL"),
    "not a number in JSON": (first_line(b'{"rank": NaN}'), "NaN is not a number"),
    "an account of nobody": (
        row(lambda line: line.update(user=999)),
        "user refers to something that is not in the archive",
    ),
    "a row of another conference": (
        row(lambda line: line.update(contact="00000000-0000-4000-8000-000000000000")),
        "contact refers to something that is not in the archive",
    ),
    "a file of nobody": (
        lambda parts: parts.update({"data/files/people.Person/x/photo/a.html": b"x"}),
        "no row refers to it",
    ),
    "a file of another row": (
        row(lambda line: line.update(photo=f"files/people.Person/{line['id']}/photo/gone.png")),
        "its file is not in the archive",
    ),
    "a path for a file": (
        row(lambda line: line.update(photo="files/people.Person/../../etc/passwd")),
        "photo: String should match",
    ),
    "an invalid conference": (
        row(lambda line: line.update(languages=["??"]), "data/rows/conferences.Conference.jsonl"),
        "The conference itself is not valid",
    ),
    "another BagIt": (
        lambda parts: parts.update({"bagit.txt": b"BagIt-Version: 2.0\n"}),
        "another version of BagIt",
    ),
    "not in the manifest": (
        lambda parts: parts.update({"readme.txt": b"x"}),
        "readme.txt: it is not listed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", CAREFUL)
def test_a_bag_that_was_edited_with_care_is_refused_whole(whole, tmp_path, fault):
    change, said = CAREFUL[fault]
    file = edited(whole, tmp_path / "edited.zip", change)
    assert_refused(file, said)


CARELESS = {
    "a changed row": (
        lambda parts: parts.update({PERSON: parts[PERSON].replace(b"a", b"b", 1)}),
        "Person.jsonl: its checksum does not match",
    ),
    "a missing file": (lambda parts: parts.pop(a_file_of(parts)), "it is missing"),
    "an extra file": (
        lambda parts: parts.update({"data/extra.txt": b"x"}),
        "data/extra.txt: it is not listed",
    ),
    "a changed list": (
        lambda parts: parts.update({"manifest-sha256.txt": parts["manifest-sha256.txt"][65 * 2 :]}),
        "is damaged or was changed",
    ),
    "no list": (without("manifest-sha256.txt"), "this is not a bag"),
    "no declaration": (without("bagit.txt"), "this is not a bag"),
    "a list twice": (
        lambda parts: parts.update({"tagmanifest-sha256.txt": parts["tagmanifest-sha256.txt"] * 2}),
        "names a file twice",
    ),
    "a list of letters": (
        lambda parts: parts.update({"tagmanifest-sha256.txt": b"nonsense\n"}),
        "cannot be read",
    ),
    "no text": (lambda parts: parts.update({"bagit.txt": b"\xff\xfe"}), "bagit.txt"),
}


@pytest.mark.parametrize("fault", CARELESS)
def test_a_damaged_bag_is_refused_whole(whole, tmp_path, fault):
    change, said = CARELESS[fault]
    assert_refused(edited(whole, tmp_path / "damaged.zip", change, relisted=False), said)


def linked(target: zipfile.ZipFile) -> None:
    entry = zipfile.ZipInfo(f"{TOP}data/link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    target.writestr(entry, "/etc/passwd")


ENTRIES = {
    "up": (lambda bag: bag.writestr(f"{TOP}data/../../../x", "x"), "its name leads out of the bag"),
    "absolute": (lambda bag: bag.writestr("/etc/x", "x"), "its name leads out of the bag"),
    "of Windows": (lambda bag: bag.writestr(f"{TOP}data/..\\..\\x", "x"), "its name leads out of the bag"),
    "a drive": (lambda bag: bag.writestr("C:/x", "x"), "its name leads out of the bag"),
    "a link": (linked, "it is a link or a device"),
    "a second folder": (lambda bag: bag.writestr("other/x", "x"), "is in a second folder"),
    "twice": (lambda bag: bag.writestr(f"{TOP}bagit.txt", "x"), "it appears twice"),
    "a bomb": (lambda bag: bag.writestr(f"{TOP}data/zeros", b"\0" * 500_000_000), "far more than it can hold"),
    "packed otherwise": (
        lambda bag: bag.writestr(f"{TOP}data/x", b"x" * 99, zipfile.ZIP_BZIP2),
        "packed in an unusual way",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", ENTRIES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_is_no_plain_file_of_the_bag_is_refused(whole, tmp_path, fault):
    add, said = ENTRIES[fault]
    with zipfile.ZipFile(whole, "a", zipfile.ZIP_DEFLATED) as bag:
        add(bag)
    assert_refused(whole, said)


@pytest.mark.parametrize(
    "content",
    [lambda bag: bag[:-100], lambda bag: bag[: len(bag) // 2], lambda bag: b"", lambda bag: b"PK\x03\x04 no zip"],
    ids=["the end", "half", "empty", "other"],
)  # fmt: skip
def test_what_is_no_whole_zip_is_refused(whole, tmp_path, content):
    file = tmp_path / "cut.zip"
    file.write_bytes(content(whole.read_bytes()))
    assert_refused(file, "not a zip, or its end is missing")


def test_a_zip_of_something_else_is_refused(tmp_path, db, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("word/document.xml", "<x/>")
    assert_refused(tmp_path / "other.zip", "this is not a bag")
    assert_refused(tmp_path / "nowhere.zip", "no such file")


def assert_refused(file: Path, said: str) -> None:
    """The command says why, and nothing is here: no row, no file."""
    with pytest.raises(CommandError) as refusal:
        unarchive(file)
    assert said in str(refusal.value), str(refusal.value)
    assert "\n" not in str(refusal.value)
    for label in ("conferences.Conference", "people.Person", "audit.AuditEntry", "conferences.Series"):
        assert not apps.get_model(label).objects.exists(), label
    assert not apps.get_model("accounts", "User").objects.filter(is_system=False).exists()
    root = Path(now.MEDIA_ROOT)
    assert [path for path in root.rglob("*") if path.is_file()] == []
    assert not list(root.glob(".unarchive-*"))


def test_a_fault_of_the_database_undoes_all(whole, monkeypatch, tmp_path):
    """The very last step fails: rows and files go again."""
    from confman.archives.domain import restore

    def fail(*_args, **_options):
        raise OSError("the disk is full")

    monkeypatch.setattr(restore, "record_audit", fail)
    assert_refused(whole, "the disk is full")


def test_nothing_is_left_of_an_archive_that_could_not_be_written(demo, monkeypatch, tmp_path):
    from confman.archives.domain import archive

    def fail(*_args, **_options):
        raise OSError("the disk is full")

    monkeypatch.setattr(archive, "add_index", fail)
    with pytest.raises(CommandError, match="the disk is full"):
        archived(tmp_path / "0.zip")
    assert not list(tmp_path.glob("*.zip*")) + list(tmp_path.glob(".*"))


def test_an_archive_of_an_older_version_is_restored(whole, tmp_path):
    part = "data/rows/outcomes.FollowUpAction.jsonl"

    def without_more_time(parts):
        lines = [json.loads(line) for line in parts[part].splitlines()]
        kept = [{name: value for name, value in line.items() if name != "report_by"} for line in lines]
        parts[part] = b"".join(json.dumps(line).encode() + b"\n" for line in kept)

    def of_version_1(parts):
        without_more_time(parts)
        described(format_version=1)(parts)

    with pytest.raises(CommandError, match="report_by"):
        unarchive(edited(whole, tmp_path / "lacking.zip", without_more_time))
    unarchive(edited(whole, tmp_path / "older.zip", of_version_1))
    actions = apps.get_model("outcomes.FollowUpAction").objects
    assert actions.filter(report_by=None).count() == actions.count() > 0
