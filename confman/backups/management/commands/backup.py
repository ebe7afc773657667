"""backup [-o FILE]"""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from confman.backups.domain.backup import make_backup, make_scheduled_backup
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Write database and files into one file, also while people work: everything of one moment, read back and"
        " compared before it is put into its place. Without -o into the folder of CONFMAN_BACKUPS, where old ones"
        " go. The keys are not in it; protected fields stay sealed by them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("-o", "--output", metavar="FILE", help="where to write")

    def handle_command(self, **options: Any) -> None:
        output = options["output"]
        if output == "-":
            raise CommandError("A backup is read back after writing: name a file.")
        result = make_backup(Path(output)) if output else make_scheduled_backup()
        self.stdout.write(
            f"{result.path}: {result.rows} rows of {result.tables} tables and {result.files} files,"
            f" {result.size / 1024**2:.1f} MB, in {result.seconds:.1f} s. Read back and found whole."
        )
        self.stdout.write(
            "CONFMAN_SECRET_KEY and CONFMAN_FIELD_KEYS are not in it: keep them, and keep them elsewhere."
        )
        if result.deleted:
            self.stderr.write(
                f"{len(result.deleted)} files were deleted by others while the backup was made, and are not in it."
            )
        if result.lost:
            self.stderr.write(f"{len(result.lost)} files that rows refer to are not there:")
            for name in result.lost[:20]:
                self.stderr.write(f"  {name}")
