"""A file of recommendations: read completely before anything is written; errors name the line."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from agenda.rooms.models import WorkingGroup
from confman.conferences.models import Conference, Theme
from confman.translation.fields import TranslatedField
from confman.web.errors import Refused
from confman.web.spreadsheets.reader import Spreadsheet, read_spreadsheet
from outcomes.follow_up.models.follow_up import Response
from outcomes.imports.exchange.resource import (
    KEYS,
    KEYS_PER_QUERY,
    RecommendationResource,
    as_dataset,
    column_for,
)
from outcomes.imports.exchange.rows import RecommendationRow, recommendation_rows
from outcomes.recommendations.domain.plain_text import (
    MISSING,
    ParagraphText,
    paragraphs_of,
    rewritten,
    split_plain_text,
)
from outcomes.recommendations.domain.versions import MAX_CHARACTERS, MAX_PARAGRAPHS
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import Section
from outcomes.recommendations.models.paragraphs import Paragraph, TextStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import STAGES, Stage
from outcomes.recommendations.models.version import RecommendationVersion

# The maximum length in characters of the field for each column of words.
LENGTHS: Mapping[str, Any] = {
    column: field.text_max_length if isinstance(field, TranslatedField) else field.max_length
    for column, field in (
        ("working_ref", Recommendation._meta.get_field("working_ref")),
        ("original_language", RecommendationVersion._meta.get_field("original_language")),
        ("addressees", Addressee._meta.get_field("name")),
        ("themes", Theme._meta.get_field("name")),
        ("section", Section._meta.get_field("title")),
        ("working_group", WorkingGroup._meta.get_field("code")),
        ("symbol", Recommendation._meta.get_field("symbol")),
        ("letter_number", Response._meta.get_field("letter_number")),
    )
}


@dataclass(frozen=True)
class ImportProblem:
    """An error in a line, and the column of the file."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        position = _("line %(line)d") % {"line": self.line}
        return f"{position}, {self.column}: {self.message}" if self.column else f"{position}: {self.message}"


