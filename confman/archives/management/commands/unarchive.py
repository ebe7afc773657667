"""unarchive FILE [--slug S]"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from confman.archives.domain.restore import unarchive_conference
from confman.archives.management.commands.archive import add_passphrase, passphrase_of
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Restore a conference from what `archive` wrote, beside the others that are here: all of it, or nothing. Its"
        " team is let in by mailed codes; its mail is held back until somebody lets it leave."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="what `archive` wrote")
        parser.add_argument("--slug", default="", help="another short name in the address")
        parser.add_argument(
            "--without-protected", action="store_true", help="leave out the answers that need a passphrase"
        )
        add_passphrase(parser)

    def handle_command(self, **options: Any) -> None:
        restored = unarchive_conference(
            Path(options["file"]),
            by=self.by,
            slug=options["slug"],
            passphrase=passphrase_of(options),
            without_protected=options["without_protected"],
        )
        self.stdout.write(
            f"Restored “{restored.conference}” at /{restored.conference.slug}/: {restored.rows} rows and"
            f" {restored.files} files."
        )
        for warning in restored.warnings:
            self.stderr.write(warning)
