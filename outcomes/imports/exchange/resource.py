"""The table of recommendations as a resource of django-import-export: columns, reading, writing, comparing."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import tablib
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields, resources
from import_export.results import RowResult

from confman.conferences.models import Conference
from confman.documents.rendering.spreadsheets import RENDERERS, Sheet
from confman.translation.languages import language_name
from confman.web.errors import Refused
from confman.web.search import fold
from outcomes.follow_up.models.follow_up import Response
from outcomes.imports.exchange import cells
from outcomes.imports.exchange.rows import RecommendationRow, recommendation_rows
from outcomes.recommendations.models.paragraphs import TextStatus
from outcomes.recommendations.models.recommendation import Priority, Recommendation, Visibility
from outcomes.recommendations.models.stages import FollowUpStatus, Method, Stage
from registrations.spreadsheets.exchange.columns import ColumnTarget, ListField, ListFields, ListSheet

# Names that people may use for a column, beside its own name.
ALIASES = {"addressee": "addressees", "proposer": "proposers", "theme": "themes", "group": "working_group"}


# The columns that identify the recommendation of a row, the most reliable first.
KEYS = ("id", "working_ref", "number")
KEYS_PER_QUERY = 3000
ROWS_PER_PROGRESS = 1000


class RecommendationResource(resources.Resource):
    """Rows of one conference. Created per use: its columns depend on the conference's languages.

    Reading writes nothing: `import_data` fills `accepted` with pairs of row and recommendation (None for a new one),
    and `bulk_insert` writes them all at once.
    """

    class Meta:
        import_id_fields: tuple[str, ...] = ()
        use_transactions = False
        using_db = "default"
        report_skipped = True
        # The library's comparison copies and renders every row; ours, in skip_row, looks at known ones only.
        skip_diff = True
        instance_loader_class = staticmethod(lambda resource, dataset: None)

    def __init__(
        self,
        conference: Conference,
        *,
        progress: Callable[[int], None] = lambda _row: None,
        attributed: bool = True,
    ) -> None:
        super().__init__()
        self.conference = conference
        self.attributed = attributed
        self.progress = progress
        self.fields = OrderedDict(
            (name, fields.Field(attribute=name, column_name=name, widget=widget))
            for name, widget in _columns(conference.languages)
        )
        self.accepted: list[tuple[RecommendationRow, RecommendationRow | None]] = []
        self._existing: dict[tuple[str, Any], RecommendationRow] = {}

    # --- Reading -------------------------------------------------------------------------------------

    def init_instance(self, row: Mapping[str, Any] | None = None) -> RecommendationRow:
        return RecommendationRow()

    def get_or_init_instance(
        self, instance_loader: Any, row: Mapping[str, Any]
    ) -> tuple[RecommendationRow, bool]:
        existing_row = self._find(row)
        return (
            (RecommendationRow(**vars(existing_row)), False) if existing_row else (RecommendationRow(), True)
        )

    def skip_row(
        self,
        instance: RecommendationRow,
        original: Any,
        row: Mapping[str, Any],
        import_validation_errors: Any = None,
    ) -> bool:
        existing_row = self._find(row)
        if import_validation_errors or existing_row is None:
            return False
        # A table has no column of paragraphs; its text cells say the same.
        names = [name for name in self.fields if name != "paragraphs" or instance.paragraphs]
        return all(getattr(existing_row, name) == getattr(instance, name) for name in names)

    def _find(self, row: Mapping[str, Any]) -> RecommendationRow | None:
        """Find the recommendation of a row: by its id, its working reference, or its number."""
        return next(
            (existing_row for key in _match_keys(row) if (existing_row := self._existing.get(key))), None
        )

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Read the recommendations that the file names, and no others: a conference may have ten thousands."""
        keys = [key for row in dataset.dict for key in _match_keys(row)]
        for start in range(0, len(keys), KEYS_PER_QUERY):
            condition = Q(pk__in=())
            for lookup in KEYS:
                values = [value for name, value in keys[start : start + KEYS_PER_QUERY] if name == lookup]
                if values:
                    condition |= Q(**{f"{lookup}__in": values})
            rows = Recommendation.objects.of(self.conference).filter(condition)
            for existing_row in recommendation_rows(rows, self.conference):
                for lookup in KEYS:
                    if value := getattr(existing_row, lookup):
                        self._existing[lookup, value] = existing_row

    def after_import_row(self, row: Mapping[str, Any], row_result: RowResult, **kwargs: Any) -> None:
        if kwargs["row_number"] % ROWS_PER_PROGRESS == 0:
            self.progress(kwargs["row_number"])

    def save_instance(
        self, instance: RecommendationRow, is_create: bool, row: Mapping[str, Any], **kwargs: Any
    ) -> None:
        instance.is_new, instance.line = is_create, kwargs["row_number"]
        self.accepted.append((instance, None if is_create else self._find(row)))

    # --- Writing -------------------------------------------------------------------------------------

    def export_resource(
        self, instance: RecommendationRow, selected_fields: Any = None, **kwargs: Any
    ) -> list[Any]:
        """Return the cells of a row; the library would look the fields up again for each."""
        return [field.widget.render(getattr(instance, field.attribute)) for field in self.fields.values()]

    def dataset(self, recommendations: QuerySet[Recommendation]) -> tablib.Dataset:
        """Return the table of these recommendations. Names carry their language, as conferences differ in the first."""
        rows = recommendation_rows(recommendations, self.conference, attributed=self.attributed)
        table = self.export(rows)
        main = self.conference.default_language
        table.headers = [f"{name}_{main}" if name in NAMED else name for name in table.headers]
        return table


