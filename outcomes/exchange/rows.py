"""A recommendation as a row of a table: what an export writes and an import reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from django.db.models import Prefetch

from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from outcomes.domain.plain_text import as_plain_text
from outcomes.models import Adoption, Recommendation, Response


class Row(SimpleNamespace):
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


def recommendation_rows(recommendations: Any, conference: Conference) -> list[Row]:
    """The rows of these recommendations (a queryset), in a constant number of queries."""
    found = (
        recommendations.select_related(
            "current_version", "working_group", "section", "session", "merged_into", "document"
        )
        .prefetch_related(
            "addressees",
            "themes",
            "proposers",
            Prefetch("responses", queryset=Response.objects.select_related("addressee")),
            Prefetch("adoptions", queryset=Adoption.objects.in_force().select_related("session")),
        )
        .defer("search_text")
    )
    return [_row(recommendation, conference) for recommendation in found]


def _row(recommendation: Recommendation, conference: Conference) -> Row:
    version = recommendation.current_version
    body = version.body if version else []
    main, *others = conference.languages
    addressees = list(recommendation.addressees.all())
    themes = list(recommendation.themes.all())
    adoption = next(reversed(recommendation.adoptions.all()), None)
    row = Row(
        id=str(recommendation.pk),
        working_ref=recommendation.working_ref,
        number=recommendation.standing_number,
        stage=recommendation.stage,
        symbol=recommendation.symbol or None,
        working_group=recommendation.working_group.code if recommendation.working_group else None,
        session=recommendation.session.guid if recommendation.session else None,
        addressees=_names((a.name for a in addressees), main),
        themes=_names((t.name for t in themes), main),
        section=_name(recommendation.section.title, main) if recommendation.section else None,
        proposers=[_name(d.name, main) for d in recommendation.proposers.all()]
        + _words(recommendation.proposed_by),
        sdg_targets=list(recommendation.sdg_targets) or None,
        concerned_groups=list(recommendation.concerned_groups) or None,
        priority=recommendation.priority or None,
        status=recommendation.follow_up,
        due=recommendation.due_on,
        merged_into=recommendation.merged_into.working_ref if recommendation.merged_into else None,
        original_language=version.original_language if version else None,
        visibility=recommendation.visibility,
        source=recommendation.source or None,
        paragraphs=body or None,
        **_responses(recommendation, addressees, main),
        **_adoption(adoption),
    )
    row.proposers = row.proposers or None
    for code in conference.languages:
        setattr(row, f"text_{code}", as_plain_text(body, code) or None)
        setattr(
            row,
            f"text_status_{code}",
            version.status_of(code) if version and code in version.languages else None,
        )
    for code in others:
        setattr(row, f"addressees_{code}", _names((a.name for a in addressees), code, exact=True))
        setattr(row, f"themes_{code}", _names((t.name for t in themes), code, exact=True))
        section = recommendation.section
        setattr(row, f"section_{code}", section.title.get(code) if section else None)
    return row


def _name(text: TranslatedText, language: str) -> str:
    return text.in_language(language)


def _names(texts: Iterable[TranslatedText], language: str, *, exact: bool = False) -> list[str] | None:
    names = [text.get(language, "") if exact else text.in_language(language) for text in texts]
    while names and not names[-1]:
        names.pop()
    return names or None


def _words(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _responses(recommendation: Recommendation, addressees: Sequence[Any], language: str) -> dict[str, Any]:
    """The columns of responses: one value where all addressees gave it, else one for each by name."""
    responses = list(recommendation.responses.all())
    # Silence is said as such: an empty cell could be read as anything.
    silent = (
        dict.fromkeys((a.pk for a in addressees), Response.Answer.NO_REPLY.value)
        if recommendation.is_followed_up
        else {}
    )
    columns: dict[str, dict[Any, Any]] = {
        "response": {**silent, **{r.addressee_id: r.answer for r in responses}},
        "letter_number": {r.addressee_id: r.letter_number for r in responses if r.letter_number},
        "letter_date": {r.addressee_id: r.letter_date for r in responses if r.letter_date},
    }
    names = {a.pk: _name(a.name, language) for a in addressees}
    names |= {r.addressee_id: _name(r.addressee.name, language) for r in responses}
    found: dict[str, Any] = {}
    for column, values in columns.items():
        alike = len(set(values.values())) == 1 and set(values) == {a.pk for a in addressees}
        if alike:
            found[column] = {"": next(iter(values.values()))}
        else:
            found[column] = {names[key]: value for key, value in values.items()} or None
    return found


def _adoption(adoption: Adoption | None) -> dict[str, Any]:
    if adoption is None:
        return {}
    return {
        "method": adoption.method or None,
        "adopted_on": adoption.decided_on,
        "adopted_in": adoption.session.guid if adoption.session else None,
        "votes_for": adoption.votes_for,
        "votes_against": adoption.votes_against,
        "abstentions": adoption.abstentions,
        "orally_amended": adoption.orally_amended or None,
        "linguistic_revision": adoption.linguistic_revision or None,
    }
