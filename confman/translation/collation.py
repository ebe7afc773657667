"""The order of names by the Unicode Collation Algorithm (UTS #10), from pyuca.

The databases differ in their order, so a sorted model stores a key.
"""

import re
import unicodedata
from functools import cache, lru_cache

import pyuca

from confman.translation.scripts import usual_script
from confman.translation.transliteration import in_cyrillic_letters, in_latin_letters

_Collator = pyuca.Collator


@cache
def collator() -> pyuca.Collator:
    """Return the collator; the first call reads the table."""
    return _Collator()


class LateCollator:
    """A collator for others that make one as they are imported."""

    def sort_key(self, text: str) -> tuple[int, ...]:
        return collator().sort_key(text)


pyuca.Collator = LateCollator


# Letters that an alphabet has in a place of their own, as what the table has there: ʒ, ƹ, þ and ƿ follow z, ѵ, ҩ and ӏ
# follow я, and whatever is written behind a letter with one of these comes after that letter.
_ALPHABETS = {
    "uz": (("oʻ", "ʒ"), ("gʻ", "ƹ"), ("sh", "þ"), ("ch", "ƿ")),
    "uz-Cyrl": (("ў", "яѵ"), ("қ", "яҩ"), ("ғ", "яӏ"), ("ҳ", "яӏѵ")),
    "es": (("ñ", "nʒ"),),
    "tr": (("ç", "cʒ"), ("ğ", "gʒ"), ("ı", "hʒ"), ("ö", "oʒ"), ("ş", "sʒ"), ("ü", "uʒ")),
}


_OPENING_MARKS = "\"'«‹“„‟‘‚‛「『《〈"


@lru_cache(maxsize=20_000)
def collation_key(text: str, language: str = "") -> str:
    """Return the UTS #10 key of a text as hexadecimal digits, of which plain comparison sorts as people expect.

    With a language, by its alphabet: in Uzbek Shvetsiya stands after Yaponiya. A name that is not on record in the
    letters of the language stands where readers look for its sound: in Russian Weber after Бойко. A name in quotation
    marks stands where it would without them.
    """
    text = text.casefold().lstrip(_OPENING_MARKS)
    if language:
        in_its_letters = in_cyrillic_letters if usual_script(language) == "CYRILLIC" else in_latin_letters
        text = in_its_letters(text, language)
    for letter, key in _ALPHABETS.get(language, ()):
        text = text.replace(letter, key)
    levels = zip(*map(_weights, re.split("( )", text)), strict=True)
    return "0000".join(map("".join, levels))[:200]


@lru_cache(maxsize=20_000)
def _weights(word: str) -> tuple[str, ...]:
    """Return the weights of a word on each of the four levels. Many names share words, and none crosses a space."""
    elements = map(tuple, collator().collation_elements(unicodedata.normalize("NFD", word)))
    return tuple(map("".join, zip(("",) * 4, *map(_digits, elements), strict=True)))


@lru_cache(maxsize=20_000)
def _digits(element: tuple[int, ...]) -> tuple[str, ...]:
    """Return one element of the table as hexadecimal digits on each of the four levels; nothing where it has none."""
    return tuple(f"{weight:04x}" if weight else "" for weight in (*element, 0, 0)[:4])
