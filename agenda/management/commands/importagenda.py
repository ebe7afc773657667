"""importagenda: imports another system's schedule into the working agenda."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import CommandError, CommandParser

from agenda.core.domain.groups import grouped
from agenda.imports.exchange.importer import ScheduleRefused, import_as_new, import_schedule
from agenda.imports.exchange.uploads import SCHEDULES, read_schedule
from confman.conferences.models import Conference
from confman.web.commands import ConfmanCommand
from confman.web.uploads.imports import ImportTurn

# Parts that differ between messages of one kind: the place at the beginning, quotations, numbers and codes.
_PARTICULARS = re.compile(r"^[^:]*: |“[^”]*”|U\+[0-9A-F]+|\d+")


class Command(ConfmanCommand):
    help = (
        "Import a schedule: frab/pentabarf/pretalx XML, c3voc JSON, iCalendar, CSV, XLSX or ODS; the format is "
        "found by content. Sessions known by their guid are updated, the others are new, nothing is deleted. "
        "Nothing is written unless the whole file is understood, or --skip-bad says so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name of the conference, as in its address")
        parser.add_argument("file", help="the schedule")
        parser.add_argument(
            "--create",
            action="store_true",
            help="make the conference, with title, days and city from the file",
        )
        parser.add_argument(
            "--timezone", default="", metavar="ZONE",
            help="zone of times for which the file names none, as in Europe/Brussels "
            "(without it: the conference's; for a new one UTC, with a warning)",
        )  # fmt: skip
        parser.add_argument(
            "--skip-bad",
            action="store_true",
            help="leave out what cannot be used, a line each, and import the rest",
        )
        parser.add_argument(
            "--replace-frame",
            action="store_true",
            help="take away the sessions that the conference began with and nobody has changed",
        )
        parser.add_argument(
            "--lines",
            action="store_true",
            help="write each message, also where many of one kind are one line with their number",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument(
            "--map", action="append", default=[], metavar="COLUMN=FIELD", dest="columns",
            help="what a column of a table holds, as in --map Name=title; may be repeated",
        )  # fmt: skip

    def handle_command(self, **options: Any) -> None:
        path, slug = options["file"], options["slug"]
        schedule = read_schedule(self.read_input(path), columns=_columns(options["columns"]))
        arguments = {"by": self.by, "dry_run": options["dry_run"]}
        answers = {name: options[name] for name in ("timezone", "skip_bad")}
        try:
            if options["create"] and not Conference.objects.filter(slug=slug).exists():
                report = import_as_new(slug, schedule, **arguments, **answers)
            else:
                conference = self.conference(slug)
                turn = ImportTurn(SCHEDULES, conference)
                answers |= {"replace_frame": options["replace_frame"]}
                report = import_schedule(conference, schedule, first=turn.take, **answers, **arguments)
        except ScheduleRefused as error:
            for line in error.lines:
                self.stderr.write(f"{path}: {line}")
            raise CommandError(
                f"{path}: nothing was imported, {len(error.lines)} faults (see above; --skip-bad leaves them out)."
            ) from error
        lines = [*report.messages, *report.refused]
        for line in lines if options["lines"] else _grouped(lines):
            self.stderr.write(f"{path}: {line}")
        dry = "Dry run, nothing was written. " if report.dry_run else ""
        self.stdout.write(f"{slug}: {dry}{report.summary}")


def _grouped(lines: Iterable[str]) -> Iterator[str]:
    """Yield the first line of each kind, with the number of the others."""
    for first, *others in grouped((_PARTICULARS.sub("", line), line) for line in lines).values():
        yield f"{first} (and {len(others)} more like this; --lines writes each)" if others else first


def _columns(pairs: list[str]) -> dict[str, str]:
    columns = {}
    for pair in pairs:
        column, equals, field = pair.rpartition("=")
        if not equals or not column.strip() or not field.strip():
            raise CommandError(f"--map {pair}: write it as COLUMN=FIELD, as in --map Name=title.")
        columns[column.strip()] = field.strip()
    return columns
