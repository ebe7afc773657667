"""Guards everything that reads files and texts from outside: an error becomes a sentence that names the place.

Parsers may raise anything for damaged input. Pages and commands only see `Refused` (fields of forms `ValidationError`),
which names the place and what to do; the original error is logged.
"""

import json
import logging
import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import Error as DatabaseError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from confman.machines.files import FilesUnreachable
from confman.web.errors import Refused

logger = logging.getLogger(__name__)

# Levels of nested objects and lists. No meaningful file has a tenth of it.
DEEPEST = 100
# The escape of a surrogate, half of a pair. Two of them are a character.
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F]")


@contextmanager
def reader_guard(
    place: str = "", *, refusal: Callable[[str], Exception] = Refused, problem: str = ""
) -> Iterator[None]:
    """Context manager and decorator that refuses input which cannot be read within.

    `place` is the present place in the file ("Line 12, event 7"); a parser may know it better. `problem` is a sentence
    that is more specific than the usual one. Raises `refusal(sentence)`.
    """
    try:
        yield
    except (Refused, ValidationError, DatabaseError, FilesUnreachable):
        raise
    except Exception as error:
        # In one line, and without the words of the file that parsers quote.
        logger.warning("Input could not be read: %s", type(error).__name__)
        logger.debug("Where it could not be read.", exc_info=error)
        raise refusal(_sentence(place or place_of(error), problem)) from error


def place_of(error: Exception) -> str:
    """Return the place where a parser stopped, if its error gives it; otherwise ''."""
    line = getattr(error, "lineno", None)
    if isinstance(error, UnicodeDecodeError):
        line = error.object[: error.start].count(b"\n") + 1
    return _("Line %(line)d") % {"line": line} if isinstance(line, int) and line > 0 else ""


def _sentence(place: str, problem: str) -> str:
    if not problem:
        problem = _(
            "this cannot be read: it is damaged, or of another kind than it looks. Open it in the program that made "
            "it, save it again, and try again."
        )
    return f"{place}: {problem}" if place else capfirst(problem)


def read_json(text: str | bytes, *, is_strict: bool = False) -> Any:
    """Return the value of a JSON text.

    NaN and infinity, which JSON does not have, become None; lone surrogates, which an escape can write and no text can
    hold, are removed. A strict reader refuses such numbers, and a name that stands twice in an object. Raises Refused
    with line and column for invalid JSON, and for excessive nesting.
    """
    try:
        if isinstance(text, bytes):
            text = text.decode(json.detect_encoding(text))
        value = json.loads(
            text,
            parse_constant=_no_number if is_strict else lambda _constant: None,
            parse_float=_finite,
            object_pairs_hook=_object_of_single_names if is_strict else None,
        )
    except json.JSONDecodeError as error:
        raise Refused(
            _("line %(line)d, column %(column)d: this is not JSON (%(fault)s).")
            % {"line": error.lineno, "column": error.colno, "fault": error.msg}
        ) from error
    # Invalid UTF-8, numbers of thousands of digits, endless lists.
    except (ValueError, RecursionError) as error:
        raise Refused(_no_json()) from error
    level = [value]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _within(outer)]
        if not level:
            return _whole_characters(value) if _HALF_PAIR.search(text) else value
    raise Refused(_no_json())


def _no_number(text: str) -> None:
    raise Refused(_("%(text)s is not a number in JSON.") % {"text": text})


def _object_of_single_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object. Raises Refused if a name stands twice: readers would not agree on which value is meant."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise Refused(_("“%(name)s” appears twice in the same object.") % {"name": name[:100]})
        values[name] = value
    return values


def _whole_characters(value: Any) -> Any:
    """Return the value without lone surrogates in its texts, at any depth."""
    return json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "ignore"))


def _no_json() -> str:
    return _("this JSON cannot be read: it is not UTF-8, or nested far too deep.")


def _finite(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _within(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
