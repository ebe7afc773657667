"""Files of other systems that users upload on the page of moving in (confman.web.uploads.imports)."""

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.web.uploads.imports import FileImport, Progress, UploadTurn
from confman.web.uploads.runs import report_progress
from registrations.source_systems.exchange.description import SourceConference
from registrations.source_systems.exchange.files import SourceFile, unpacked
from registrations.source_systems.exchange.readers import read_conference
from registrations.source_systems.exchange.writer import TAKEN_OVER, import_conference
from registrations.spreadsheets.models import ListUpload


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
