"""Queries of the search whose SQL is made once for each number of words and set of kinds, whatever the words are.

They are made as any other, of a conference and of words that stand for those that will be typed; these are then put
into the values of the statement, escaped as in any pattern.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.web.search import words_of

# Stand for the conference, for each word as it is folded, and for all as they were typed.
CONFERENCE = Conference(pk=UUID("5ea4c4ed-0000-4000-8000-000000000000"))
_WORD, _TYPED = "placeofword{}e", "{}!"
_PLACES = re.compile(r"(?:placeofword\d+e ?)+!|placeofword(?P<word>\d+)e")


class SearchStatement(CompiledQuery[Any]):
    """A query about a conference and so many words: `make(conference, typed)`. Words may only stand in patterns.

    Nothing else of the conference may be asked for, nor anything that depends on the language or the time.
    """

    def __init__(self, make: Callable[[Conference, str], QuerySet[Any, Any]], number: int) -> None:
        typed = _TYPED.format(" ".join(_WORD.format(position) for position in range(number)))
        super().__init__(lambda: make(CONFERENCE, typed))

    def _params(self, prepared: Any, values: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        conference, typed = values
        words = words_of(typed)

        def word(place: re.Match[str]) -> str:
            text = words[int(place["word"])] if place["word"] else typed
            return str(connection.ops.prep_for_like_query(text))

        key = Conference._meta.pk
        here, there = (key.get_db_prep_value(row.pk, connection) for row in (CONFERENCE, conference))
        return tuple(
            there if param == here else _PLACES.sub(word, param) if isinstance(param, str) else param
            for param in prepared.params
        )
