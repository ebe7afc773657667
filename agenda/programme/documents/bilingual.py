"""Staff documents in two languages: each text is followed by the same in the second.

    build_roster -> first language -+
                 -> second language -+- beside -> one document, whose templates know nothing of it

For cells and short lines. The agenda itself, which is read as a text, has columns instead.
"""

import dataclasses
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from agenda.programme.documents.agenda import second_language
from agenda.programme.documents.agenda_source import side_by_side
from confman.conferences.models import Conference
from confman.documents.meta import DocumentMeta
from confman.translation.languages import reading_in
from confman.translation.marks import in_either

Builder = Callable[..., Any]


def in_two_languages(build: Builder) -> Builder:
    """Wrap a builder to respect `options["second"]`, too: both parts are in the alphabet of the first language."""

    @wraps(build)
    def both(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Any:
        second = second_language(conference, language, options)
        if not second:
            return build(conference, language=language, options=options)
        with in_either(language, second):
            document = build(conference, language=language, options=options)
            with reading_in(second, *conference.languages):
                other = build(conference, language=second, options={**options, "alphabet": language})
        return beside(document, other)

    return both


def beside(first: Any, other: Any) -> Any:
    """Return a document with each text followed by that of another document of the same shape, where they differ.

    Hours, numbers and lengths (15 min) do not depend on the language; the masthead stays in the document's own.
    """
    if isinstance(first, DocumentMeta):
        subtitle = " · ".join(text for text in (other.title, first.subtitle) if text and text != first.title)
        return dataclasses.replace(first, subtitle=subtitle)
    if isinstance(first, str):
        return _both(first, other)
    if isinstance(first, tuple):
        return tuple(beside(*pair) for pair in zip(first, other, strict=True))
    if dataclasses.is_dataclass(first) and not isinstance(first, type):
        return dataclasses.replace(
            first,
            **{
                field.name: beside(getattr(first, field.name), getattr(other, field.name))
                for field in dataclasses.fields(first)
            },
        )
    return first


# 15 min, 1 h 30 min
_LENGTH = re.compile(r"(\d{1,4} \w{1,4}\.? ?)+")


def _both(first: str, other: str) -> str:
    if not any(map(str.isalpha, first)) or _LENGTH.fullmatch(first) or not other:
        return first or other
    if "\n" in first or "\n" in other:
        return first if first == other else f"{first}\n\n{other}"
    return side_by_side(first, other, between="/")
