"""publishagenda: publishes the working agenda."""

from collections import Counter
from typing import Any

from django.core.management.base import CommandParser

from agenda.conflicts.domain.report import conflicts_of
from agenda.releases.domain.publication import publish_changes
from confman.translation.languages import reading_in
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Publish the working agenda as the next release, whole. Conflicts warn, a line for each kind with its number; "
        "only those that the conference has set to block refuse it. Where nothing has changed since the latest "
        "release, nothing is done, unless --label or --final says something else."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name of the conference")
        parser.add_argument(
            "--label",
            default="",
            help="as in provisional, Rev.1, final (without it: provisional, then Rev.1, Rev.2)",
        )
        parser.add_argument("--final", action="store_true", help="it is the final agenda, whatever its label")
        parser.add_argument("--lines", action="store_true", help="write each conflict in a line of its own")

    def handle_command(self, **options: Any) -> None:
        conference = self.conference(options["slug"])
        with reading_in(conference.default_language, *conference.languages):
            conflicts = conflicts_of(conference)
            if options["lines"]:
                for conflict in conflicts:
                    self.stderr.write(f"{conflict.severity}: {conflict.label}: {conflict.text}")
            else:
                kinds = Counter((conflict.severity, conflict.label) for conflict in conflicts)
                for (severity, label), count in kinds.items():
                    self.stderr.write(f"{severity}: {label}: {count}")
            release = publish_changes(
                conference, by=self.by, label=options["label"], is_final=options["final"] or None
            )
        if release is None:
            self.stdout.write(
                f"{conference.slug}: nothing has changed since the latest release; none was made."
            )
            return
        counts = ", ".join(f"{len(rows)} {kind}" for kind, rows in release.changes.items())
        self.stdout.write(
            f"{conference.slug}: release {release.number} ({release.label}), "
            f"{len(release.content['sessions'])} sessions; {counts}."
        )
        if drafts := release.notices.count():
            self.stdout.write(f"{drafts} mails to those concerned wait for review; none was sent.")
