"""restorebackup FILE"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from confman.backups.domain.restore import restore_backup
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Fill an empty installation with a backup, whichever database it was made from: all of it, or nothing. Run"
        " `migrate` before, with the version of confman that made the backup."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="what `backup` wrote")

    def handle_command(self, **options: Any) -> None:
        restored = restore_backup(Path(options["file"]))
        manifest = restored.manifest
        self.stdout.write(
            f"Restored {manifest.rows} rows of {len(manifest.tables)} tables and {len(manifest.files)} files, as they"
            f" were at {manifest.made_at.isoformat(timespec='seconds')}."
        )
        for warning in restored.warnings:
            self.stderr.write(warning)
