"""A recommendation as a row of a table: what an export writes and an import reads, and gives its numbers."""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from django.db import models
from django.db.models import F

from agenda.core.domain.groups import grouped
from confman.conferences.models import Conference, Theme
from confman.translation.text import TranslatedText
from outcomes.follow_up.models.follow_up import Response
from outcomes.imports.exchange.cells import names_in
from outcomes.plenary.models import Adoption
from outcomes.recommendations.domain.outcome_documents import (
    PLENARY,
    NumbersTaken,
    claim_numbers,
    claim_references,
    highest_references,
    record_number,
    record_reference,
    reference,
)
from outcomes.recommendations.domain.plain_text import as_plain_text
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import OutcomeDocument, ReferenceCounter, Section
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import STAGES
from registrations.core.models.delegation import Delegation


class RecommendationRow(SimpleNamespace):
    """One recommendation. Attributes are those of `RecommendationResource`'s fields; a missing one is None.

    Texts are `text_<language>`; names of addressees, themes and sections have one list per language, of which the
    first is the conference's default.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return None

    def __str__(self) -> str:
        return str(self.working_ref or self.number or "")


def in_languages(
    row: RecommendationRow, name: str, languages: Sequence[str], none: object = ()
) -> dict[str, Any]:
    """Return a row's values of an attribute by language; the name for the first language has no suffix."""
    main, *others = languages
    return {
        main: getattr(row, name) or none,
        **{code: getattr(row, f"{name}_{code}") or none for code in others},
    }


class _Named:
    """The names of addressees and themes, read once: an instance for each pair would be most of an export's cost."""

    def __init__(self, named_rows: models.QuerySet[Any], pairs: Iterable[tuple[Any, Any]]) -> None:
        # The pairs first: what someone adds meanwhile has its name by then. What is deleted meanwhile is left out.
        pairs = list(pairs)
        self.names: dict[Any, TranslatedText] = dict(named_rows.values_list("pk", "name"))
        places = {key: position for position, key in enumerate(self.names)}
        self.keys = grouped((owner, key) for owner, key in pairs if key in places)
        for keys in self.keys.values():
            keys.sort(key=places.__getitem__)

    def of(self, owner: object) -> list[TranslatedText]:
        """Return the names in the order that such things have."""
        return [self.names[key] for key in self.keys.get(owner, ())]


class _Linked:
    """Everything around some recommendations, in a constant number of queries."""

    def __init__(self, recommendations: models.QuerySet[Recommendation], conference: Conference) -> None:
        recommendation_ids = recommendations.order_by().values("pk")
        self.addressees = _Named(
            Addressee.objects.of(conference),
            _pairs(Recommendation.addressees.through, "addressee", recommendation_ids),
        )
        self.themes = _Named(
            Theme.objects.filter(conference=conference),
            _pairs(Recommendation.themes.through, "theme", recommendation_ids),
        )
        self.proposers = _Named(
            Delegation.objects.of(conference),
            _pairs(Recommendation.proposers.through, "delegation", recommendation_ids),
        )
        sections = Section.objects.filter(document__conference=conference)
        self.sections: dict[Any, TranslatedText] = dict(sections.values_list("pk", "title"))
        responses = Response.objects.filter(recommendation__in=recommendation_ids).only(*_OF_RESPONSES)
        # An addressee that was added since their names were read answers in the next reading.
        self.responses = grouped(
            (response.recommendation_id, response)
            for response in responses
            if response.addressee_id in self.addressees.names
        )
        # The last adoption counts.
        decisions = (
            Adoption.objects.in_force()
            .filter(recommendation__in=recommendation_ids)
            .annotate(guid=F("session__guid"))
        )
        self.adoptions = {adoption.recommendation_id: adoption for adoption in decisions}


_OF_RESPONSES = ("recommendation_id", "addressee_id", "answer", "letter_number", "letter_date")


def _pairs(
    through: type[models.Model], column: str, recommendation_ids: models.QuerySet[Recommendation, Any]
) -> models.QuerySet[Any, Any]:
    return through._default_manager.filter(recommendation__in=recommendation_ids).values_list(
        "recommendation_id", f"{column}_id"
    )


def recommendation_rows(
    recommendations: models.QuerySet[Recommendation], conference: Conference, *, attributed: bool = True
) -> list[RecommendationRow]:
    """Return the rows of these recommendations (a queryset), in a constant number of queries.

    Unless `attributed`, proposers in a session under the Chatham House Rule are left out.
    """
    linked = _Linked(recommendations, conference)
    stored = (
        recommendations.select_related("current_version")
        .annotate(
            group_code=F("working_group__code"),
            session_guid=F("session__guid"),
            merged_ref=F("merged_into__working_ref"),
            chatham_house=F("session__chatham_house"),
        )
        .defer("search_text", "current_version__reason")
    )
    rows = []
    for recommendation in stored:
        row = _row(recommendation, linked, conference)
        if recommendation.chatham_house and not attributed:
            row.proposers = None
        rows.append(row)
    return rows


