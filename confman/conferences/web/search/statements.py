"""The search's query, whose SQL is made once for each set of kinds and number of words.

Django makes it as any other, but of placeholders: a conference that does not exist, and words that nobody types. Each
search sends that SQL, with its own conference and words in the parameters where the placeholders are.
"""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.web.search import words_of

CONFERENCE = Conference(pk=UUID("5ea4c4ed-0000-4000-8000-000000000000"))
# The end of typed words: a character that folding drops, so that no folded word has it.
WORD, END_OF_TYPED = "placeofword{}e", "\ue000"


class SearchStatement(CompiledQuery[Any]):
    """A query `make(conference, typed)` about any conference and so many words, which may only stand in patterns.

    It may use no more of the conference than its key, and must not depend on the language or the time.
    """

    def __init__(self, make: Callable[[Conference, str], QuerySet[Any, Any]], number: int) -> None:
        words = [WORD.format(position) for position in range(number)]
        typed = " ".join(words) + END_OF_TYPED
        self._placeholders = [typed, *words]
        super().__init__(lambda: make(CONFERENCE, typed))

    def _params(self, prepared: Any, values: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        """Return the parameters of the SQL with what was typed, escaped for patterns, in place of the placeholders."""
        conference, typed = values
        escaped = map(connection.ops.prep_for_like_query, (typed, *words_of(typed)))
        text_by_placeholder = dict(zip(self._placeholders, escaped, strict=True))
        # All at once: what was typed may look like a placeholder.
        placeholder = re.compile("|".join(self._placeholders))
        key_of = Conference._meta.pk.get_db_prep_value
        placeholder_key, key = key_of(CONFERENCE.pk, connection), key_of(conference.pk, connection)

        def filled_in(param: Any) -> Any:
            if isinstance(param, str):
                param = placeholder.sub(lambda match: text_by_placeholder[match[0]], param)
            return key if param == placeholder_key else param

        return tuple(map(filled_in, prepared.params))
