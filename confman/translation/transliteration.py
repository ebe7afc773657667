"""Names of Cyrillic letters in Latin ones: a suggestion, until the person's own form is on record.

Uzbek by its alphabet of 1995; other languages as passports of the region write them.
"""

from confman.translation.scripts import scripts_of

_ALIKE = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "з": "z", "и": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "ь": "", "ч": "ch", "ш": "sh", "щ": "shch",
    "і": "i", "ї": "i", "є": "ye", "ң": "ng", "ө": "o", "ү": "u", "ұ": "u", "ә": "a", "һ": "h",
    "ӣ": "i", "ӯ": "u", "ҷ": "j", "ґ": "g", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",
}  # fmt: skip
_UZBEK = {
    "ж": "j", "й": "y", "х": "x", "ц": "ts", "ъ": "ʼ", "ы": "i", "э": "e", "ю": "yu", "я": "ya", "ё": "yo",
    "ў": "oʻ", "қ": "q", "ғ": "gʻ", "ҳ": "h",
}  # fmt: skip
_OTHER = {
    "ж": "zh", "й": "y", "х": "kh", "ц": "ts", "ъ": "", "ы": "y", "э": "e", "ю": "yu", "я": "ya", "ё": "yo",
    "ў": "u", "қ": "q", "ғ": "gh", "ҳ": "h",
}  # fmt: skip
_VOWELS = frozenset("аеёиоуыэюяў")


def in_latin_letters(text: str, language: str) -> str:
    """Return a text with its Cyrillic letters in Latin ones, as the language writes them.

    >>> in_latin_letters("Ғафуров Қодир", "uz"), in_latin_letters("Захид Ергашев", "en")
    ('Gʻafurov Qodir', 'Zakhid Yergashev')
    """
    if "CYRILLIC" not in scripts_of(text):
        return text
    table = _ALIKE | (_UZBEK if language.partition("-")[0] == "uz" else _OTHER)
    letters: list[str] = []
    before = ""
    for letter in text:
        small = letter.lower()
        if small == "е":
            # At the beginning and after a vowel it sounds, and is written, with y.
            latin = "ye" if not before.isalpha() or before in _VOWELS | {"ь", "ъ"} else "e"
        else:
            latin = table.get(small, letter)
        letters.append(latin[:1].upper() + latin[1:] if letter != small else latin)
        before = small
    return "".join(letters)
