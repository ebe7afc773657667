"""Import of uploaded files: each is kept until a decision, previewed, imported; large ones by the worker."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_q.exceptions import TimeoutException

from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.machines.files import listed
from confman.machines.jobs import queue_job
from confman.translation.languages import set_reading_languages
from confman.web.database.claims import current_claim, lapsed
from confman.web.errors import Refused, Stale
from confman.web.faults.causes import PASSING, fault_of
from confman.web.job_permissions import recheck_permission
from confman.web.models import WorkedUpload, WorkStatus
from confman.web.uploads.limits import RequestTooLarge

logger = logging.getLogger(__name__)

# Steps of the worker with an upload: read what columns are recognized by, preview, import.
READ, PREVIEW, IMPORT = "read", "preview", "import"
# As for documents: longer than the worker lets a task run.
_CLAIM_LASTS = dt.timedelta(seconds=270)


# Numbers, each with its words.
Counts = Sequence[tuple[int, str]]


def import_summary(*done: tuple[int, str], unchanged: int, left: Counts = (), skipped: int = 0) -> str:
    """Return a sentence on what an import did and left; what there is none of is not named."""
    counts: Counts = (
        *done,
        (unchanged, _("%d unchanged")),
        *left,
        (skipped, ngettext("%d line skipped", "%d lines skipped", skipped)),
    )
    named = ", ".join(words % number for number, words in counts if number)
    if not any(number for number, _words in done):
        named = _("nothing changed: %(counts)s") % {"counts": named} if named else _("nothing changed")
    return f"{named[:1].upper()}{named[1:]}."


class Decided(Refused):
    """Another window, or the worker, has acted on the upload since it was read."""

    def __init__(self) -> None:
        super().__init__(_("This file was decided about meanwhile, in another window."))


@transaction.atomic
def queue_upload(upload: WorkedUpload, action: str, *, task: str) -> None:
    """Have the worker act on an upload, new or not: it calls `task` with the upload's key and the page's language.

    Raises Decided.
    """
    if upload._state.adding:
        upload.save(force_insert=True)
    record_result(
        upload,
        action=action,
        status=WorkStatus.QUEUED,
        progress=0,
        message="",
        stage=_("It waits for its turn."),
        choices=upload.choices,
    )
    # In the same transaction, so that neither exists without the other.
    queue_job(task, str(upload.pk), translation.get_language(), group=task.partition(".")[0])


def run_queued(
    model: type[Any], key: str, language: str, work: Callable[[Any], None], *, permission: str
) -> None:
    """Do the worker's part if the user who uploaded the file still has the permission.

    May be called twice; only one run finds the upload waiting. Errors are stored with the upload, whose file and
    choices stay.
    """
    upload = _claim(model, key)
    if upload is None:
        return
    conference = upload.conference
    with translation.override(language), timezone.override(conference.zone):
        set_reading_languages(language, *conference.languages)
        try:
            recheck_permission(upload.user, permission, conference)
            work(upload)
        except Refused as error:
            fail_upload(upload, error.message)
        except ValidationError as error:
            fail_upload(upload, " ".join(error.messages))
        except (Exception, TimeoutException) as error:
            if not model.objects.filter(pk=upload.pk).exists():
                return  # Discarded, or its person erased, meanwhile: nothing to do.
            if fault_of(error) in PASSING:
                raise  # The queue hands it out again when database and files are back.
            logger.exception("Upload %s could not be imported.", upload.pk)
            fail_upload(
                upload,
                _("It could not be imported because of a fault of ours, which has been written to the log."),
            )


def unchanged_row(upload: WorkedUpload) -> QuerySet[Any]:
    """Return the row of the upload, unless it has changed since it was read: the first to write wins."""
    return type(upload)._default_manager.filter(pk=upload.pk).filter(status=upload.status, claim=upload.claim)


def record_result(upload: WorkedUpload, **values: Any) -> None:
    """Write the result of an action. Raises Decided if another was written first, or the upload was deleted."""
    if not unchanged_row(upload).update(**values):
        raise Decided
    for name, value in values.items():
        setattr(upload, name, value)


def report_progress(upload: WorkedUpload, progress: int, stage: str) -> None:
    """Store the progress, for the page that asks."""
    type(upload)._default_manager.filter(pk=upload.pk).update(progress=progress, stage=stage)


def fail_upload(upload: WorkedUpload, message: str) -> None:
    """Return the upload to the choices, with an error message; the file stays."""
    unchanged_row(upload).update(status=WorkStatus.FAILED, message=message)


def _claim(model: type[Any], key: str) -> Any:
    claim = current_claim()
    lost = Q(lapsed(_CLAIM_LASTS) | Q(claim=claim), status=WorkStatus.RUNNING)
    waiting = model.objects.filter(Q(status=WorkStatus.QUEUED) | lost, pk=key)
    if not waiting.update(status=WorkStatus.RUNNING, claim=claim, claimed_at=timezone.now()):
        return None
    return model.objects.select_related("conference", "user").defer("table").get(pk=key)


RETENTION = dt.timedelta(days=1)
# Called with the percentage done.
Progress = Callable[[int], None]


class FileImport:
    """The import of one kind of file: how each is read, and who may import it.

    Each upload is a row of `model`; the worker calls `task` with its key and a language. `gone` is the message for an
    expired upload, `understanding` the stage while the worker reads one. `verbs` are the verbs of imports in the
    history.
    """

    model: type[WorkedUpload]
    permission: str
    task: str
    gone: Any
    understanding: Any
    verbs: tuple[str, ...]

    # --- Defined by each kind

    def begin(self, content: bytes, **common: Any) -> Any:
        """Return an unsaved upload. Raises Refused for a file that can be refused unread."""
        raise NotImplementedError

    def has_columns(self, upload: Any) -> bool:
        """Tell whether the upload is a table, whose columns are matched to fields."""
        return True

    def excerpt(self, upload: Any, content: bytes, *, at_once: bool = False) -> Any:
        """Return what the columns are recognized by, as plain JSON; None if there are none.

        Raises Refused for an unreadable file; RequestTooLarge for one that takes longer than a moment if someone waits
        (`at_once`).
        """
        raise NotImplementedError

    def parse(self, upload: Any, *, at_once: bool = False) -> Any:
        """Return the content of the upload, read with its choices. Raises what `excerpt` raises."""
        raise NotImplementedError

    def preview(self, upload: Any, parsed: Any, progress: Progress) -> dict[str, Any]:
        """Return what an import would do, as plain JSON. Nothing is written."""
        raise NotImplementedError

    def import_all(self, upload: Any, parsed: Any, progress: Progress, turn: UploadTurn) -> None:
        """Import everything or nothing: take the turn and report to it in one transaction.

        Raises Refused; Stale if what the preview saw has changed.
        """
        raise NotImplementedError

    # --- Common to all

    def uploads(self) -> Any:
        """Return the uploads of this kind, without the `table` column."""
        rows: Any = self.model._default_manager
        return rows.select_related("conference", "user").defer("table")

    def keep(self, conference: models.Model, content: bytes, *, name: str, by: User) -> Any:
        """Store a readable file. Raises Refused with line and reason; of a large one the worker finds out."""
        upload = self.begin(content, conference=conference, user=by, name=name[-200:])
        try:
            upload.table = self.excerpt(upload, content, at_once=True)
        except RequestTooLarge:
            pass
        expire_uploads(self.model)
        default_storage.save(upload.path, ContentFile(content))
        if upload.table is None and self.has_columns(upload):
            queue_upload(upload, READ, task=self.task)
        else:
            upload.save(force_insert=True)
        return upload

    def imports_of(self, conference: models.Model) -> int:
        """Return how many imports of this kind the history records for the conference."""
        return AuditEntry.objects.filter(conference_id=conference.pk, verb__in=self.verbs).count()

    def content(self, upload: WorkedUpload) -> bytes:
        """Return the file. Raises Refused if the upload has expired, Decided if it was imported meanwhile."""
        try:
            with default_storage.open(upload.path) as file:
                return file.read()
        except FileNotFoundError as error:
            raise (Refused(self.gone) if unchanged_row(upload).exists() else Decided()) from error

    def decide(self, upload: WorkedUpload, choices: Mapping[str, Any], action: str) -> None:
        """Preview or import with these choices (plain JSON): at once if that is quick, else by the worker.

        Afterwards the upload has its preview, its report or its place in the queue. Raises Refused if the file cannot
        be used with them; Stale if others have changed what the preview saw, which is then made again; Decided if
        another window was first.
        """
        upload.choices = dict(choices)
        try:
            parsed = self.parse(upload, at_once=True)
        except RequestTooLarge:
            queue_upload(upload, action, task=self.task)
        else:
            self._carry_out(upload, parsed, action)

    def run(self, key: str, language: str) -> None:
        """Do the action that an upload waits for, in the worker. May be called twice; only one run finds it waiting."""
        run_queued(self.model, key, language, self._work, permission=self.permission)

    def _work(self, upload: WorkedUpload) -> None:
        report_progress(upload, 5, _("The file is read."))
        if upload.action == READ:
            record_result(
                upload,
                table=self.excerpt(upload, self.content(upload)),
                status=WorkStatus.READY,
                progress=100,
            )
            return
        self._carry_out(
            upload,
            self.parse(upload),
            upload.action,
            lambda percent: report_progress(upload, 10 + 60 * percent // 100, self.understanding),
        )

    def _carry_out(
        self, upload: WorkedUpload, parsed: Any, action: str, progress: Progress = lambda _percent: None
    ) -> None:
        turn = UploadTurn(self, upload)
        if action == PREVIEW:
            turn.show(self.preview(upload, parsed, progress))
            return
        try:
            self.import_all(upload, parsed, progress, turn)
        except Stale:
            self._carry_out(upload, parsed, PREVIEW, progress)
            raise
        delete_uploaded_file(upload)


class ImportTurn:
    """A turn among the imports of one kind into a conference, by page or by command, which run one after the other.

    No import may be based on a preview that another import has outdated: make the turn before planning.
    """

    def __init__(self, kind: FileImport, conference: models.Model) -> None:
        self.kind, self.conference = kind, conference
        self.seen = kind.imports_of(conference)

    def take(self) -> None:
        """Begin the transaction of an import: others into the conference wait until it ends.

        Raises Stale if another was imported since the turn was made.
        """
        # Rows that refer to the conference can be written meanwhile.
        type(self.conference)._default_manager.select_for_update(no_key=True).get(pk=self.conference.pk)
        self.check()

    def check(self) -> None:
        """Raise Stale if another import came first."""
        if self.kind.imports_of(self.conference) != self.seen:
            raise Stale


class UploadTurn(ImportTurn):
    """The turn of an upload: it counts from its preview, if there was one."""

    def __init__(self, kind: FileImport, upload: WorkedUpload) -> None:
        super().__init__(kind, upload.conference)
        self.upload = upload

    def show(self, preview: Mapping[str, Any]) -> None:
        """Store the preview together with the choices it was made with. Raises Decided."""
        upload = self.upload
        stored = {"choices": upload.choices, "before": self.seen, **preview}
        record_result(
            upload, choices=upload.choices, preview=stored, status=WorkStatus.READY, message="", progress=100
        )

    def check(self) -> None:
        """Raise Decided if another window decides about this upload, Stale as for any import."""
        if not unchanged_row(self.upload).exists():
            raise Decided
        if self.upload.preview:
            self.seen = self.upload.preview["before"]
        super().check()

    def done(self, report: object) -> None:
        """Mark the upload done, in the same transaction, so that it is imported only once.

        Its report stays for a day, for every window that asks. Raises Decided.
        """
        record_result(
            self.upload, status=WorkStatus.DONE, progress=100, message=str(report), table=None, preview=None
        )


def why_not_given_up(upload: WorkedUpload) -> str:
    """Say why a file cannot be deleted now, or ""."""
    return _("It is being read at this moment. Wait until it is finished.") if upload.is_working else ""


def give_up(upload: WorkedUpload) -> None:
    """Delete a file without a decision. Raises Decided; Refused while it is read."""
    if reason := why_not_given_up(upload):
        raise Refused(reason)
    with transaction.atomic():
        if not unchanged_row(upload).delete()[0]:
            raise Decided
    delete_uploaded_file(upload)


def delete_upload(upload: WorkedUpload) -> None:
    """Delete an upload that has expired or cannot be read."""
    delete_uploaded_file(upload)
    upload.delete()


def delete_uploaded_file(upload: WorkedUpload) -> None:
    """Delete the file; its report remains. May be called twice."""
    default_storage.delete(upload.path)


def expire_uploads(model: type[WorkedUpload]) -> None:
    """Delete uploads without a decision after a day. May be called twice."""
    for upload in model._default_manager.filter(created_at__lt=timezone.now() - RETENTION):
        delete_upload(upload)


def expire_files(folder: str) -> None:
    """Delete files older than a day from a folder of private files."""
    for name in listed(folder)[1]:
        path = f"{folder}/{name}"
        if default_storage.get_modified_time(path) < timezone.now() - RETENTION:
            default_storage.delete(path)
