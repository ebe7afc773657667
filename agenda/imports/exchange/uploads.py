"""A schedule that a user brings to the page of imports: kept until it is decided, previewed, imported.

What takes longer than a moment is done by the worker, and the page says how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.imports.exchange.file_types import is_table, read_schedule
from agenda.imports.exchange.importer import ImportChoices, ImportReport, import_schedule
from agenda.imports.models import UPLOAD_FOLDER, UPLOAD_KEPT_FOR, ScheduleUpload
from agenda.programme.exchange.schedule import Schedule
from agenda.programme.exchange.table_columns import AgendaTable, excerpt, excerpted, read_agenda_table
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.errors import Refused
from confman.web.uploads.runs import PREVIEW, READ, queue_upload, report_progress, run_queued, save_result
from confman.web.uploads.weight import TooMuchAtOnce

Status = ScheduleUpload.Status

PERMISSION = "agenda.edit_agenda"
TASK = "agenda.imports.tasks.run_schedule_upload"
# Lines that are kept of a preview: who wants to see more looks into the file.
MOST_LINES = 2000


def keep_upload(conference: Conference, content: bytes, *, name: str, by: User) -> ScheduleUpload:
    """Keep a file whose content is a schedule, or a table that may be one. Raises Refused with line and reason; of a
    large one the worker finds out.
    """
    upload = ScheduleUpload(conference=conference, user=by, name=name[-200:], is_table=is_table(content))
    try:
        if upload.is_table:
            upload.table = excerpt(read_agenda_table(content, at_once=True))
        else:
            read_schedule(content, at_once=True)
    except TooMuchAtOnce:
        pass
    upload.file.save("schedule", ContentFile(content), save=False)
    if upload.is_table and upload.table is None:
        queue_upload(upload, READ, task=TASK)
    else:
        upload.save(force_insert=True)
    return upload


def content_of(upload: ScheduleUpload) -> bytes:
    """The file. Raises Refused where its time is over."""
    try:
        with upload.file.open("rb") as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError as error:
        raise Refused(_("This file is no longer kept. Choose it again.")) from error


def forget_upload(upload: ScheduleUpload) -> None:
    """The file was given up, or everything is in."""
    if upload.file:
        default_storage.delete(str(upload.file.name))
    upload.delete()


def forget_uploads(conference: Conference) -> None:
    """Someone was erased: what waits to be decided about may have the name in it."""
    uploads = ScheduleUpload.objects.filter(conference=conference)
    names = [str(upload.file.name) for upload in uploads if upload.file]
    uploads.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))


def expire_uploads() -> None:
    """Throw away what nobody decided about within a day, and files that belong to no upload. May come twice."""
    for upload in ScheduleUpload.objects.overdue():
        forget_upload(upload)
    if not default_storage.exists(UPLOAD_FOLDER):
        return
    known = set(ScheduleUpload.objects.values_list("file", flat=True))
    for name in default_storage.listdir(UPLOAD_FOLDER)[1]:
        path = f"{UPLOAD_FOLDER}/{name}"
        over = default_storage.get_modified_time(path) < timezone.now() - UPLOAD_KEPT_FOR
        if path not in known and over:
            default_storage.delete(path)


def table_of(upload: ScheduleUpload) -> AgendaTable | None:
    """What the columns can be told by, where they are to be matched."""
    return excerpted(upload.table) if upload.table else None


def decide(upload: ScheduleUpload, choices: Mapping[str, Any], act: str) -> None:
    """Preview, or import, with these choices (columns and those of ImportChoices); at once where that is quick.

    Afterwards the upload has its preview, its message or its place in the line. Raises Refused where the file
    cannot be used so; StaleRevision where sessions are no longer as the preview saw them.
    """
    upload.choices = dict(choices)
    try:
        schedule = _schedule(upload, at_once=True)
    except TooMuchAtOnce:
        queue_upload(upload, act, task=TASK)
    else:
        _run(upload, schedule, act)


def run_upload(key: str, language: str) -> None:
    """What the worker does: the act that an upload waits for. May come twice; only one run finds it waiting."""
    run_queued(ScheduleUpload, key, language, _work, permission=PERMISSION)


def _work(upload: ScheduleUpload) -> None:
    report_progress(upload, 5, _("The file is read."))
    if upload.act == READ:
        upload.table = excerpt(read_agenda_table(content_of(upload)))
        upload.status, upload.progress = Status.READY, 100
        save_result(upload)
        return
    schedule = _schedule(upload)
    _run(upload, schedule, upload.act, progress=lambda percent: _understood(upload, percent))


def _schedule(upload: ScheduleUpload, *, at_once: bool = False) -> Schedule:
    columns = upload.choices.get("columns") or {}
    return read_schedule(content_of(upload), columns=columns, at_once=at_once)


def _run(
    upload: ScheduleUpload,
    schedule: Schedule,
    act: str,
    progress: Callable[[int], None] = lambda _percent: None,
) -> None:
    wanted = ImportChoices(**{name: value for name, value in upload.choices.items() if name != "columns"})
    if act == PREVIEW:
        report = import_schedule(
            upload.conference,
            schedule,
            by=upload.user,
            choices=wanted,
            dry_run=True,
            tell=True,
            progress=progress,
        )
        upload.preview = {"choices": dict(upload.choices), **_plain(report)}
        upload.status, upload.message, upload.progress = Status.READY, "", 100
        save_result(upload)
        return
    seen = upload.preview.get("seen") if upload.preview else None

    def done(report: ImportReport) -> None:
        upload.preview, upload.status, upload.message = None, Status.DONE, said_of(report)
        save_result(upload)

    # What takes long comes before the transaction, in which an SQLite database takes no other writing.
    import_schedule(
        upload.conference, schedule, by=upload.user, choices=wanted, seen=seen, progress=progress, along=done
    )
    if upload.file:
        default_storage.delete(str(upload.file.name))


def said_of(report: ImportReport) -> str:
    """What an import did, in a sentence or two."""
    said = report.summary
    if report.created or report.updated:
        said += " " + _(
            "You can undo it: one step takes back all of it, and the rooms and people that it made."
        )
    return said


def _plain(report: ImportReport) -> dict[str, Any]:
    """A report as the upload keeps it: the refused and the changed first where there are more lines than are kept."""
    order = {"updated": 0, "new": 1, "unchanged": 2}
    lines = (
        sorted(report.lines, key=lambda line: order[line.state])
        if len(report.lines) > MOST_LINES
        else report.lines
    )
    return {
        "counts": {
            name: getattr(report, name)
            for name in ("created", "updated", "unchanged", "people", "rooms", "themes")
        },
        "messages": report.messages[:MOST_LINES],
        "refused": report.refused[:MOST_LINES],
        "refused_count": len(report.refused),
        "lines": [asdict(line) for line in lines[:MOST_LINES]],
        "seen": report.seen,
    }


def _understood(upload: ScheduleUpload, percent: int) -> None:
    report_progress(upload, 5 + percent // 2, _("The sessions are understood; nothing has been written yet."))
