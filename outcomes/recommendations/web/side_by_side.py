"""A text in two languages beside each other."""

from typing import Any

from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.recommendations.models.version import RecommendationVersion
from outcomes.recommendations.web.base import language_facts


def side_by_side(version: RecommendationVersion | None, languages: list[str]) -> list[dict[str, Any]]:
    """Return for each language its facts, status, and paragraphs with their labels."""
    body: list[Paragraph] = version.body if version else []
    levels = [paragraph.level for paragraph in body]
    extra = [code for code in (version.languages if version else []) if code not in languages]
    return [
        {
            **language_facts(code),
            "status": version.status_of(code) if version else "missing",
            "is_original": bool(version and version.original_language == code),
            "paragraphs": [
                {
                    "label": mark,
                    "level": paragraph.level,
                    "text": paragraph.text(code),
                    "status": paragraph.status(code),
                }
                for paragraph, mark in zip(body, labels(levels, code), strict=True)
            ],
        }
        for code in [*languages, *extra]
    ]