def _row(recommendation: Any, linked: _Linked, conference: Conference) -> RecommendationRow:
    key, version = recommendation.pk, recommendation.current_version
    body = version.body if version else []
    main, *others = conference.languages
    addressees, themes = linked.addressees.of(key), linked.themes.of(key)
    section = linked.sections.get(recommendation.section_id)
    row = RecommendationRow(
        id=str(key),
        working_ref=recommendation.working_ref,
        number=recommendation.number_in_force,
        stage=recommendation.stage,
        symbol=recommendation.symbol or None,
        working_group=recommendation.group_code,
        session=recommendation.session_guid,
        addressees=_names(addressees, main),
        themes=_names(themes, main),
        section=section.in_language(main) if section else None,
        proposers=[name.in_language(main) for name in linked.proposers.of(key)]
        + _words(recommendation.proposed_by),
        sdg_targets=list(recommendation.sdg_targets) or None,
        concerned_groups=list(recommendation.concerned_groups) or None,
        priority=recommendation.priority or None,
        status=recommendation.follow_up,
        due=recommendation.due_on,
        merged_into=recommendation.merged_ref,
        original_language=version.original_language if version else None,
        visibility=recommendation.visibility,
        source=recommendation.source or None,
        paragraphs=body or None,
        **_responses(recommendation, linked, main),
        **_adoption(linked.adoptions.get(key)),
    )
    row.proposers = row.proposers or None
    languages = version.languages if version else ()
    for code in conference.languages:
        setattr(row, f"text_{code}", as_plain_text(body, code) or None)
        setattr(row, f"text_status_{code}", version.status_of(code) if code in languages else None)
    for code in others:
        setattr(row, f"addressees_{code}", _names(addressees, code, exact=True))
        setattr(row, f"themes_{code}", _names(themes, code, exact=True))
        setattr(row, f"section_{code}", section.get(code) if section else None)
    return row


def _names(texts: Iterable[TranslatedText], language: str, *, exact: bool = False) -> list[str] | None:
    names = [text.get(language, "") if exact else text.in_language(language) for text in texts]
    while names and not names[-1]:
        names.pop()
    return names or None


def _words(text: str) -> list[str]:
    return [name.strip() for name in names_in(text) if name.strip()]


def _responses(recommendation: Recommendation, linked: _Linked, language: str) -> dict[str, Any]:
    """Return the columns of responses: one value if all addressees gave it, else one for each by name."""
    responses = linked.responses.get(recommendation.pk, [])
    keys = linked.addressees.keys.get(recommendation.pk, [])
    # Silence is stated: an empty cell could mean anything.
    silent = dict.fromkeys(keys, Response.Answer.NO_REPLY.value) if recommendation.is_followed_up else {}
    columns: dict[str, dict[Any, Any]] = {
        "response": {**silent, **{r.addressee_id: r.answer for r in responses}},
        "letter_number": {r.addressee_id: r.letter_number for r in responses if r.letter_number},
        "letter_date": {r.addressee_id: r.letter_date for r in responses if r.letter_date},
    }
    cells: dict[str, Any] = {}
    for column, values in columns.items():
        alike = len(set(values.values())) == 1 and set(values) == set(keys)
        if alike:
            cells[column] = {"": next(iter(values.values()))}
        else:
            names = linked.addressees.names
            cells[column] = {names[key].in_language(language): value for key, value in values.items()} or None
    return cells


def _adoption(adoption: Any) -> dict[str, Any]:
    if adoption is None:
        return {}
    return {
        "method": adoption.method or None,
        "adopted_on": adoption.decided_on,
        "adopted_in": adoption.guid,
        "votes_for": adoption.votes_for,
        "votes_against": adoption.votes_against,
        "abstentions": adoption.abstentions,
        "orally_amended": adoption.orally_amended or None,
        "linguistic_revision": adoption.linguistic_revision or None,
    }


class RowNumbers:
    """`predict` gives the rows the next numbers; `take`, inside the transaction, takes exactly these."""

    def __init__(
        self, conference: Conference, document: OutcomeDocument, rows: Sequence[RecommendationRow]
    ) -> None:
        self.conference, self.document = conference, document
        self.brought_references = [row.working_ref for row in rows if row.working_ref]
        self.brought_numbers = [row.number for row in rows if row.number]
        self.without_reference = grouped(
            (row.working_group or PLENARY, row) for row in rows if not row.working_ref
        )
        self.without_number = [row for row in rows if STAGES[row.stage].is_adopted and not row.number]

    @property
    def are_of_document(self) -> bool:
        """Return whether the rows bring or take numbers of the document."""
        return bool(self.brought_numbers or self.without_number)

    def predict(self) -> None:
        """Give every row the reference and the number that it will have if nobody takes them meanwhile."""
        highest = highest_references(self.brought_references)
        counters = ReferenceCounter.objects.filter(conference=self.conference)
        last_numbers = dict(counters.values_list("prefix", "last"))
        for prefix, rows in self.without_reference.items():
            last = max(last_numbers.get(prefix, 0), highest.get(prefix, 0))
            for number, row in enumerate(rows, start=last + 1):
                row.working_ref = reference(prefix, number)
        last_number = OutcomeDocument.objects.values_list("last_number", flat=True).get(pk=self.document.pk)
        for number, row in enumerate(
            self.without_number, start=max([last_number, *self.brought_numbers]) + 1
        ):
            row.number = number

    def take(self) -> None:
        """Take the expected numbers. Raises NumbersTaken if they are not the next any more."""
        if self.brought_numbers:
            record_number(self.document, max(self.brought_numbers))
        if self.without_number:
            numbers = claim_numbers(self.document, len(self.without_number))
            if list(numbers) != [row.number for row in self.without_number]:
                raise NumbersTaken
        highest = highest_references(self.brought_references)
        for prefix in sorted({*highest, *self.without_reference}):
            if prefix in highest:
                record_reference(self.conference, prefix, highest[prefix])
            expected = [row.working_ref for row in self.without_reference.get(prefix, ())]
            if expected and claim_references(self.conference, prefix, len(expected)) != expected:
                raise NumbersTaken
