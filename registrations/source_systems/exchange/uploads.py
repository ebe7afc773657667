"""From files of other systems, uploaded on the page of moving in, to the description of a conference."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.imports.exchange.uploads import clean_characters
from agenda.programme.exchange.schedule import require_reasonable
from confman.web.uploads.guard import reader_guard
from confman.web.uploads.imports import FileImport, Progress, UploadTurn, report_progress
from confman.web.uploads.limits import RequestTooLarge
from registrations.source_systems.exchange.description import SourceConference
from registrations.source_systems.exchange.files import (
    INDICO,
    PRETALX,
    SourceFile,
    SourceFiles,
    read_files,
    unpacked,
)
from registrations.source_systems.exchange.indico_reader import read_indico
from registrations.source_systems.exchange.pretalx_reader import read_pretalx
from registrations.source_systems.exchange.pretix_reader import read_pretix
from registrations.source_systems.exchange.writer import TAKEN_OVER, import_conference
from registrations.spreadsheets.models import ListUpload

# Rows that are written within a second or two; more is work for the worker.
MAX_AT_ONCE = 600


def read_conference(
    files: Iterable[SourceFile], *, source: str = "", at_once: bool = False
) -> SourceConference:
    """Return what the files say. `source` is what the user says they are of; otherwise their content tells.

    Raises Refused, which names the file; with `at_once`, for someone who waits, RequestTooLarge.
    """
    source_files = read_files(files, source=source, at_once=at_once)
    with reader_guard():
        incoming = _reader(source_files)
        require_reasonable(incoming.schedule)
        clean_characters(incoming.schedule)
    incoming.files = source_files.names
    if at_once and incoming.size > MAX_AT_ONCE:
        raise RequestTooLarge
    return incoming


def _reader(source_files: SourceFiles) -> SourceConference:
    if source_files.source == INDICO:
        return read_indico(source_files)
    return read_pretalx(source_files) if source_files.source == PRETALX else read_pretix(source_files)


class TakeoverImport(FileImport):
    """The files of one system, kept as one archive until someone decides."""

    model = ListUpload
    permission = "registrations.move_in"
    task = "registrations.source_systems.tasks.run_takeover"
    verbs = (TAKEN_OVER,)
    gone = gettext_lazy("These files are no longer kept. Choose them again.")
    understanding = gettext_lazy("The files are understood; nothing has been written yet.")
    kind = "takeover"

    def uploads(self) -> Any:
        return super().uploads().filter(kind=self.kind)

    def begin(self, content: bytes, **common: Any) -> ListUpload:
        return ListUpload(kind=self.kind, file=uuid4(), **common)

    def has_columns(self, upload: ListUpload) -> bool:
        return False

    def excerpt(self, upload: ListUpload, content: bytes, *, at_once: bool = False) -> None:
        read_conference(_files_in(content), at_once=at_once)

    def parse(self, upload: ListUpload, *, at_once: bool = False) -> SourceConference:
        return read_conference(_files_in(self.content(upload)), at_once=at_once)

    def preview(self, upload: ListUpload, parsed: SourceConference, progress: Progress) -> dict[str, Any]:
        report = import_conference(upload.conference, parsed, by=upload.user, dry_run=True)
        return {**asdict(report), "changes_something": report.changes_something}

    def import_all(
        self, upload: ListUpload, parsed: SourceConference, progress: Progress, turn: UploadTurn
    ) -> None:
        report_progress(upload, 50, _("Either everything is written, or nothing."))
        import_conference(
            upload.conference,
            parsed,
            by=upload.user,
            skip_bad=upload.choices["skip_bad"],
            first=turn.take,
            along=turn.done,
        )


TAKEOVERS = TakeoverImport()


def _files_in(content: bytes) -> list[SourceFile]:
    return unpacked([SourceFile("files.zip", content)])
