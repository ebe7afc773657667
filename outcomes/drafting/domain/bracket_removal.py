"""Clearing a [square bracket], with one click and as a new version."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.web.errors import Refused
from outcomes.recommendations.domain.brackets import DELETE, KEEP, REPLACE, bracketed, settled_paragraphs
from outcomes.recommendations.domain.versions import may_write, refusal_to_write, save_version
from outcomes.recommendations.models.recommendation import Recommendation, RecommendationVersion


def settle_bracket(
    recommendation: Recommendation,
    *,
    by: User,
    base: RecommendationVersion,
    paragraph: str,
    language: str,
    number: int,
    action: str,
    instead: str = "",
    person: Any = None,
) -> RecommendationVersion:
    """Settle one bracketed passage, as a new version: keep, delete or replace it.

    Raises Refused if the text may not be edited, the passage is not there any more, or nothing would be left.
    """
    if not may_write(recommendation, by):
        raise Refused(refusal_to_write(recommendation))
    if action == REPLACE and not instead.strip():
        raise Refused(_("Write what is to stand there instead, or choose to delete the passage."))
    try:
        passage = bracketed(next(row for row in base.body if row.id == paragraph).text(language))[number]
        body = settled_paragraphs(base.body, paragraph, language, number, action, instead)
    except (LookupError, StopIteration) as error:
        raise Refused(_("This passage is not in the text any more. Look at the newest version.")) from error
    body = [
        kept
        for row in body
        if (
            kept := replace(row, texts={code: text for code, text in row.texts.items() if text.text.strip()})
        ).texts
    ]
    said = {
        KEEP: _("“%(passage)s” kept, its brackets removed"),
        DELETE: _("[%(passage)s] deleted"),
        REPLACE: _("[%(passage)s] replaced by “%(instead)s”"),
    }[action]
    return save_version(
        recommendation, by=by, base=base, body=body, person=person, verb="outcomes.recommendation_revised",
        reason=said % {"passage": passage[:100], "instead": instead.strip()[:100]},
        details={"language": language, "bracket": action},
    )  # fmt: skip
