"""A list that a user brings to a page of imports: kept until it is decided, its columns matched, previewed, imported.

What takes longer than a moment is done by the worker, and the page says how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.errors import Refused
from confman.web.uploads.runs import IMPORT, READ, queue_upload, report_progress, run_queued, save_result
from confman.web.uploads.weight import TooMuchAtOnce
from registrations.tables.exchange.columns import ListFields, Target
from registrations.tables.exchange.row_reader import ListPlan, ListResource
from registrations.tables.exchange.stored_uploads import KEPT_FOR, forget_list, kept_list, store_upload
from registrations.tables.exchange.table import Table, excerpted, read_excerpt, read_table
from registrations.tables.models import ListUpload

Status = ListUpload.Status
Progress = Callable[[int], None]

SHOWN_ROWS, SHOWN_PROBLEMS, SHOWN_CHARACTERS = 30, 50, 160


class ListImport:
    """What becomes of lists of one kind, and who may bring them. `most_at_once` are the rows that are understood and
    written within a second; more is work for the worker, who calls `task`.
    """

    kind: str
    permission: str
    task: str
    most_at_once: int

    def fields(self, conference: Conference) -> ListFields:
        """What their columns can fill."""
        raise NotImplementedError

    def mapping(self, upload: ListUpload) -> dict[int, Target]:
        """Number of the column -> what it fills, as it was chosen."""
        fields = self.fields(upload.conference)
        return {int(number): fields.read_target(text) for number, text in upload.choices["columns"].items()}

    def read(self, content: bytes, *, headed: bool, at_once: bool) -> Any:
        """The table in a file."""
        return read_table(content, headed=headed, at_once=at_once)

    def plan(self, upload: ListUpload, table: Any, progress: Progress) -> Any:
        """What an import would do, with what is wrong as `problems`. Nothing is written."""
        raise NotImplementedError

    def write(self, upload: ListUpload, plan: Any, along: Callable[[Any], None]) -> None:
        """Make it happen, all or nothing; `along` is told in the same transaction what was done."""
        raise NotImplementedError

    def shown(self, plan: Any) -> dict[str, Any]:
        """A plan as the upload keeps it: counts, the first rows, and what is wrong. Plain JSON."""
        raise NotImplementedError


class PlannedListImport(ListImport):
    """Of lists that a ListResource understands."""

    def shown(self, plan: ListResource) -> dict[str, Any]:
        planned: ListPlan[Any] = plan.plan
        rows = [*planned.in_state("new"), *planned.in_state("changed"), *planned.in_state("unchanged")]
        return {
            "counts": [[str(label), value] for label, value in self.counts(planned)],
            "rows": [_shown(row) for row in rows[:SHOWN_ROWS]],
            "more_rows": max(len(rows) - SHOWN_ROWS, 0),
            **shown_problems(planned.problems),
        }

    def counts(self, plan: Any) -> list[tuple[Any, int]]:
        """Figures of the preview."""
        return [
            (_("New"), len(plan.in_state("new"))),
            (_("Changed"), len(plan.in_state("changed"))),
            (_("Unchanged"), len(plan.in_state("unchanged"))),
            (_("Lines with faults"), plan.wrong_lines),
        ]


def keep_upload(conference: Conference, content: bytes, *, of: ListImport, name: str, by: User) -> ListUpload:
    """Keep a file whose content is a table. Raises Refused with line and reason for what is none; of a large one the
    worker finds out.
    """
    upload = ListUpload(conference=conference, user=by, kind=of.kind, name=name[-200:])
    try:
        upload.table = read_excerpt(content, at_once=True)
    except TooMuchAtOnce:
        pass
    expire_uploads()
    upload.file = store_upload(conference, content)
    if upload.table is None:
        queue_upload(upload, READ, task=of.task)
    else:
        upload.save(force_insert=True)
    return upload


def forget_upload(upload: ListUpload) -> None:
    """The file was given up, or everything is in."""
    forget_list(upload.conference, upload.file)
    upload.delete()


def forget_uploads(conference: Conference) -> None:
    """Someone was erased: the files go with the other lists (registrations.tables.exchange.stored_uploads)."""
    ListUpload.objects.filter(conference=conference).delete()


def expire_uploads() -> None:
    """Throw away what nobody decided about within a day. May come twice."""
    for upload in ListUpload.objects.older_than(KEPT_FOR).select_related("conference"):
        forget_upload(upload)


def decide(upload: ListUpload, choices: Mapping[str, Any], act: str, *, of: ListImport) -> None:
    """Preview, or import, with these choices; at once where that is quick, else by the worker.

    `choices` are plain: `columns` (number of the column -> field), `is_headed`, `skip_bad`, and what else this kind of
    list asks for. Afterwards the upload has its preview, its message or its place in the line. Raises Refused where the
    file cannot be used so.
    """
    upload.choices = dict(choices)
    of.fields(upload.conference).check(of.mapping(upload))
    assert upload.table is not None, "The worker has not read it yet."
    if excerpted(upload.table, headed=upload.choices["is_headed"]).count <= of.most_at_once:
        try:
            table = _read(upload, of, at_once=True)
        except TooMuchAtOnce:
            pass
        else:
            _run(upload, of, table, act)
            return
    queue_upload(upload, act, task=of.task)


def run_upload(key: str, language: str, *, of: ListImport) -> None:
    """What the worker does: the act that an upload waits for. May come twice; only one run finds it waiting."""
    run_queued(ListUpload, key, language, lambda upload: _work(upload, of), permission=of.permission)


def _work(upload: ListUpload, of: ListImport) -> None:
    report_progress(upload, 5, _("The file is read."))
    if upload.act == READ:
        upload.table = read_excerpt(_content(upload))
        upload.status, upload.progress = Status.READY, 100
        save_result(upload)
        return
    table: Table = _read(upload, of, at_once=False)

    def understood(row: int) -> None:
        report_progress(
            upload,
            10 + 60 * row // len(table.rows),
            _("The rows are understood; nothing has been written yet."),
        )

    _run(upload, of, table, upload.act, progress=understood)


def _content(upload: ListUpload) -> bytes:
    """The file. Raises Refused where its time is over."""
    content = kept_list(upload.conference, upload.file)
    if content is None:
        raise Refused(_("This list is no longer kept. Please start the import again."))
    return content


def _read(upload: ListUpload, of: ListImport, *, at_once: bool) -> Any:
    return of.read(_content(upload), headed=upload.choices["is_headed"], at_once=at_once)


def _run(
    upload: ListUpload, of: ListImport, table: Any, act: str, progress: Progress = lambda _row: None
) -> None:
    plan = of.plan(upload, table, progress)

    def done(report: Any) -> None:
        upload.status, upload.progress, upload.preview = Status.DONE, 100, None
        upload.message = str(report)
        save_result(upload)

    if act == IMPORT and (not plan.problems or upload.choices["skip_bad"]):
        report_progress(upload, 75, _("Everything is written, all of it or nothing."))
        # What is in says so in the same transaction: whoever asks for it again gets it once.
        of.write(upload, plan, done)
        forget_list(upload.conference, upload.file)
        return
    upload.preview = {"choices": upload.choices, **of.shown(plan)}
    if act == IMPORT:
        upload.status = Status.FAILED
        upload.message = _("Nothing was imported: some lines are wrong. Correct them, or leave them out.")
    else:
        upload.status, upload.message, upload.progress = Status.READY, "", 100
    save_result(upload)


# --- What a preview shows ---------------------------------------------------------------------------------


def shown_problems(problems: Any) -> dict[str, Any]:
    """The first of what is wrong, and how much more there is."""
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
    """As much of a text as a preview has room for."""
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
