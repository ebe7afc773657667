"""Files that users bring to pages of imports: each is kept until it is decided about, previewed, imported.

What takes longer than a moment is done by the worker, and the page says how far it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.web.errors import Refused
from confman.web.models import UploadStatus as Status
from confman.web.models import WorkedUpload
from confman.web.uploads.runs import PREVIEW, READ, queue_upload, report_progress, run_queued, save_result
from confman.web.uploads.weight import TooMuchAtOnce

if TYPE_CHECKING:
    from confman.conferences.models import Conference

KEPT_FOR = dt.timedelta(days=1)
# Told how many per cent are understood.
Progress = Callable[[int], None]


class FileImport:
    """The import of one kind of file: what becomes of each, and who may bring it. Each is a row of `model`; the worker
    calls `task` with its key and a language.

    `gone` is said of a file whose time is over, `understanding` while the worker goes through one.
    """

    model: type[WorkedUpload]
    permission: str
    task: str
    gone: Any
    understanding: Any

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

    def import_all(
        self, upload: Any, parsed: Any, progress: Progress, along: Callable[[object], None]
    ) -> None:
        """Make it happen, all or nothing; `along` is told in the same transaction what was done. Raises Refused."""
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

    def content(self, upload: WorkedUpload) -> bytes:
        """Return the file. Raises Refused where its time is over."""
        try:
            with default_storage.open(upload.path) as file:
                content: bytes = file.read()
                return content
        except FileNotFoundError as error:
            raise Refused(self.gone) from error

    def decide(self, upload: WorkedUpload, choices: Mapping[str, Any], act: str) -> None:
        """Preview, or import, with these choices (plain JSON); at once where that is quick, else by the worker.

        Afterwards the upload has its preview, its message or its place in the line. Raises Refused where the file
        cannot be used so.
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
            upload.table = self.look(upload, self.content(upload))
            upload.status, upload.progress = Status.READY, 100
            save_result(upload)
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
        if act == PREVIEW:
            save_preview(upload, self.preview(upload, parsed, progress))
            return

        def done(report: object) -> None:
            # The upload is marked done in the same transaction as its import: whoever asks for it again gets it once.
            upload.status, upload.progress, upload.preview = Status.DONE, 100, None
            upload.message = str(report)
            save_result(upload)

        self.import_all(upload, parsed, progress, done)
        default_storage.delete(upload.path)


def save_preview(upload: WorkedUpload, preview: Mapping[str, Any]) -> None:
    """Keep what would happen, with the choices of which that is true."""
    upload.preview = {"choices": upload.choices, **preview}
    upload.status, upload.message, upload.progress = Status.READY, "", 100
    save_result(upload)


def forget_upload(upload: WorkedUpload) -> None:
    """The file was given up, or everything is in."""
    default_storage.delete(upload.path)
    upload.delete()


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
