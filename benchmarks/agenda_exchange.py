"""Measure imports and exports of 674 sessions in each format, the page of imports, and what is refused.

    .venv/bin/python -m benchmarks.agenda_exchange [FILE]

FILE is a schedule to measure with; without one, a programme of the same size is made up. Works in a database of its
own, which is thrown away. Memory is the growth of the process while a file is refused, each in a process of its own.
"""

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management import call_command

from benchmarks.agenda import SLUG, measure
from benchmarks.schedules import invented_schedule

MEGABYTE = 1024 * 1024


def main() -> None:
    from agenda.history.domain.undo import redo, undo
    from agenda.imports.exchange.importer import conference_of_schedule, import_as_new, import_schedule
    from agenda.imports.exchange.uploads import read_schedule
    from agenda.releases.domain.publication import publish_agenda
    from agenda.releases.exchange import export_agenda
    from agenda.releases.registries import export_formats
    from confman.accounts.models import User
    from confman.accounts.system_users import system_user
    from confman.conferences.models import Conference

    call_command("migrate", verbosity=0)
    by = system_user("command")
    user = User.objects.create_user("editor@example.org", "a-password-for-benchmarks")
    content = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else invented_schedule()
    zone = "Europe/Brussels"
    print(f"| {'What':<52} | {'Time':>11} | Queries |")
    print(f"|{'-' * 54}|{'-' * 13}|{'-' * 9}|")
    import_as_new(SLUG, read_schedule(content), by=by, timezone=zone)
    conference = Conference.objects.get(slug=SLUG)
    publish_agenda(conference, by=by)
    files = {"given": content}
    for format in [each.key for each in export_formats]:
        files[format] = measure(
            f"export {format}",
            lambda format=format: export_agenda(conference, format=format, language=conference.languages[0]),
            times=3,
        )
    for name, file in files.items():
        measure(f"read {name} ({len(file) // 1024} KB)", lambda file=file: read_schedule(file), times=3)
    for name, file in files.items():
        Conference.objects.filter(slug="copy").delete()
        measure(
            f"import {name} into a new conference",
            lambda file=file: import_as_new("copy", read_schedule(file), by=by, timezone=zone),
        )
        copy = Conference.objects.get(slug="copy")
        measure(
            f"import {name} again, nothing changed",
            lambda file=file, copy=copy: import_schedule(copy, read_schedule(file), by=by, timezone=zone),
        )
    conference.sessions.update(summary={"en": "Other than in the file."})
    trial = measure(
        "page: preview, every session changed",
        lambda: import_schedule(
            conference, read_schedule(content), by=user, timezone=zone, dry_run=True, with_lines=True
        ),
    )
    measure(
        "page: import, every session changed, to be undone",
        lambda: import_schedule(conference, read_schedule(content), by=user, timezone=zone, seen=trial.seen),
    )
    measure("undo it", lambda: undo(conference, by=user))
    empty, _assumed = conference_of_schedule(read_schedule(content), "empty", by=by, timezone=zone)
    measure(
        "page: import of a new programme, to be undone",
        lambda: import_schedule(empty, read_schedule(content), by=user, timezone=zone),
    )
    measure("undo it, with the people and rooms that it made", lambda: undo(empty, by=user))
    measure("redo it", lambda: redo(empty, by=user))
    print()
    measure_refusals(refused_files(), "benchmarks.agenda_exchange")


def sheet(body: str) -> bytes:
    """Return a workbook of one sheet with this inside it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", body)
    return target.getvalue()


def refused_files() -> dict[str, Callable[[], bytes]]:
    """Return files that mean harm or are far too large, by what they are."""
    laughs = "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">'
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return {
        "100 MB of XML": lambda: b"<schedule>" + b"<a/>" * (25 * MEGABYTE),
        "16 MB of empty elements": lambda: b"<schedule>" + b"<a/>" * (4 * MEGABYTE - 10),
        "16 MB of empty objects": lambda: b'{"schedule":[' + b"{}," * (5 * MEGABYTE),
        "16 MB of events in a calendar": lambda: (
            b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 600_000
        ),
        "15 MB of commas": lambda: b"title\n" + b"," * (15 * MEGABYTE),
        "16 MB of rows": lambda: b"title\n" + b"x\n" * (8 * MEGABYTE - 10),
        "8 MB of chance": lambda: os.urandom(8 * MEGABYTE),
        "entities in entities": lambda: (
            f'<!DOCTYPE s [<!ENTITY a "ha">{laughs}]><schedule>&i;</schedule>'.encode()
        ),
        "a sheet that unpacks to 500 MB": lambda: sheet(" " * (500 * MEGABYTE)),
        "a sheet of one row of 6 million cells": lambda: sheet(f"<row>{'<c/>' * (6 * MEGABYTE)}</row>"),
        "a sheet of a million rows": lambda: sheet("<row><c><v>1</v></c></row>" * MEGABYTE),
    }


def measure_refusals(files: dict[str, Callable[[], bytes]], module: str) -> None:
    """A table of how long `module` with --refuse takes for each, and of its memory."""
    print(f"| {'Refused':<52} | {'Time':>11} |  Memory |")
    print(f"|{'-' * 54}|{'-' * 13}|{'-' * 9}|")
    for name, make in files.items():
        with tempfile.NamedTemporaryFile() as file:
            file.write(make())
            file.flush()
            ran = subprocess.run(
                [sys.executable, "-m", module, "--refuse", file.name],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
        seconds, grown = ran.stdout.split()[-2:]
        print(f"| {name:<52} | {float(seconds) * 1000:>8.0f} ms | {float(grown):>4.0f} MB |", flush=True)


def max_memory() -> float:
    """Return the most that this process has had, in MB. What getrusage says would be the parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if "VmHWM" in line)


def refuse(path: str, read: Callable[[bytes], Any], refusal: type[Exception]) -> None:
    """Print, in a process of its own, the seconds that it takes to refuse a file, and the memory."""
    content = Path(path).read_bytes()
    before = max_memory()
    begun = time.perf_counter()
    try:
        read(content)
    except refusal:
        print(time.perf_counter() - begun, max_memory() - before)
    else:
        raise SystemExit(f"{path} was read")


def refuse_schedule(path: str) -> None:
    from agenda.imports.exchange.uploads import read_schedule
    from agenda.programme.exchange.schedule import UnreadableSchedule

    for name in ("calendar_reader", "frab_json_reader", "frab_xml_reader", "spreadsheet_reader"):
        import_module(f"{read_schedule.__module__.rpartition('.')[0]}.{name}")
    refuse(path, read_schedule, UnreadableSchedule)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--refuse"]:
        refuse_schedule(sys.argv[2])
    else:
        main()
