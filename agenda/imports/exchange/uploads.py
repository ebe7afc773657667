"""Schedules that users upload on the page of imports (confman.web.uploads.imports)."""

from dataclasses import asdict
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.imports.exchange.file_types import is_spreadsheet, read_schedule
from agenda.imports.exchange.importer import ScheduleReport, import_schedule
from agenda.imports.models import ScheduleUpload, upload_path
from agenda.programme.exchange.schedule import Schedule
from agenda.programme.exchange.spreadsheet_columns import excerpt, read_agenda_sheet
from confman.conferences.models import Conference
from confman.web.uploads.imports import FileImport, Progress, UploadTurn

# Lines that are kept of a preview; the rest can be seen in the file.
MAX_LINES = 2000


class ScheduleImport(FileImport):
    """Sessions with all that belongs to them. The columns of tables are matched; other formats define theirs."""

    model = ScheduleUpload
    permission = "agenda.edit_agenda"
    task = "agenda.imports.tasks.run_schedule_upload"
    verbs = ("agenda.imported",)
    gone = gettext_lazy("This file is no longer kept. Choose it again.")
    understanding = gettext_lazy("The sessions are understood; nothing has been written yet.")

    def begin(self, content: bytes, **common: Any) -> ScheduleUpload:
        upload = ScheduleUpload(is_table=is_spreadsheet(content), **common)
        upload.file.name = upload_path(upload, "")
        return upload

    def has_columns(self, upload: ScheduleUpload) -> bool:
        return upload.is_table

    def excerpt(
        self, upload: ScheduleUpload, content: bytes, *, at_once: bool = False
    ) -> dict[str, Any] | None:
        if upload.is_table:
            return excerpt(read_agenda_sheet(content, at_once=at_once))
        read_schedule(content, at_once=at_once)
        return None

    def parse(self, upload: ScheduleUpload, *, at_once: bool = False) -> Schedule:
        columns = upload.choices.get("columns") or {}
        return read_schedule(self.content(upload), columns=columns, at_once=at_once)

    def preview(self, upload: ScheduleUpload, parsed: Schedule, progress: Progress) -> dict[str, Any]:
        return _plain(self._imported(upload, parsed, progress=progress, dry_run=True, with_lines=True))

    def import_all(
        self, upload: ScheduleUpload, parsed: Schedule, progress: Progress, turn: UploadTurn
    ) -> None:
        seen = upload.preview.get("seen") if upload.preview else None

        def done(report: ScheduleReport) -> None:
            turn.done(summary_of(report))

        # Slow work comes before the transaction, in which an SQLite database takes no other writing.
        self._imported(upload, parsed, progress=progress, seen=seen, first=turn.take, along=done)

    @staticmethod
    def _imported(upload: ScheduleUpload, schedule: Schedule, **how: Any) -> ScheduleReport:
        choices = {name: value for name, value in upload.choices.items() if name != "columns"}
        return import_schedule(upload.conference, schedule, by=upload.user, **choices, **how)


SCHEDULES = ScheduleImport()


def delete_pending_uploads(conference: Conference) -> None:
    """Delete the uploads waiting for a decision after someone was erased: they may contain the name."""
    uploads = ScheduleUpload.objects.filter(conference=conference)
    paths = [upload.path for upload in uploads]
    uploads.delete()
    for path in paths:
        transaction.on_commit(partial(default_storage.delete, path))


def summary_of(report: ScheduleReport) -> str:
    """Return what an import did, in a sentence or two."""
    summary = report.summary
    if report.created or report.updated:
        summary += " " + _(
            "You can undo it: one step takes back all of it, and the rooms and people that it made."
        )
    return summary


def _plain(report: ScheduleReport) -> dict[str, Any]:
    """Return a report as the upload keeps it; where lines must be dropped, the refused and the changed come first."""
    order = {"changed": 0, "new": 1, "unchanged": 2}
    lines = report.lines
    if len(lines) > MAX_LINES:
        lines = sorted(lines, key=lambda line: order[line.state])
    return {
        "counts": {
            name: getattr(report, name)
            for name in ("created", "updated", "unchanged", "people", "rooms", "themes", "replaced")
        },
        "messages": report.messages[:MAX_LINES],
        "refused": report.refused[:MAX_LINES],
        "refused_count": len(report.refused),
        "lines": [asdict(line) for line in lines[:MAX_LINES]],
        "seen": report.seen,
    }
