"""A table that a user brings to the page of imports: kept until it is decided, previewed, imported.

What takes longer than a moment is done by the worker, and the page says how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.errors import Refused
from confman.web.tables.reader import Table, TableRow, read_grid
from confman.web.uploads.runs import queue_upload, report_progress, run_queued
from outcomes.imports.exchange.bulk_insert import ImportResult, apply_import
from outcomes.imports.exchange.columns import RecommendationFields
from outcomes.imports.exchange.plan import ImportPlan, Problem, plan_table
from outcomes.imports.exchange.resource import RecommendationResource
from outcomes.imports.exchange.rows import Row
from outcomes.imports.models import TableUpload
from registrations.tables.exchange import table as lists
from registrations.tables.exchange.columns import Target
from registrations.tables.exchange.stored_uploads import KEPT_FOR, forget_list, kept_list, store_upload

Status = TableUpload.Status

PREVIEW, IMPORT = "preview", "import"
# Rows that are understood within a second; more is work for the worker.
MOST_AT_ONCE = 500
SHOWN_ROWS, SHOWN_PROBLEMS, SHOWN_CHARACTERS = 30, 50, 160


def keep_table(conference: Conference, content: bytes, *, name: str, by: User) -> TableUpload:
    """Keep a file whose content is a table. Raises Refused with line and reason for what is none."""
    lists.read_table(content, headed=False)
    expire_tables()
    key = store_upload(conference, content)
    return TableUpload.objects.create(conference=conference, user=by, name=name[-200:], file=key)


def content_of(upload: TableUpload) -> bytes:
    """The file. Raises Refused where its time is over."""
    content = kept_list(upload.conference, upload.file)
    if content is None:
        raise Refused(_("This list is no longer kept. Please start the import again."))
    return content


def forget_table(upload: TableUpload) -> None:
    """The file was given up, or everything is in."""
    forget_list(upload.conference, upload.file)
    upload.delete()


def forget_tables(conference: Conference) -> None:
    """Someone was erased: the files go with the other lists (registrations.tables.exchange.stored_uploads)."""
    TableUpload.objects.filter(conference=conference).delete()


def expire_tables() -> None:
    """Throw away what nobody decided about within a day. May come twice."""
    for upload in TableUpload.objects.older_than(KEPT_FOR).select_related("conference"):
        forget_table(upload)


def decide(upload: TableUpload, choices: Mapping[str, Any], act: str) -> None:
    """Preview, or import, with these choices; at once where that is quick, else by the worker.

    `choices` are plain: `columns` (number of the column -> field), `is_headed`, `stage`, `skip_bad`. Afterwards the
    upload has its preview, its message or its place in the line. Raises Refused where the file cannot be used so.
    """
    upload.choices = dict(choices)
    table = _table(content_of(upload), headed=upload.choices["is_headed"])
    RecommendationFields(upload.conference).check(_mapping(upload))
    if len(table.rows) <= MOST_AT_ONCE:
        _run(upload, table, act)
    else:
        queue_upload(upload, act, task="outcomes.imports.tasks.run_table_upload")


def run_upload(key: str, language: str) -> None:
    """What the worker does: the act that an upload waits for. May come twice; only one run finds it waiting."""
    run_queued(TableUpload, key, language, _work)


def _work(upload: TableUpload) -> None:
    report_progress(upload, 5, _("The file is read."))
    table = _table(content_of(upload), headed=upload.choices["is_headed"])

    def understood(row: int) -> None:
        report_progress(
            upload,
            10 + 60 * row // len(table.rows),
            _("The rows are understood; nothing has been written yet."),
        )

    _run(upload, table, upload.act, progress=understood)


def _table(content: bytes, *, headed: bool) -> Table:
    """The table as a plan reads it, under the names by which its columns are shown."""
    names = lists.read_table(content, headed=headed).columns
    grid = read_grid(content, strict=False)
    rows = grid.rows[1:] if headed or grid.format == "json" else grid.rows
    cells = [TableRow(line, dict(zip(names, _as_wide(values, names), strict=True))) for line, values in rows]
    return Table(names, cells, grid.format, grid.encoding, grid.line_ends)


def _as_wide(values: list[Any], names: tuple[str, ...]) -> list[Any]:
    return [value.strip() if isinstance(value, str) else value for value in values] + [None] * (
        len(names) - len(values)
    )


def _mapping(upload: TableUpload) -> dict[int, Target]:
    return {int(number): Target(field) for number, field in upload.choices["columns"].items()}


def _run(
    upload: TableUpload, table: Table, act: str, progress: Callable[[int], None] = lambda _row: None
) -> None:
    choices = upload.choices
    columns = {table.columns[number]: target.field for number, target in _mapping(upload).items()}
    plan = plan_table(
        upload.conference, table, columns, source=upload.name, stage=choices["stage"], progress=progress
    )

    def done(result: ImportResult) -> None:
        upload.status, upload.progress, upload.preview = Status.DONE, 100, None
        upload.message = said_of(result, skipped=wrong_lines(plan))
        upload.save()

    if act == IMPORT and (not plan.problems or choices["skip_bad"]):
        report_progress(upload, 75, _("Everything is written, all of it or nothing."))
        # What is in says so in the same transaction: whoever asks for it again gets it once.
        apply_import(plan, by=upload.user, along=done)
        forget_list(upload.conference, upload.file)
        return
    upload.preview = shown_plan(plan, choices)
    if act == IMPORT:
        upload.status = Status.FAILED
        upload.message = _("Nothing was imported: some lines are wrong. Correct them, or leave them out.")
    else:
        upload.status, upload.message, upload.progress = Status.READY, "", 100
    upload.save()


def wrong_lines(plan: ImportPlan) -> int:
    return len({problem.line for problem in plan.problems})


def said_of(result: ImportResult, *, skipped: int) -> str:
    """What an import did, in a sentence."""
    parts = [
        ngettext("%d recommendation added", "%d recommendations added", result.created) % result.created,
        _("%d changed") % result.changed,
        _("%d unchanged") % result.unchanged,
    ]
    if skipped:
        parts.append(ngettext("%d line skipped", "%d lines skipped", skipped) % skipped)
    return ", ".join(parts) + "."


# --- What a preview shows ---------------------------------------------------------------------------------


def shown_plan(plan: ImportPlan, choices: Mapping[str, Any]) -> dict[str, Any]:
    """A plan as the upload keeps it: counts, the first rows, and what is wrong. Plain JSON."""
    fields = RecommendationFields(plan.conference)
    resource = RecommendationResource(plan.conference)
    changing = len(plan.new) + len(plan.changed)
    rows = [
        _shown(row, "changed", _differences(row, before, resource, fields)) for row, before in plan.changed
    ]
    rows += [_shown(row, "new", []) for row in plan.new[:SHOWN_ROWS]]
    return {
        "choices": dict(choices),
        "counts": [len(plan.new), len(plan.changed), plan.unchanged, wrong_lines(plan)],
        "rows": rows[:SHOWN_ROWS],
        "more_rows": max(changing - SHOWN_ROWS, 0),
        "problems": [_plain(problem) for problem in plan.problems[:SHOWN_PROBLEMS]],
        "more_problems": max(len(plan.problems) - SHOWN_PROBLEMS, 0),
    }


def _plain(problem: Problem) -> dict[str, Any]:
    return {"line": problem.line, "column": problem.column, "message": str(problem.message)}


def _shown(row: Row, state: str, differences: list[list[str]]) -> dict[str, Any]:
    text = next((text.text for paragraph in row.body for text in paragraph.texts.values()), "")
    return {
        "line": row.line,
        "name": str(row.working_ref or row.number or _("without a reference yet")),
        "detail": _cut(text),
        "state": state,
        "differences": differences,
    }


def _differences(
    row: Row, before: Row, resource: RecommendationResource, fields: RecommendationFields
) -> list[list[str]]:
    """Field by field what was and what is to be."""
    found = []
    for name, field in resource.fields.items():
        was, is_now = getattr(before, name), getattr(row, name)
        if was != is_now and name != "paragraphs":
            texts = (_cut(str(field.widget.render(value))) for value in (was, is_now))
            found.append([str(fields[name].label), *texts])
    return found


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
