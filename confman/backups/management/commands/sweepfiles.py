"""sweepfiles"""

from typing import Any

from django.core.management.base import CommandParser
from django.template.defaultfilters import filesizeformat

from confman.backups.domain.orphaned_files import sweep_files
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Delete the files of CONFMAN_DATA/files that no row names and that are older than a day. The worker does this"
        " by itself, once a day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count them")
        parser.add_argument("--most", action="store_true", help="also where they are most of the files")

    def handle_command(self, **options: Any) -> None:
        swept = sweep_files(by=self.by, dry_run=options["dry_run"], most=options["most"])
        verb = "would be" if options["dry_run"] else "were"
        self.stdout.write(
            f"Of {swept.old} files older than a day {swept.files} are named by no row and {verb} deleted"
            f" ({filesizeformat(swept.bytes)})."
        )
