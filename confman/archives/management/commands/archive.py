"""archive SLUG -o FILE"""

import getpass
import os
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from confman.archives.domain.archive import archive_conference, schema_text
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Write one conference whole into one file, a BagIt bag: rows as JSON lines, files, the official documents, and"
        " a page that opens without confman. `unarchive` restores it in any installation. Protected answers are only"
        " in it under a passphrase."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="?", help="the conference")
        parser.add_argument("-o", "--output", metavar="FILE", help="where to write")
        parser.add_argument(
            "--schema", action="store_true", help="print the JSON Schema of the lines instead"
        )
        parser.add_argument(
            "--without-personal-data", action="store_true", help="people are numbers; what is counted stays"
        )
        add_passphrase(parser)

    def handle_command(self, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(schema_text(), ending="")
            return
        if not options["slug"] or options["output"] in (None, "-"):
            raise CommandError(
                "Name the conference, and with -o a file: an archive is read back after writing."
            )
        made = archive_conference(
            self.conference(options["slug"]),
            Path(options["output"]),
            by=self.by,
            personal_data=not options["without_personal_data"],
            passphrase=passphrase_of(options),
        )
        self.stdout.write(
            f"{made.path}: {sum(made.rows.values())} rows, {made.files} files and {len(made.documents)} documents,"
            f" {made.size / 1024**2:.1f} MB, in {made.seconds:.1f} s. Read back and found whole."
        )
        if made.lost:
            self.stderr.write(f"{len(made.lost)} files that rows refer to are not there:")
            for name in made.lost[:20]:
                self.stderr.write(f"  {name}")


def add_passphrase(parser: CommandParser) -> None:
    """Add the options by which a command is given a passphrase, which no list of processes shows."""
    parser.add_argument(
        "--passphrase",
        action="store_true",
        help="ask for the passphrase of protected answers (or take it from CONFMAN_PASSPHRASE)",
    )


def passphrase_of(options: dict[str, Any]) -> str:
    """Return the passphrase; "" if the command is not to have one."""
    if not options["passphrase"]:
        return ""
    return os.environ.get("CONFMAN_PASSPHRASE") or getpass.getpass("Passphrase: ")
