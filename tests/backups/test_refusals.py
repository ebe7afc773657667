"""A backup that is damaged, of other tables, or would be poured over something is refused, and changes nothing."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from confman.people.models import Person
from tests.backups.comparison import everything
from tests.factories import PersonFactory


@pytest.fixture(scope="module")
def written() -> list[bytes]:
    """The backup of these tests, once it is made: copies of a database take longer than what they show."""
    return []


@pytest.fixture
def file(
    written: list[bytes], transactional_db: None, request: pytest.FixtureRequest, tmp_path: Path
) -> Path:
    """A backup of a person with a photograph; the installation of the test is empty."""
    path = tmp_path / "backup.zip"
    if not written:
        with request.getfixturevalue("installation")(connection.vendor):
            PersonFactory().photo.save("photo.png", ContentFile(b"photo"))
            call_command("backup", output=str(path))
        written.append(path.read_bytes())
    path.write_bytes(written[0])
    return path


def refused(path: Path) -> str:
    """The words of the command; afterwards the installation is as empty as before."""
    before = everything()
    words = told(path)
    assert everything() == before
    return words


def told(path: Path) -> str:
    with pytest.raises(CommandError) as error:
        call_command("restorebackup", str(path))
    return str(error.value)


def rewritten(path: Path, change: Any) -> Path:
    """The backup with parts changed: `change(name, content)` gives the new content, or None to leave it out."""
    target = path.with_name("rewritten.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return target


def with_manifest(path: Path, **changes: Any) -> Path:
    def change(name: str, content: bytes) -> bytes:
        return json.dumps(json.loads(content) | changes).encode() if name == "manifest.json" else content

    return rewritten(path, change)


def test_no_file_and_no_backup(transactional_db, tmp_path):
    assert "there is no such file" in refused(tmp_path / "nowhere.zip")
    for content in (b"", b"PK", b"words", b"PK\x05\x06" + bytes(18)):
        (tmp_path / "words.zip").write_bytes(content)
        assert "no backup" in told(tmp_path / "words.zip")


def test_a_byte_that_changed_anywhere_or_an_end_that_is_missing(file):
    whole = file.read_bytes()
    damaged = file.with_name("damaged.zip")
    before = everything()
    for cut in (1, 100, len(whole) // 2, len(whole) - 30):
        damaged.write_bytes(whole[:-cut])
        assert "no backup" in told(damaged)
    # Whatever still reads is what was written: a byte of a date, or of a field that zip has twice, is not told apart.
    for place in range(0, len(whole), max(1, len(whole) // 50)):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        try:
            with zipfile.ZipFile(damaged) as read, zipfile.ZipFile(file) as written:
                same = {name: read.read(name) for name in read.namelist()} == {
                    name: written.read(name) for name in written.namelist()
                }
        except Exception:
            same = False
        if not same:
            assert "damaged" in (words := told(damaged)) or "no backup" in words
    assert everything() == before


def test_a_part_that_would_begin_before_the_file(file):
    whole = bytearray(file.read_bytes())
    end = whole.rindex(b"PK\x05\x06")
    whole[end + 16 : end + 20] = b"\xff\xff\xff\x7f"  # where the directory of the archive begins
    file.write_bytes(whole)
    assert "damaged" in told(file)


def test_a_part_that_was_changed_left_out_or_added(file):
    table = "rows/people.Person.jsonl"
    changed = rewritten(file, lambda name, content: content.replace(b"a", b"b") if name == table else content)
    assert table in refused(changed)
    assert table in refused(rewritten(file, lambda name, content: None if name == table else content))
    with zipfile.ZipFile(file, "a") as more:
        more.writestr("files/more.txt", "more")
    assert "files/more.txt" in refused(file)


def test_a_file_that_would_lie_outside_the_folder(file):
    with zipfile.ZipFile(file) as read:
        manifest = json.loads(read.read("manifest.json"))
        [name] = manifest["files"]
        manifest["files"] = {"../outside.txt": manifest["files"][name]}
        target = file.with_name("outside.zip")
        with zipfile.ZipFile(target, "w") as written:
            for each in read.namelist():
                if each not in ("manifest.json", f"files/{name}"):
                    written.writestr(each, read.read(each))
            written.writestr("files/../outside.txt", read.read(f"files/{name}"))
            written.writestr("manifest.json", json.dumps(manifest))
    assert "outside the folder" in refused(target)


def test_tables_that_are_newer_or_older(file):
    with zipfile.ZipFile(file) as read:
        migrations = json.loads(read.read("manifest.json"))["migrations"]
    newer = {**migrations, "people": [*migrations["people"], "9999_from_the_future"]}
    words = refused(with_manifest(file, migrations=newer, version="9.0"))
    assert "9.0" in words and "newer" in words and "people.9999_from_the_future" in words
    MigrationRecorder(connection).record_applied("people", "9999_here")
    try:
        assert "older" in told(file)
    finally:
        MigrationRecorder(connection).record_unapplied("people", "9999_here")
    assert "no backup that this version" in refused(with_manifest(file, format_version=2))


def test_a_manifest_that_names_no_key_is_refused_before_anything_is_restored(file):
    assert "field_keys" in refused(with_manifest(file, field_keys=[]))


def test_an_installation_in_which_something_is(file):
    person = PersonFactory()
    assert "is not empty" in refused(file) and "conferences.Conference" in refused(file)
    person.conference.delete()


def test_another_file_in_the_place_of_one(file, settings):
    there = Path(settings.MEDIA_ROOT) / "photos"
    there.mkdir(parents=True)
    with zipfile.ZipFile(file) as read:
        [name] = json.loads(read.read("manifest.json"))["files"]
    (settings.MEDIA_ROOT / name).write_bytes(b"another")
    assert "another file" in refused(file)
    # The same is no other: a restore that was killed at its end is done again.
    (settings.MEDIA_ROOT / name).write_bytes(b"photo")
    call_command("restorebackup", str(file))
    assert Person.objects.get().photo.read() == b"photo"


def test_nothing_is_left_where_the_rows_do_not_fit(file, settings):
    """A person of a conference that is not in it: found as the last thing before it is done."""
    with zipfile.ZipFile(file) as read:
        manifest = json.loads(read.read("manifest.json"))
    empty = {"size": 0, "sha256": hashlib.sha256(b"").hexdigest(), "rows": 0}
    manifest["tables"]["conferences.Conference"] |= empty

    def change(name: str, content: bytes) -> bytes:
        if name == "rows/conferences.Conference.jsonl":
            return b""
        return json.dumps(manifest).encode() if name == "manifest.json" else content

    assert "do not fit" in refused(rewritten(file, change))


@pytest.mark.parametrize("value", [10**30, 1e400])
def test_a_number_that_no_column_takes_is_refused_with_its_table(file, value):
    """In the place of each number of a conference in turn."""
    name = "rows/conferences.Conference.jsonl"
    with zipfile.ZipFile(file) as read:
        manifest, row = json.loads(read.read("manifest.json")), json.loads(read.read(name))
    numbers = [place for place, before in enumerate(row) if type(before) is int]
    assert numbers
    for place in numbers:
        content = json.dumps([*row[:place], value, *row[place + 1 :]]).encode() + b"\n"
        said = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        manifest["tables"]["conferences.Conference"] |= said
        parts = {name: content, "manifest.json": json.dumps(manifest).encode()}
        changed = rewritten(file, lambda name, before, parts=parts: parts.get(name, before))
        assert "conferences.Conference can't be restored" in refused(changed)


def test_a_backup_that_cannot_be_written_leaves_nothing(tmp_path, transactional_db, monkeypatch):
    PersonFactory()
    with pytest.raises(CommandError, match="no such folder"):
        call_command("backup", output=str(tmp_path / "nowhere" / "backup.zip"))
    with pytest.raises(CommandError, match="name a file"):
        call_command("backup", output="-")
    old = tmp_path / "backup.zip"
    old.write_bytes(b"the one of yesterday")
    monkeypatch.setattr("os.fsync", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(CommandError, match="No space left"):
        call_command("backup", output=str(old))
    assert old.read_bytes() == b"the one of yesterday"
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_only_its_owner_reads_it_and_a_missing_file_is_said(tmp_path, transactional_db, capsys):
    Person.objects.filter(pk=PersonFactory().pk).update(photo="photos/gone.png")
    path = tmp_path / "backup.zip"
    call_command("backup", output=str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    words = capsys.readouterr().err
    assert "1 files that rows refer to are not there" in words and "photos/gone.png" in words