def _match_keys(row: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """Yield the keys and values by which a row can be matched to a recommendation on record."""
    for key in KEYS:
        value = row.get(key)
        if cells.is_no_value(value):
            continue
        text = str(value).strip()
        if key == "number":
            number = text.removesuffix(".0")
            if number.isdecimal() and len(number) < 10:
                yield key, int(number)
        elif key != "id" or _is_uuid(text):
            yield key, text


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _columns(languages: Sequence[str]) -> Iterable[tuple[str, Any]]:
    text, names, number, date, yes = (
        cells.TextWidget(), cells.NamesWidget(), cells.NumberWidget(), cells.DateWidget(), cells.YesNoWidget(),
    )  # fmt: skip
    _main, *others = languages
    yield from (
        ("id", cells.IdWidget()),
        ("working_ref", text),
        ("number", number),
        ("stage", cells.ChoiceWidget(Stage)),
    )
    for code in languages:
        yield f"text_{code}", text
    for code in languages:
        yield f"text_status_{code}", cells.ChoiceWidget(TextStatus)
    yield "original_language", text
    for name, widget in zip(NAMED, (names, names, text), strict=True):
        yield name, widget
        yield from ((f"{name}_{code}", widget) for code in others)
    yield from (("working_group", text), ("session", text), ("proposers", names))
    yield from (
        ("sdg_targets", names),
        ("concerned_groups", names),
        ("priority", cells.ChoiceWidget(Priority)),
    )
    yield from (
        ("symbol", text),
        ("method", cells.ChoiceWidget(Method)),
        ("adopted_on", date),
        ("adopted_in", text),
    )
    yield from (("votes_for", number), ("votes_against", number), ("abstentions", number))
    yield from (("orally_amended", yes), ("linguistic_revision", yes), ("merged_into", text))
    yield "response", cells.KeyedWidget(cells.ChoiceWidget(Response.Answer))
    yield from (("letter_number", cells.KeyedWidget(text)), ("letter_date", cells.KeyedWidget(date)))
    yield from (("status", cells.ChoiceWidget(FollowUpStatus)), ("due", date))
    yield from (("visibility", cells.ChoiceWidget(Visibility)), ("source", text))
    yield STRUCTURE, cells.ParagraphsWidget()


def column_for(name: str, languages: Sequence[str]) -> str:
    """Return the column for a name: "Addressee" is addressees, "text" the first language's text.

    Returns '' for a name that means nothing here.
    """
    plain = "_".join(name.strip().lower().replace("-", "_").split())
    exact = {column.lower().replace("-", "_"): column for column, _widget in _columns(languages)}
    base, mark, language = plain.partition("_")
    plain = ALIASES.get(plain, f"{ALIASES[base]}{mark}{language}" if base in ALIASES else plain)
    for code in languages[:1]:
        plain = {"text": f"text_{code}", "text_status": f"text_status_{code}"}.get(plain, plain).lower()
        for many in NAMED:
            if plain == f"{many}_{code}".lower():
                plain = many
    return exact.get(plain.replace("-", "_"), "")


# Names in one column for each language; the column of the conference's first language has no suffix.
NAMED = ("addressees", "themes", "section")
# The column that only JSON can hold: a single text cell has no such value.
STRUCTURE = "paragraphs"

# Columns for the secretariat, which the table shows to nobody else.
INTERNAL = (
    "priority", "merged_into", "response", "letter_number", "letter_date", "status", "due", "visibility", "source",
    "session", "adopted_in",
)  # fmt: skip


def export_recommendations(
    recommendations: QuerySet[Recommendation], conference: Conference, *, format: str, public: bool = False
) -> bytes:
    """Export the table in one of SPREADSHEET_FORMATS; each of them imports again to the same record.

    For the public (`public`), it has no INTERNAL columns, and no proposers under the Chatham House Rule.
    """
    sheet = recommendation_sheet(recommendations, conference, public=public)
    return RENDERERS[format](sheet if format == "json" else without_structure(sheet))


def recommendation_sheet(
    recommendations: QuerySet[Recommendation], conference: Conference, *, public: bool = False
) -> Sheet:
    """Return the table of these recommendations with everything that any format can hold, read once."""
    resource = RecommendationResource(conference, attributed=not public)
    for name in INTERNAL if public else ():
        resource.fields.pop(name, None)
    dataset = resource.dataset(recommendations)
    return Sheet(str(_("Recommendations")), tuple(dataset.headers), tuple(dataset))


def without_structure(sheet: Sheet) -> Sheet:
    """Return a table of `recommendation_sheet` with what cells can hold."""
    index = list(sheet.columns).index(STRUCTURE)
    rows = [(*row[:index], *row[index + 1 :]) for row in sheet.rows]
    return Sheet(sheet.title, (*sheet.columns[:index], *sheet.columns[index + 1 :]), rows)


def as_dataset(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> tablib.Dataset:
    """Return the rows of a file under our column names. `columns` maps the file's names to ours."""
    dataset = tablib.Dataset(headers=list(columns.values()))
    for row in rows:
        dataset.append([row.get(name) for name in columns])
    return dataset


LABELS = {
    "id": gettext_lazy("identifier in confman"), "working_ref": gettext_lazy("working reference"),
    "number": gettext_lazy("number"), "stage": gettext_lazy("stage"), "text": gettext_lazy("text"),
    "text_status": gettext_lazy("status of the text"), "original_language": gettext_lazy("original language"),
    "addressees": gettext_lazy("addressees"), "themes": gettext_lazy("themes"), "section": gettext_lazy("section"),
    "working_group": gettext_lazy("working group"), "session": gettext_lazy("session it comes from"),
    "proposers": gettext_lazy("proposed by"), "sdg_targets": gettext_lazy("SDG targets"),
    "concerned_groups": gettext_lazy("groups concerned"), "priority": gettext_lazy("priority"),
    "symbol": gettext_lazy("symbol as tabled"), "method": gettext_lazy("how it was adopted"),
    "adopted_on": gettext_lazy("adopted on"), "adopted_in": gettext_lazy("session of the adoption"),
    "votes_for": gettext_lazy("votes for"), "votes_against": gettext_lazy("votes against"),
    "abstentions": gettext_lazy("abstentions"), "orally_amended": gettext_lazy("orally amended"),
    "linguistic_revision": gettext_lazy("subject to linguistic revision"),
    "merged_into": gettext_lazy("merged into"), "response": gettext_lazy("response"),
    "letter_number": gettext_lazy("letter number"), "letter_date": gettext_lazy("date of the letter"),
    "status": gettext_lazy("follow-up"), "due": gettext_lazy("to be implemented by"),
    "visibility": gettext_lazy("who may read the draft"), "source": gettext_lazy("source"),
    "paragraphs": gettext_lazy("paragraphs"),
}  # fmt: skip
# Names used in other lists. On screen they are only proposed; the command accepts no mapping but that of --map.
SYNONYMS = {
    "text": ("recommendation", "wording", "рекомендация", "текст", "tavsiya", "matn", "recommandation"),
    "addressees": (
        "to",
        "recipient",
        "state under review",
        "addressed to",
        "адресат",
        "кому",
        "destinataire",
    ),
    "proposers": ("from", "proposer", "author", "recommending state", "от кого", "предложил", "auteur"),
    "themes": ("issue", "issues", "topic", "topics", "тема", "темы", "mavzu", "thème"),
    "response": ("answer", "position", "ответ", "javob", "réponse"),
    "working_group": ("group", "рабочая группа", "ishchi guruh"),
    "due": ("deadline", "срок", "muddat"),
}


class RecommendationFields(ListFields):
    """The columns of one conference: texts and names have one for each of its languages."""

    def __init__(self, conference: Conference) -> None:
        self.languages = conference.languages
        keys = list(RecommendationResource(conference).fields)
        super().__init__(
            (ListField(key, self._label(key), synonyms=self._synonyms(key)) for key in keys),
            naming=frozenset(key for key in keys if key.startswith("text_") or key in (*KEYS, "paragraphs")),
        )

    def _base(self, key: str) -> tuple[str, str]:
        """Return the field and the language of a column: text_ru is text in ru, addressees those in the first."""
        if key in LABELS:
            return key, ""
        name = next(name for name in sorted(LABELS, key=len, reverse=True) if key.startswith(f"{name}_"))
        return name, key.removeprefix(f"{name}_")

    def _label(self, key: str) -> str | Promise:
        name, language = self._base(key)
        return f"{LABELS[name]} ({language_name(language)})" if language else LABELS[name]

    def _synonyms(self, key: str) -> tuple[str, ...]:
        name, language = self._base(key)
        return SYNONYMS.get(name, ()) if not language or language == self.languages[0] else ()

    def guess(self, table: ListSheet, languages: Iterable[str]) -> dict[int, ColumnTarget]:
        """Guess the columns by the names that an export or the command uses; then by those used in other lists."""
        targets: dict[int, ColumnTarget] = {}
        for column_of in (lambda name: column_for(name, self.languages), self._column_by_synonym):
            for number, name in enumerate(table.columns):
                target = ColumnTarget(key) if (key := column_of(name)) else None
                if target and number not in targets and target not in targets.values():
                    targets[number] = target
        return targets or self.guess_from_values(table)

    def _column_by_synonym(self, name: str) -> str:
        folded = fold(name)
        return next(
            (
                field.key
                for field in self.fields.values()
                if folded in {fold(word) for word in field.synonyms}
            ),
            "",
        )

    def guess_from_values(self, table: ListSheet) -> dict[int, ColumnTarget]:
        """Guess that the column with the longest words is the text, in a table without a head."""
        lengths = {number: sum(map(len, table.column(number, 20))) for number in range(len(table.columns))}
        return {max(lengths, key=lengths.__getitem__): ColumnTarget(f"text_{self.languages[0]}")}

    def has_head(self, table: ListSheet) -> bool:
        return any(
            column_for(name, self.languages) or self._column_by_synonym(name) for name in table.columns
        )

    def check(self, mapping: Mapping[int, ColumnTarget]) -> None:
        """Raise Refused if two columns fill one field, or none identifies the recommendation."""
        if not self.naming & {target.field for target in mapping.values()}:
            raise Refused(_("No column is matched to the text. Say which one holds it."))
        super().check(mapping)
