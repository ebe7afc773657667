"""The columns that a table of recommendations can have, for matching them on screen."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.models import Conference
from confman.translation.languages import language_name
from confman.web.errors import Refused
from confman.web.search import fold
from outcomes.imports.exchange.resource import RecommendationResource, column_for
from registrations.tables.exchange.columns import ListField, ListFields, Target
from registrations.tables.exchange.table import ListTable

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
_NEEDED = ("id", "working_ref", "number")


class RecommendationFields(ListFields):
    """The columns of one conference: texts and names have one for each of its languages."""

    def __init__(self, conference: Conference) -> None:
        self.languages = conference.languages
        keys = list(RecommendationResource(conference).fields)
        super().__init__(
            (ListField(key, self._label(key), synonyms=self._synonyms(key)) for key in keys),
            naming=frozenset(
                key for key in keys if key.startswith("text_") or key in (*_NEEDED, "paragraphs")
            ),
        )

    def _base(self, key: str) -> tuple[str, str]:
        """Return the field and the language of a column: text_ru is text in ru, addressees those in the first."""
        if key in LABELS:
            return key, ""
        name = next(name for name in sorted(LABELS, key=len, reverse=True) if key.startswith(f"{name}_"))
        return name, key.removeprefix(f"{name}_")

    def _label(self, key: str) -> Any:
        name, language = self._base(key)
        return f"{LABELS[name]} ({language_name(language)})" if language else LABELS[name]

    def _synonyms(self, key: str) -> tuple[str, ...]:
        name, language = self._base(key)
        return SYNONYMS.get(name, ()) if not language or language == self.languages[0] else ()

    def guess(self, table: ListTable, languages: Iterable[str]) -> dict[int, Target]:
        """Guess the columns by the names that an export or the command uses; then by those used in other lists."""
        found: dict[int, Target] = {}
        for named in (lambda name: column_for(name, self.languages), self._meant):
            for number, name in enumerate(table.columns):
                target = Target(key) if (key := named(name)) else None
                if target and number not in found and target not in found.values():
                    found[number] = target
        return found or self.guess_from_values(table)

    def _meant(self, name: str) -> str:
        folded = fold(name)
        return next(
            (
                field.key
                for field in self.fields.values()
                if folded in {fold(word) for word in field.synonyms}
            ),
            "",
        )

    def guess_from_values(self, table: ListTable) -> dict[int, Target]:
        """Guess that the column with the longest words is the text, in a table without a head."""
        lengths = {number: sum(map(len, table.column(number, 20))) for number in range(len(table.columns))}
        return {max(lengths, key=lengths.__getitem__): Target(f"text_{self.languages[0]}")}

    def has_head(self, table: ListTable) -> bool:
        return any(column_for(name, self.languages) or self._meant(name) for name in table.columns)

    def check(self, mapping: Mapping[int, Target]) -> None:
        """Raise Refused if two columns fill one field, or none identifies the recommendation."""
        if not self.naming & {target.field for target in mapping.values()}:
            raise Refused(_("No column is matched to the text. Say which one holds it."))
        super().check(mapping)