@dataclass
class ImportPlan:
    """The plan of an import. Nothing is written yet; see outcomes.imports.exchange.bulk_insert.apply_import."""

    conference: Conference
    table: Spreadsheet
    columns: Mapping[str, str]
    ignored: Sequence[str]
    source: str
    new: list[RecommendationRow] = field(default_factory=list)
    changed: list[tuple[RecommendationRow, RecommendationRow]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[ImportProblem] = field(default_factory=list)


def plan_import(
    conference: Conference,
    raw: bytes,
    *,
    name: str = "",
    mapping: Mapping[str, str] | None = None,
    stage: str = Stage.DRAFT,
) -> ImportPlan:
    """Read a table of recommendations.

    `mapping` maps columns of the file to our fields; columns with our own names need none, others are ignored. `stage`
    is for rows without one. Raises Refused if the file is not a table, or for unknown names in the mapping.
    """
    spreadsheet = read_spreadsheet(raw, name=name)
    columns = _matched(spreadsheet, conference, mapping or {}, name)
    return plan_spreadsheet(conference, spreadsheet, columns, source=name, stage=stage)


def plan_spreadsheet(
    conference: Conference,
    spreadsheet: Spreadsheet,
    columns: Mapping[str, str],
    *,
    source: str = "",
    stage: str = Stage.DRAFT,
    progress: Callable[[int], None] = lambda _row: None,
) -> ImportPlan:
    """Plan the import of this table.

    `columns` maps columns of the file to ours; `progress` is called from time to time with the number of rows read.
    """
    plan = ImportPlan(
        conference,
        spreadsheet,
        columns,
        [column for column in spreadsheet.columns if column not in columns],
        source,
    )
    resource = RecommendationResource(conference, progress=progress)
    result = resource.import_data(
        as_dataset(columns, (row.cells for row in spreadsheet.rows)), use_transactions=False
    )
    if result.base_errors:
        raise result.base_errors[0].error
    names = {ours: theirs for theirs, ours in columns.items()}
    for invalid in result.invalid_rows:
        for column, messages in invalid.error.message_dict.items():
            plan.problems += [
                ImportProblem(spreadsheet.rows[invalid.number - 1].line, names.get(column, ""), m)
                for m in messages
            ]
    for number, errors in result.row_errors():
        plan.problems += [
            ImportProblem(spreadsheet.rows[number - 1].line, "", str(entry.error)) for entry in errors
        ]
    plan.unchanged = result.totals["skip"]
    _examine(plan, resource.accepted, stage, names)
    plan.problems.sort(key=lambda problem: (problem.line, problem.column))
    return plan


def locked_rows(plan: ImportPlan) -> dict[str, Recommendation]:
    """Return the recommendations that change by their id, locked. Raises Refused if one is not as the plan was made.

    Called inside the transaction that writes.
    """
    recommendations: dict[str, Recommendation] = {}
    in_order = sorted(plan.changed, key=lambda pair: str(pair[1].id))
    for start in range(0, len(in_order), KEYS_PER_QUERY):
        changed = in_order[start : start + KEYS_PER_QUERY]
        rows = Recommendation.objects.filter(pk__in=[before.id for _row, before in changed])
        recommendations |= {str(row.pk): row for row in rows.locked()}
        now = {row.id: row for row in recommendation_rows(rows, plan.conference)}
        for _row, before in changed:
            if now.get(before.id) != before:
                raise Refused(
                    _("Someone else has acted on %(what)s meanwhile. Look at it again.") % {"what": before}
                )
    return recommendations


def _matched(
    spreadsheet: Spreadsheet, conference: Conference, mapping: Mapping[str, str], name: str
) -> dict[str, str]:
    """Return the meaning of the file's known columns. Raises Refused for unknown names in the mapping."""
    columns: dict[str, str] = {}
    for theirs, field_name in mapping.items():
        if theirs not in spreadsheet.columns:
            raise Refused(
                _("%(file)s has no column “%(column)s”. It has: %(columns)s.")
                % {"file": name or _("The file"), "column": theirs, "columns": ", ".join(spreadsheet.columns)}
            )
        ours = column_for(field_name, conference.languages)
        if not ours:
            raise Refused(_("There is no field “%(field)s” of recommendations.") % {"field": field_name})
        columns[theirs] = ours
    for theirs in spreadsheet.columns:
        ours = column_for(theirs, conference.languages)
        if ours and theirs not in columns and ours not in columns.values():
            columns[theirs] = ours
    if twice := [ours for ours, count in Counter(columns.values()).items() if count > 1]:
        raise Refused(_("Two columns are mapped to “%(field)s”.") % {"field": twice[0]})
    if not any(
        ours.startswith(("text_", "paragraphs")) or ours in ("id", "working_ref") for ours in columns.values()
    ):
        raise Refused(
            _(
                "%(file)s: no column holds the text. Map one, as in --map COLUMN=text. Its columns: %(columns)s."
            )
            % {"file": name or _("The file"), "columns": ", ".join(spreadsheet.columns)}
        )
    return {theirs: columns[theirs] for theirs in spreadsheet.columns if theirs in columns}


def _examine(
    plan: ImportPlan,
    accepted: Sequence[tuple[RecommendationRow, RecommendationRow | None]],
    stage: str,
    names: Mapping[str, str],
) -> None:
    """Check what a widget cannot: columns against each other, and rows against each other."""
    first_lines: dict[tuple[str, Any], int] = {}
    for row, before in accepted:
        row.line = plan.table.rows[row.line - 1].line
        row.stage = row.stage or stage
        faults = list(_faults(plan.conference, row, before))
        for key in KEYS:
            value = getattr(row, key)
            if value and (first := first_lines.setdefault((key, value), row.line)) != row.line:
                faults.append((key, _("it is in line %(line)d already.") % {"line": first}))
        if faults:
            plan.problems += [
                ImportProblem(row.line, names.get(column, column), message) for column, message in faults
            ]
        elif before is None:
            plan.new.append(row)
        else:
            plan.changed.append((row, before))


def _faults(
    conference: Conference, row: RecommendationRow, before: RecommendationRow | None
) -> Iterator[tuple[str, str]]:
    """Yield pairs of our column and its fault; set `row.body` if there is none."""
    main = f"text_{conference.languages[0]}"
    try:
        row.body = _body(conference, row, before)
    except ValueError as error:
        yield main, str(error)
        return
    if not row.body:
        yield main, _("there is no text.")
    elif any(len(text.text) > MAX_CHARACTERS for paragraph in row.body for text in paragraph.texts.values()):
        yield main, _("a paragraph has more than %(limit)d characters.") % {"limit": MAX_CHARACTERS}
    if len(row.body) > MAX_PARAGRAPHS:
        yield main, _("it has more than %(limit)d paragraphs.") % {"limit": MAX_PARAGRAPHS}
    if before is None:
        if row.number and not STAGES[row.stage].is_adopted:
            yield "number", _("only what is adopted has a number.")
        if STAGES[row.stage].is_merged and not row.merged_into:
            yield "stage", _("what it was merged into is not said.")
    else:
        if row.stage != before.stage:
            yield "stage", _("an import does not move a recommendation from one stage to another.")
        if row.number != before.number:
            yield "number", _("a number is permanent.")
        if row.working_ref != before.working_ref:
            yield "working_ref", _("a working reference is permanent.")
        if _content(row.body) != _content(before.paragraphs or []) and not STAGES[before.stage].written_by:
            yield main, _("the text is frozen.")
    yield from _too_long(conference, row)
    for field_name in ("addressees", "themes"):
        for code in conference.languages[1:]:
            translated = getattr(row, f"{field_name}_{code}") or []
            # A file from a conference with another first language may have no text in the first language of this one.
            if 0 < len(getattr(row, field_name) or []) < len(translated):
                yield f"{field_name}_{code}", _("there are more names than in the first language.")


def _too_long(conference: Conference, row: RecommendationRow) -> Iterator[tuple[str, str]]:
    for base, limit in LENGTHS.items():
        for column in (base, *(f"{base}_{code}" for code in conference.languages[1:])):
            value = getattr(row, column)
            texts = (
                value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
            )
            length = max((len(text or "") for text in texts), default=0)
            if length > limit:
                yield (
                    column,
                    _("%(length)d characters are more than the %(limit)d that fit.")
                    % {"length": length, "limit": limit},
                )


def _content(body: Sequence[Paragraph]) -> list[Any]:
    return [(p.level, {code: text.text for code, text in sorted(p.texts.items())}) for p in body]


def _body(
    conference: Conference, row: RecommendationRow, before: RecommendationRow | None
) -> list[Paragraph]:
    """Return the paragraphs of a row. Raises ValueError if its languages do not correspond."""
    texts = {code: text for code in conference.languages if (text := getattr(row, f"text_{code}"))}
    statuses = {code: getattr(row, f"text_status_{code}") or "" for code in texts}
    paragraphs = row.paragraphs or []
    if before is None:
        return list(paragraphs) if paragraphs else paragraphs_of(texts, _settled(statuses, row))
    if paragraphs and paragraphs != before.paragraphs:
        return list(paragraphs)
    return _changed_body(list(before.paragraphs or []), texts, statuses, before)


def _settled(statuses: Mapping[str, str], row: RecommendationRow) -> dict[str, str]:
    """Return the statuses of the texts; adopted texts are official unless the file says otherwise."""
    usual = TextStatus.OFFICIAL if STAGES[row.stage].is_adopted else TextStatus.DRAFT
    return {code: status or str(usual) for code, status in statuses.items()}


def _changed_body(
    body: list[Paragraph], texts: Mapping[str, str], statuses: Mapping[str, str], before: RecommendationRow
) -> list[Paragraph]:
    changed_languages = [code for code, text in texts.items() if text != getattr(before, f"text_{code}")]
    for code in changed_languages:
        parts = split_plain_text(texts[code])
        if len(parts) != len(body):
            raise ValueError(
                _("the text had %(before)d paragraphs and has %(now)d; change their number on its page.")
                % {"before": len(body), "now": len(parts)}
            )
        rows = [
            ParagraphText("" if text == MISSING else text, old.level, old.id)
            for old, (_level, text) in zip(body, parts, strict=True)
        ]
        body = rewritten(body, code, rows)
    # Languages in one file belong together: none of them makes another stale.
    statuses = {code: statuses[code] or TextStatus.DRAFT for code in changed_languages} | {
        code: status
        for code, status in statuses.items()
        if status and code not in changed_languages and status != getattr(before, f"text_status_{code}")
    }
    return [
        Paragraph(
            paragraph.id,
            paragraph.level,
            {
                code: type(value)(
                    value.text, _status(statuses.get(code), value.status, code in changed_languages)
                )
                for code, value in paragraph.texts.items()
            },
        )
        for paragraph in body
    ]


def _status(new_status: str | None, now: str, is_written: bool) -> str:
    if is_written and new_status == TextStatus.STALE:
        return TextStatus.DRAFT
    return new_status or now
