"""Tables of recommendations uploaded on the page of imports."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from confman.web.spreadsheets.reader import Spreadsheet, SpreadsheetRow, read_grid
from confman.web.uploads.imports import UploadTurn, import_summary
from outcomes.imports.exchange.bulk_insert import ImportResult, apply_import
from outcomes.imports.exchange.plan import ImportPlan, plan_spreadsheet
from outcomes.imports.exchange.resource import RecommendationFields, RecommendationResource
from outcomes.imports.exchange.rows import RecommendationRow
from registrations.spreadsheets.exchange import columns as lists
from registrations.spreadsheets.exchange.uploads import SHOWN_ROWS, ListImport, Progress, cut, shown_problems
from registrations.spreadsheets.models import ListUpload


class RecommendationListImport(ListImport):
    """Recommendations with all their data, one per row."""

    kind = "recommendations"
    permission = "outcomes.import_recommendations"
    task = "outcomes.imports.tasks.run_spreadsheet_upload"
    verbs = ("outcomes.recommendation_imported", "outcomes.recommendation_reimported")
    max_at_once = 250

    def fields(self, conference: Conference) -> RecommendationFields:
        return RecommendationFields(conference)

    def read(self, content: bytes, *, headed: bool, at_once: bool) -> Spreadsheet:
        """Return the table as a plan reads it, under the column names shown."""
        table = lists.read_list_sheet(content, headed=headed, at_once=at_once)
        names, lines = table.columns, {row.line for row in table.rows}
        grid = read_grid(content, strict=False)
        cells = [
            SpreadsheetRow(line, dict(zip(names, _as_wide(values, names), strict=True)))
            for line, values in grid.rows
            if line in lines
        ]
        return Spreadsheet(names, cells, grid.format, grid.encoding, grid.line_ends)

    def plan(self, upload: ListUpload, spreadsheet: Spreadsheet, progress: Progress) -> ImportPlan:
        columns = {
            spreadsheet.columns[number]: target.field for number, target in self.mapping(upload).items()
        }
        stage = upload.choices["stage"]
        return plan_spreadsheet(
            upload.conference, spreadsheet, columns, source=upload.name, stage=stage, progress=progress
        )

    def write(self, upload: ListUpload, plan: ImportPlan, turn: UploadTurn) -> None:
        skipped = wrong_lines(plan)
        apply_import(
            plan,
            by=upload.user,
            before_writing=turn.take,
            after_writing=lambda result: turn.done(summary_of(result, skipped=skipped)),
        )

    def shown(self, plan: ImportPlan) -> dict[str, Any]:
        fields = RecommendationFields(plan.conference)
        resource = RecommendationResource(plan.conference)
        changing = len(plan.new) + len(plan.changed)
        rows = [
            _shown(row, "changed", _differences(row, before, resource, fields))
            for row, before in plan.changed[:SHOWN_ROWS]
        ]
        rows += [_shown(row, "new", []) for row in plan.new[:SHOWN_ROWS]]
        return {
            "counts": [
                [_("New"), len(plan.new)],
                [_("Changed"), len(plan.changed)],
                [_("Unchanged"), plan.unchanged],
                [_("Lines with faults"), wrong_lines(plan)],
            ],
            "rows": rows[:SHOWN_ROWS],
            "more_rows": max(changing - SHOWN_ROWS, 0),
            **shown_problems(plan.problems),
        }


RECOMMENDATIONS = RecommendationListImport()


def _as_wide(values: list[Any], names: tuple[str, ...]) -> list[Any]:
    cells = [value.strip() if isinstance(value, str) else value for value in values]
    return (cells + [None] * len(names))[: len(names)]


def wrong_lines(plan: ImportPlan) -> int:
    return len({problem.line for problem in plan.problems})


def summary_of(result: ImportResult, *, skipped: int) -> str:
    """Summarize in a sentence what an import did."""
    return import_summary(
        (result.created, ngettext("%d recommendation added", "%d recommendations added", result.created)),
        (result.changed, ngettext("%d recommendation changed", "%d recommendations changed", result.changed)),
        unchanged=result.unchanged,
        skipped=skipped,
    )


def _shown(row: RecommendationRow, state: str, differences: list[list[str]]) -> dict[str, Any]:
    text = next((text.text for paragraph in row.body for text in paragraph.texts.values()), "")
    return {
        "line": row.line,
        "name": str(row.working_ref or row.number or _("without a reference yet")),
        "detail": cut(text),
        "state": state,
        "differences": differences,
    }


def _differences(
    row: RecommendationRow,
    before: RecommendationRow,
    resource: RecommendationResource,
    fields: RecommendationFields,
) -> list[list[str]]:
    """List the differences field by field: the present value and the new one."""
    differences = []
    for name, field in resource.fields.items():
        was, is_now = getattr(before, name), getattr(row, name)
        if was != is_now and name != "paragraphs":
            texts = (cut(str(field.widget.render(value))) for value in (was, is_now))
            differences.append([str(fields[name].label), *texts])
    return differences
