"""A command that is given a damaged file ends with an exit code of 1 and a line that says which file; no traceback."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from confman.web.commands import ConfmanCommand

COMMANDS = {
    name: load_command_class(app, name)
    for name, app in get_commands().items()
    if not app.startswith("django.")
}
# Those that read a file, with the names of what they are told on their way to it.
READING = {
    name: places
    for name, command in COMMANDS.items()
    if isinstance(command, ConfmanCommand)
    and {"file", "files"}
    & set(places := [one.dest for one in command.create_parser("", name)._get_positional_actions()])
}
DAMAGED = {
    "empty": b"",
    "blank": b"\n\n \n",
    "bytes": bytes(range(256)),
    "nul": b"\x00" * 100,
    "text": b"Words",
    "torn-zip": b"PK\x03\x04" + b"a" * 40,
    "end-of-zip": b"PK\x05\x06" + bytes(18),
    "torn-xml": b'<?xml version="1.0"?>\n<schedule>\n<day>',
    "other-xml": b"<html><body/></html>",
    "torn-calendar": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:A\r\n",
    "torn-json": b'{"schedule": {\n"conference": ',
    "other-json": b'{"a": {"b": [1,\n2]}}',
    "number": b"1",
    "deep-json": b"[" * 20_000,
    "more-cells": b"title\nOpening,2027-03-30,09:00,10:00\n",
    "utf-16": "title,date\nOpening,2027-03-30".encode("utf-16")[:-1],
    "foreign-byte": b"\xef\xbb\xbfname,email\nAnn\xff,a@example.org\n",
    "pdf": b"%PDF-1.7\n",
    "old-excel": b"\xd0\xcf\x11\xe0" + b"a" * 100,
}


def test_these_read_files():
    assert set(READING) == {
        "importagenda", "importpeople", "importrecommendations", "importconference", "restorebackup", "unarchive",
    }  # fmt: skip


@pytest.mark.parametrize("name", READING)
def test_a_damaged_file_ends_in_one_line_that_names_it(name, kept_world, db, tmp_path, caplog):
    files = [tmp_path / "missing", tmp_path]
    for damage, content in DAMAGED.items():
        files.append(tmp_path / f"{damage}.file")
        files[-1].write_bytes(content)
    assert {file.name: wrong for file in files if (wrong := wrong_with(name, file))} == {}
    assert not [record for record in caplog.records if record.exc_info]


def wrong_with(name: str, file: Path) -> str:
    """Return the fault in a command's refusal of a file; '' if there is none."""
    arguments = [str(file) if place in ("file", "files") else "here" for place in READING[name]]
    try:
        call_command(name, *arguments, stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as error:
        said = str(error)
        if error.returncode == 1 and file.name in said and len(said.splitlines()) == 1:
            return ""
        return f"exit code {error.returncode}: {said}"
    return "taken"
