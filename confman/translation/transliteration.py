"""Names of Cyrillic letters in Latin ones, and the other way round, until the person's own form is on record.

Latin letters are a suggestion that lists print: Uzbek by its alphabet of 1995, other languages as passports of the
region write them. Cyrillic ones only say where a name stands in a list: how they are written depends on the language
of the name, which nobody has said.
"""

import re
import unicodedata

from confman.translation.scripts import script_of, scripts_of, usual_script

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


def in_readable_letters(name: str, language: str) -> str:
    """Return a Cyrillic name in Latin letters for readers of these; any other as it is."""
    is_foreign = usual_script(language) == "LATIN" and script_of(name) == "CYRILLIC"
    return in_latin_letters(name, language) if is_foreign else name


_FROM_LATIN = {
    "shch": "щ", "sch": "ш", "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "gh": "г", "ph": "ф", "th": "т", "ts": "ц",
    "tz": "ц", "ck": "к", "ya": "я", "yu": "ю", "yo": "ё", "ye": "е", "ee": "и", "oo": "у", "qu": "кв", "a": "а",
    "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "дж", "k": "к", "l": "л",
    "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "в",
    "x": "х", "y": "й", "z": "з", "ç": "ч", "ş": "ш", "ı": "ы", "ə": "а", "ø": "о", "ł": "л", "ß": "с", "æ": "е",
}  # fmt: skip
_FROM_UZBEK = {"oʻ": "ў", "gʻ": "ғ", "q": "қ", "h": "ҳ", "j": "ж"}
_SOUNDS = (
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"\be"), "э"),
    (re.compile(r"(?<=[^\W\d_aeiou])y\b"), "i"),
    (re.compile("[’'`ʼ]"), ""),
)


def in_cyrillic_letters(text: str, language: str) -> str:
    """Return a text with its Latin letters in Cyrillic ones by their sound, small: where readers look for the name.

    >>> in_cyrillic_letters("Yusupova Eʼzoza", "ru"), in_cyrillic_letters("Qoʻldoshev", "uz-Cyrl")
    ('юсупова эзоза', 'қўлдошев')
    """
    if "LATIN" not in scripts_of(text):
        return text
    table = _FROM_LATIN | (_FROM_UZBEK if language.partition("-")[0] == "uz" else {"ʻ": ""})
    text = text.casefold()
    for sound, letter in _SOUNDS:
        text = sound.sub(letter, text)
    # Other letters lose their marks: é, ö, ñ.
    plain = "".join(
        letter if letter in table else unicodedata.normalize("NFD", letter)[0] if letter.isalpha() else letter
        for letter in unicodedata.normalize("NFC", text)
    )
    longest_first = sorted(table, key=len, reverse=True)
    return re.sub("|".join(longest_first), lambda found: table[found.group()], plain)
