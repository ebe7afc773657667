"""The language in which texts of the record are read at present, in this thread or task."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import translation

# The reader's language first, then the languages of the conference in their order.
_reading: ContextVar[tuple[str, ...]] = ContextVar("reading_languages", default=())


def reading_languages() -> tuple[str, ...]:
    """Return the languages to look for, best first: those of this page or document, else the interface's."""
    languages = _reading.get()
    if languages:
        return languages
    active = translation.get_language()
    return (active,) if active else ()


def set_reading_languages(*languages: str) -> None:
    """Set the languages to look for until the end of the request, when the middleware resets them."""
    _reading.set(tuple(dict.fromkeys(language for language in languages if language)))


def interface_language(language: str) -> str | None:
    """Return the interface's language for a language of content (uz for uz-Cyrl), or None if there is none."""
    languages = dict(settings.LANGUAGES)
    if language in languages:
        return language
    primary = language.split("-")[0]
    return primary if primary in languages else None


@contextmanager
def reading_in(language: str, *fallbacks: str) -> Iterator[None]:
    """Read texts in `language`, else in the first of `fallbacks` that has one, else in any.

    The interface's own texts follow if there is a catalogue for the language, else for a fallback.
    """
    token = _reading.set(tuple(dict.fromkeys((language, *fallbacks))))
    interface = next(
        (known_code for code in (language, *fallbacks) if (known_code := interface_language(code))), "en"
    )
    try:
        with translation.override(interface):
            yield
    finally:
        _reading.reset(token)
