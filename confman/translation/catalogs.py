"""Translations, each found once in a process.

Django looks for every text through the catalogues of all apps, twice for one that is in none of them, as most are in
English. A page of the secretariat asks for some two hundred and fifty.
"""

from typing import Any

from django.utils.translation import trans_real

# Texts that are no messages of ours, such as names of countries, shall not fill the memory.
MAX_TEXTS = 20_000


class QuickTranslation(trans_real.DjangoTranslation):
    """The catalogues of a language, and what was found in them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._known: dict[str, str] = {}
        super().__init__(*args, **kwargs)

    def gettext(self, message: str) -> str:
        found = self._known.get(message)
        if found is None:
            found = super().gettext(message)
            if len(self._known) < MAX_TEXTS:
                self._known[message] = found
        return found


def find_texts_once() -> None:
    """Have Django use these for every language that it loads from now on."""
    trans_real.DjangoTranslation = QuickTranslation  # type: ignore[misc]
