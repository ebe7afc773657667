"""The text of a recommendation: an ordered list of paragraphs, each in several languages. Plain data, no query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import toned

MAX_LEVEL = 2  # the paragraph itself, (a), (i)


@toned(good="official", warn="stale", note="reviewed")
class TextStatus(models.TextChoices):
    """The status of the text in one language. Stale: another language has changed since."""

    DRAFT = "draft", _("draft")
    REVIEWED = "reviewed", _("reviewed")
    OFFICIAL = "official", _("official")
    STALE = "stale", _("stale")


@dataclass(frozen=True)
class Text:
    """A paragraph in one language."""

    text: str
    status: str = TextStatus.DRAFT


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. Its id stays the same from version to version; amendments refer to it."""

    id: str
    level: int
    texts: Mapping[str, Text] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """Return the text in exactly this language, or ''."""
        version = self.texts.get(language)
        return version.text if version else ""

    def status(self, language: str) -> str:
        """Return the status of the text in this language, '' where there is none."""
        version = self.texts.get(language)
        return str(version.status) if version else ""

    def best(self, languages: Iterable[str]) -> tuple[str, str]:
        """Return language and text for the first of `languages` that has one, else any; ('', '') where empty."""
        for language in (*languages, *sorted(self.texts)):
            if self.text(language):
                return language, self.text(language)
        return "", ""

    def as_json(self) -> dict[str, Any]:
        texts = {
            code: {"text": value.text, "status": str(value.status)} for code, value in self.texts.items()
        }
        return {"id": self.id, "level": self.level, "texts": texts}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Paragraph:
        """Parse a paragraph. Raises KeyError, TypeError or ValueError for invalid data."""
        texts = {
            str(code): Text(str(value["text"]), TextStatus(value.get("status") or TextStatus.DRAFT))
            for code, value in dict(data["texts"]).items()
            if str(value["text"]).strip()
        }
        return cls(
            str(data.get("id") or new_paragraph_id()), min(int(data.get("level") or 0), MAX_LEVEL), texts
        )


def new_paragraph_id() -> str:
    """Return an id that no other paragraph has."""
    return f"p{uuid4().hex[:12]}"


def status_of_text(body: Sequence[Paragraph], language: str) -> str:
    """Return 'missing', 'stale', 'draft', 'reviewed' or 'official': the lowest of the paragraphs' statuses.

    A language that lacks some of the paragraphs is stale: it does not say the same as the others.
    """
    statuses = [paragraph.status(language) for paragraph in body]
    if not any(statuses):
        return "missing"
    for status in ("", TextStatus.STALE, TextStatus.DRAFT, TextStatus.REVIEWED):
        if status in statuses:
            return str(status or TextStatus.STALE)
    return str(TextStatus.OFFICIAL)


def stale_languages(body: Sequence[Paragraph]) -> list[str]:
    """Return the languages that do not say the same as the others."""
    languages = sorted({code for paragraph in body for code in paragraph.texts})
    return [code for code in languages if status_of_text(body, code) == TextStatus.STALE]
