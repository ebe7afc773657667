"""Cyrillic names in Latin letters, as each language writes them."""

import pytest

from confman.translation.collation import collation_key
from confman.translation.transliteration import in_latin_letters


@pytest.mark.parametrize(
    ("text", "language", "latin"),
    [
        ("Ғафуров Қодир Ҳакимович", "uz", "Gʻafurov Qodir Hakimovich"),
        ("Шарипова Юлдуз", "uz", "Sharipova Yulduz"),
        ("Ергашев Захид", "en", "Yergashev Zakhid"),
        ("Щукин Алексей", "en", "Shchukin Aleksey"),
        ("Раҳмонӣ Ҷамшед", "en", "Rahmoni Jamshed"),
        ("Ғафуров", "uz-Latn", "Gʻafurov"),
        ("KARIMOV Aziz", "uz", "KARIMOV Aziz"),
        ("李明", "uz", "李明"),
    ],
)
def test_letters_are_those_of_the_language(text, language, latin):
    assert in_latin_letters(text, language) == latin


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("uz", ["Sudan", "Yaponiya", "Zambiya", "Oʻzbekiston", "Gʻana", "Shvetsiya", "Chexiya"]),
        ("uz-Cyrl", ["Афғонистон", "Япония", "Ўзбекистон", "Қатар"]),
        ("es", ["Nzambi", "Ñandú", "Omán"]),
        ("ru", ["Елин", "Ёлкин", "Ельников", "Жуков"]),
        # Names in other letters stand where readers look for their sound.
        ("ru", ["Бойко", "Weber", "Гусев", "Жуков", "Müller", "Xolmatov", "Хромов", "Shahin", "Eco", "Янов"]),
        ("uz-Cyrl", ["Каримов", "Nazarov", "Раҳимов", "Qodirov", "Ҳамидов"]),
        ("en", ["Boyko", "Вебер", "Young", "Жуков"]),
    ],
)
def test_names_sort_by_the_alphabet_of_the_language(language, words):
    assert sorted(words, key=lambda word: collation_key(word, language)) == words
