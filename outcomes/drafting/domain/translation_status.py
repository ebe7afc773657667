"""The progress of each language, and the changes that a stale one has missed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.people.models import Person
from confman.translation.languages import language_name
from confman.web.errors import Refused
from confman.web.word_differences import Piece
from outcomes.recommendations.domain.versions import may_translate, may_write, refusal_to_write, save_version
from outcomes.recommendations.domain.wording import compare_normalized, normalized
from outcomes.recommendations.models.paragraphs import Paragraph, Text, TextStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion


def missed_changes(
    bodies: Sequence[Sequence[Paragraph]], target: str, source: str
) -> Mapping[str, list[Piece]]:
    """Return, by id, what changed in `source` since each stale paragraph of `target` was up to date. Pure.

    `bodies` are the paragraphs of all versions, the oldest first. Paragraphs that were never up to date are left out,
    as are those whose source has not changed in the end.
    """
    if not bodies:
        return {}
    history = [{row.id: row for row in body} for body in bodies]
    pieces_by_paragraph = {}
    for row in bodies[-1]:
        if row.status(target) != TextStatus.STALE:
            continue
        in_line = next(
            (
                earlier[row.id]
                for earlier in reversed(history)
                if row.id in earlier and earlier[row.id].status(target) not in ("", TextStatus.STALE)
            ),
            None,
        )
        if in_line is not None and normalized(in_line.text(source)) != normalized(row.text(source)):
            pieces_by_paragraph[row.id] = compare_normalized(in_line.text(source), row.text(source))
    return pieces_by_paragraph


def set_text_status(
    recommendation: Recommendation,
    *,
    by: User,
    base: RecommendationVersion,
    language: str,
    status: str,
    person: Person | None = None,
) -> RecommendationVersion:
    """Mark the text in one language as draft, reviewed or official, as a new version with the same words.

    Raises Refused if it is missing or stale: an outdated text cannot be called reviewed.
    """
    name = language_name(language)
    if not (may_write(recommendation, by) or may_translate(recommendation, by)):
        raise Refused(refusal_to_write(recommendation))
    if base.status_of(language) in ("missing", TextStatus.STALE):
        raise Refused(
            _("The text in %(language)s is missing or stale: bring it into line first.") % {"language": name}
        )
    body = [
        replace(row, texts={**row.texts, language: Text(row.text(language), TextStatus(status))})
        for row in base.body
    ]
    return save_version(
        recommendation, by=by, base=base, body=body, person=person, verb="outcomes.recommendation_revised",
        reason=_("%(language)s: %(status)s") % {"language": name, "status": TextStatus(status).label},
        details={"language": language, "status": status},
    )  # fmt: skip
