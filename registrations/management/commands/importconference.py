"""importconference: a conference from Indico, pretalx or pretix in."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from confman.conferences.models import Conference
from confman.web.commands import ConfmanCommand
from confman.web.uploads.imports import ImportTurn
from registrations.source_systems.exchange.files import SOURCES, SourceFile
from registrations.source_systems.exchange.uploads import TAKEOVERS, read_conference
from registrations.source_systems.exchange.writer import (
    FIGURES,
    TakeoverRefused,
    TakeoverReport,
    import_as_new_conference,
    import_conference,
)

# Lines of one kind that are written; --report has all of them.
SHOWN = 50


class Command(ConfmanCommand):
    help = (
        "Move a conference in from Indico, pretalx or pretix, out of the JSON of their APIs (pages, or archives of "
        "them) or pretalx's exported schedule. A conference that does not exist is created with title, days and time "
        "zone of the files; moved in again, what is known is updated and nothing is doubled. Everything or nothing, "
        "unless --skip-bad. Nobody is written to."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="short name of the conference, as in its address")
        parser.add_argument("files", metavar="FILE", nargs="+", help="the files of one system")
        parser.add_argument(
            "--from",
            dest="source",
            default="",
            choices=["", *sorted(SOURCES)],
            metavar="SYSTEM",
            help=f"what the files are of: {', '.join(sorted(SOURCES))} (without it their content tells)",
        )
        parser.add_argument(
            "--timezone", default="", metavar="ZONE", help="of times for which the files name none"
        )
        parser.add_argument(
            "--skip-bad", action="store_true", help="leave out what is wrong, and take the rest"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--report", metavar="FILE", help="write the whole report as JSON")

    def handle(self, *args: Any, **options: Any) -> str | None:
        """Name the file in an error, where there is one."""
        files = options["files"]
        return super().handle(*args, **options, **({"file": files[0]} if len(files) == 1 else {}))

    def handle_command(self, **options: Any) -> None:
        files = [SourceFile(Path(path).name, self.read_input(path)) for path in options["files"]]
        incoming = read_conference(files, source=options["source"])
        how = {"by": self.by, **{name: options[name] for name in ("timezone", "skip_bad", "dry_run")}}
        try:
            if Conference.objects.filter(slug=options["slug"]).exists():
                conference = self.conference(options["slug"])
                report = import_conference(
                    conference, incoming, first=ImportTurn(TAKEOVERS, conference).take, **how
                )
            else:
                report = import_as_new_conference(options["slug"], incoming, **how)
        except TakeoverRefused as error:
            self._write_lines(error.lines)
            raise CommandError(
                f"Nothing was moved in: {len(error.lines)} lines are wrong (see above; --skip-bad leaves them out)."
            ) from error
        self._show(report, dry_run=options["dry_run"])
        if options["report"]:
            content = json.dumps(asdict(report), ensure_ascii=False, indent=1).encode()
            self.write_output(content, options["report"])

    def _show(self, report: TakeoverReport, *, dry_run: bool) -> None:
        self._write_lines([*report.messages, *report.refused])
        for name, count in report.figures.items():
            self.stdout.write(f"{FIGURES[name]}: {count}")
        if report.leftovers:
            self.stdout.write("No place here has:")
        for leftover in report.leftovers:
            self.stdout.write(f"  {leftover['path']}: {leftover['count']} ({leftover['example']})")
        self.stdout.write("Nothing was written." if dry_run else str(report))

    def _write_lines(self, lines: list[str]) -> None:
        for line in lines[:SHOWN]:
            self.stderr.write(line)
        if len(lines) > SHOWN:
            self.stderr.write(f"… and {len(lines) - SHOWN} more.")
