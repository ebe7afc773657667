"""Lists that users upload on pages of imports: tables whose columns are matched (confman.web.uploads.imports)."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.models import Conference
from confman.web.errors import Refused
from confman.web.uploads import imports
from confman.web.uploads.imports import FileImport, UploadTurn, report_progress
from confman.web.uploads.limits import RequestTooLarge
from registrations.spreadsheets.exchange.columns import (
    ColumnTarget,
    ListFields,
    read_excerpt,
    read_list_sheet,
    sheet_of_excerpt,
)
from registrations.spreadsheets.exchange.row_reader import ListPlan, ListResource
from registrations.spreadsheets.models import ListUpload

# Called with the number of rows read.
Progress = Callable[[int], None]

SHOWN_ROWS, SHOWN_PROBLEMS, SHOWN_CHARACTERS = 30, 50, 160


class ListImport(FileImport):
    """The import of lists of one kind.

    `max_at_once` are the rows that are read and written within a second; more is work for the worker.
    """

    model = ListUpload
    gone = gettext_lazy("This list is no longer kept. Please start the import again.")
    understanding = gettext_lazy("The rows are understood; nothing has been written yet.")
    kind: str
    max_at_once: int

    def fields(self, conference: Conference) -> ListFields:
        """Return the fields that the columns of these lists can fill."""
        raise NotImplementedError

    def mapping(self, upload: ListUpload) -> dict[int, ColumnTarget]:
        """Map the number of each column to what it fills, as chosen."""
        fields = self.fields(upload.conference)
        return {int(number): fields.read_target(text) for number, text in upload.choices["columns"].items()}

    def read(self, content: bytes, *, headed: bool, at_once: bool) -> Any:
        """Return the table in a file."""
        return read_list_sheet(content, headed=headed, at_once=at_once)

    def plan(self, upload: ListUpload, table: Any, progress: Progress) -> Any:
        """Return the plan of an import, with what is wrong as `problems`. Write nothing."""
        raise NotImplementedError

    def write(self, upload: ListUpload, plan: Any, turn: UploadTurn) -> None:
        """Import everything or nothing: take the turn and report to it in one transaction."""
        raise NotImplementedError

    def shown(self, plan: Any) -> dict[str, Any]:
        """Return a plan as the upload keeps it: counts, the first rows, and what is wrong. Plain JSON."""
        raise NotImplementedError

    def uploads(self) -> Any:
        return super().uploads().filter(kind=self.kind)

    def begin(self, content: bytes, **common: Any) -> ListUpload:
        return ListUpload(kind=self.kind, file=uuid4(), **common)

    def excerpt(self, upload: ListUpload, content: bytes, *, at_once: bool = False) -> dict[str, Any]:
        return read_excerpt(content, at_once=at_once)

    def parse(self, upload: ListUpload, *, at_once: bool = False) -> Any:
        headed = upload.choices["is_headed"]
        if at_once:
            self.fields(upload.conference).check(self.mapping(upload))
            excerpt: Any = upload.table
            if sheet_of_excerpt(excerpt, headed=headed).count > self.max_at_once:
                raise RequestTooLarge
        return self.read(self.content(upload), headed=headed, at_once=at_once)

    def preview(self, upload: ListUpload, parsed: Any, progress: imports.Progress) -> dict[str, Any]:
        return self.shown(self._planned(upload, parsed, progress))

    def import_all(
        self, upload: ListUpload, parsed: Any, progress: imports.Progress, turn: UploadTurn
    ) -> None:
        plan = self._planned(upload, parsed, progress)
        if plan.problems and not upload.choices["skip_bad"]:
            turn.show(self.shown(plan))
            raise Refused(_("Nothing was imported: some lines are wrong. Correct them, or leave them out."))
        report_progress(upload, 75, _("Either everything is written, or nothing."))
        self.write(upload, plan, turn)

    def _planned(self, upload: ListUpload, table: Any, progress: imports.Progress) -> Any:
        return self.plan(upload, table, lambda row: progress(100 * row // len(table.rows)))


class PlannedListImport(ListImport):
    """The import of lists that a ListResource understands."""

    def shown(self, plan: ListResource) -> dict[str, Any]:
        list_plan: ListPlan[Any] = plan.plan
        rows = [*list_plan.in_state("new"), *list_plan.in_state("changed"), *list_plan.in_state("unchanged")]
        return {
            "counts": [[str(label), value] for label, value in self.counts(list_plan)],
            "rows": [_shown(row) for row in rows[:SHOWN_ROWS]],
            "more_rows": max(len(rows) - SHOWN_ROWS, 0),
            **shown_problems(list_plan.problems),
        }

    def counts(self, plan: Any) -> list[tuple[str, int]]:
        """Return the figures of the preview."""
        return [
            (_("New"), len(plan.in_state("new"))),
            (_("Changed"), len(plan.in_state("changed"))),
            (_("Unchanged"), len(plan.in_state("unchanged"))),
            (_("Lines with faults"), plan.wrong_lines),
        ]


def delete_pending_uploads(conference: Conference) -> None:
    """Delete the uploads after someone was erased; the files go with the other lists.

    See registrations.spreadsheets.exchange.stored_uploads.
    """
    ListUpload.objects.filter(conference=conference).delete()


# --- What a preview shows ---------------------------------------------------------------------------------


def shown_problems(problems: Sequence[Any]) -> dict[str, Any]:
    """Return the first of what is wrong, and how much more there is."""
    return {
        "problems": [
            {"line": problem.line, "column": problem.column, "message": str(problem.message)}
            for problem in problems[:SHOWN_PROBLEMS]
        ],
        "more_problems": max(len(problems) - SHOWN_PROBLEMS, 0),
    }


def _shown(row: Any) -> dict[str, Any]:
    return {
        "line": row.line,
        "name": cut(str(row.name)),
        "detail": cut(row.detail),
        "state": row.state,
        "differences": [[cut(str(text)) for text in difference] for difference in row.differences],
    }


def cut(text: str) -> str:
    """Return as much of a text as a preview has room for."""
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
