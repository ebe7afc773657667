"""Files that users bring to pages of imports: each is kept until it is decided about, previewed, imported.

What takes longer than a moment is done by the worker, and the page says how far it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.web.errors import Refused, Stale
from confman.web.models import UploadStatus as Status
from confman.web.models import WorkedUpload
from confman.web.uploads.runs import (
    PREVIEW,
    READ,
    Decided,
    held,
    queue_upload,
    report_progress,
    run_queued,
    settle,
)
from confman.web.uploads.weight import TooMuchAtOnce

if TYPE_CHECKING:
    from confman.conferences.models import Conference

KEPT_FOR = dt.timedelta(days=1)
# Told how many per cent are understood.
Progress = Callable[[int], None]


class FileImport:
    """The import of one kind of file: what becomes of each, and who may bring it. Each is a row of `model`; the worker
    calls `task` with its key and a language.

    `gone` is said of a file whose time is over, `understanding` while the worker goes through one. By `verbs` the
    history tells of an import.
    """

    model: type[WorkedUpload]
    permission: str
    task: str
    gone: Any
    understanding: Any
    verbs: tuple[str, ...]

    # --- What each kind says of itself

    def begin(self, content: bytes, **common: Any) -> Any:
        """Return an upload that has not been saved yet. Raises Refused for what need not be read to be refused."""
        raise NotImplementedError

    def has_columns(self, upload: Any) -> bool:
        """Tell whether the upload is a table, whose columns are matched."""
        return True

    def look(self, upload: Any, content: bytes, *, at_once: bool = False) -> Any:
        """Return what the columns can be told by, as plain JSON; None where there are none. Raises Refused for what
        cannot be read; `at_once`: somebody waits, so TooMuchAtOnce for what takes longer than a moment.
        """
        raise NotImplementedError

    def parse(self, upload: Any, *, at_once: bool = False) -> Any:
        """Return the content of the upload, read by its choices. Raises as `look` does."""
        raise NotImplementedError

    def preview(self, upload: Any, parsed: Any, progress: Progress) -> dict[str, Any]:
        """Return what an import would do, as plain JSON. Nothing is written."""
        raise NotImplementedError

    def import_all(self, upload: Any, parsed: Any, progress: Progress, turn: UploadTurn) -> None:
        """Make it happen, all or nothing: in one transaction the turn is taken, and told what was done. Raises Refused;
        Stale where what the preview saw is no longer so.
        """
        raise NotImplementedError

    # --- What happens to all of them

    def uploads(self) -> Any:
        """Return the uploads of this kind, without the table."""
        rows: Any = self.model._default_manager
        return rows.select_related("conference", "user").defer("table")

    def keep(self, conference: Conference, content: bytes, *, name: str, by: User) -> Any:
        """Keep a file that can be read. Raises Refused with line and reason; of a large one the worker finds out."""
        upload = self.begin(content, conference=conference, user=by, name=name[-200:])
        try:
            upload.table = self.look(upload, content, at_once=True)
        except TooMuchAtOnce:
            pass
        expire_uploads(self.model)
        default_storage.save(upload.path, ContentFile(content))
        if upload.table is None and self.has_columns(upload):
            queue_upload(upload, READ, task=self.task)
        else:
            upload.save(force_insert=True)
        return upload

    def imports_of(self, conference: Conference) -> int:
        """Return how much of this kind the history says was ever imported into the conference."""
        return AuditEntry.objects.filter(conference=conference, verb__in=self.verbs).count()

    def content(self, upload: WorkedUpload) -> bytes:
        """Return the file. Raises Refused where its time is over, Decided where it was imported meanwhile."""
        try:
            with default_storage.open(upload.path) as file:
                content: bytes = file.read()
                return content
        except FileNotFoundError as error:
            raise (Refused(self.gone) if held(upload).exists() else Decided()) from error

    def decide(self, upload: WorkedUpload, choices: Mapping[str, Any], act: str) -> None:
        """Preview, or import, with these choices (plain JSON); at once where that is quick, else by the worker.

        Afterwards the upload has its preview, its message or its place in the line. Raises Refused where the file
        cannot be used so; Stale where others have changed meanwhile what the preview saw, of which there is a new one
        then; Decided where another window was first.
        """
        upload.choices = dict(choices)
        try:
            parsed = self.parse(upload, at_once=True)
        except TooMuchAtOnce:
            queue_upload(upload, act, task=self.task)
        else:
            self._carry_out(upload, parsed, act)

    def run(self, key: str, language: str) -> None:
        """Do the act that an upload waits for, in the worker. May be called twice; only one run finds it waiting."""
        run_queued(self.model, key, language, self._work, permission=self.permission)

    def _work(self, upload: WorkedUpload) -> None:
        report_progress(upload, 5, _("The file is read."))
        if upload.act == READ:
            settle(upload, table=self.look(upload, self.content(upload)), status=Status.READY, progress=100)
            return
        parsed = self.parse(upload)
        self._carry_out(
            upload,
            parsed,
            upload.act,
            lambda percent: report_progress(upload, 10 + 60 * percent // 100, self.understanding),
        )

    def _carry_out(
        self, upload: WorkedUpload, parsed: Any, act: str, progress: Progress = lambda _percent: None
    ) -> None:
        turn = UploadTurn(self, upload)
        if act == PREVIEW:
            turn.show(self.preview(upload, parsed, progress))
            return
        try:
            self.import_all(upload, parsed, progress, turn)
        except Stale:
            self._carry_out(upload, parsed, PREVIEW, progress)
            raise
        forget_file(upload)


class ImportTurn:
    """A turn among the imports of one kind into a conference, by page or by command: they are written one after the
    other, and none that was planned before another. Asked for before anything is planned.
    """

    def __init__(self, kind: FileImport, conference: Conference) -> None:
        self.kind, self.conference = kind, conference
        self.seen = kind.imports_of(conference)

    def take(self) -> None:
        """Begin the transaction of an import with this: others into the conference wait until it ends.

        Raises Stale where another was imported since the turn was asked for.
        """
        # What refers to the conference can be written meanwhile.
        type(self.conference)._default_manager.select_for_update(no_key=True).get(pk=self.conference.pk)
        self.check()

    def check(self) -> None:
        """Raise Stale unless it is still its turn."""
        if self.kind.imports_of(self.conference) != self.seen:
            raise Stale


class UploadTurn(ImportTurn):
    """The turn of an upload. It was asked for before the preview, where somebody has seen one."""

    def __init__(self, kind: FileImport, upload: WorkedUpload) -> None:
        super().__init__(kind, upload.conference)
        self.upload = upload

    def show(self, preview: Mapping[str, Any]) -> None:
        """Keep what would happen, with the choices of which that is true. Raises Decided."""
        upload = self.upload
        shown = {"choices": upload.choices, "before": self.seen, **preview}
        settle(upload, choices=upload.choices, preview=shown, status=Status.READY, message="", progress=100)

    def check(self) -> None:
        """Raise Decided where another window decides about this upload, Stale as for any import."""
        if not held(self.upload).exists():
            raise Decided
        if self.upload.preview:
            self.seen = self.upload.preview["before"]
        super().check()

    def done(self, report: object) -> None:
        """Mark the upload done, in the same transaction: whoever asks for it again gets it once. What it says stays
        for a day, for every window that asks. Raises Decided.
        """
        settle(self.upload, status=Status.DONE, progress=100, message=str(report), table=None, preview=None)


def give_up(upload: WorkedUpload) -> None:
    """Throw away a file that nobody has decided about. Raises Decided."""
    with transaction.atomic():
        if not held(upload).delete()[0]:
            raise Decided
    forget_file(upload)


def forget_upload(upload: WorkedUpload) -> None:
    """Its time is over, or it cannot be read."""
    forget_file(upload)
    upload.delete()


def forget_file(upload: WorkedUpload) -> None:
    """Delete what was brought; what became of it is still known. May come twice."""
    default_storage.delete(upload.path)


def expire_uploads(model: type[WorkedUpload]) -> None:
    """Throw away what nobody decided about within a day. May come twice."""
    for upload in model._default_manager.filter(created_at__lt=timezone.now() - KEPT_FOR):
        forget_upload(upload)


def expire_files(folder: str) -> None:
    """Throw away what has lain in a folder of private files for longer than a day."""
    if not default_storage.exists(folder):
        return
    for name in default_storage.listdir(folder)[1]:
        path = f"{folder}/{name}"
        if default_storage.get_modified_time(path) < timezone.now() - KEPT_FOR:
            default_storage.delete(path)
