"""A text in several languages shows itself in the best one for the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confman.translation.languages import (
    language_direction,
    language_name,
    reading_in,
    reading_languages,
    validate_language_codes,
)
from confman.translation.text import TranslatedText

LANGUAGES = ["en", "ru", "uz", "uz-Cyrl", "ar"]
texts = st.dictionaries(st.sampled_from(LANGUAGES), st.text(min_size=1).filter(str.strip), max_size=5)


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        pytest.param(("ru",), "привет", id="the reader's own language"),
        pytest.param(("fr", "ru"), "привет", id="the conference's first where the reader's is missing"),
        pytest.param(("uz",), "салом", id="the other script of the same language before another language"),
        pytest.param(("fr",), "hello", id="any language rather than nothing"),
    ],
)
def test_fallback(languages, expected):
    text = TranslatedText({"en": "hello", "ru": "привет", "uz-Cyrl": "салом"})
    with reading_in(*languages):
        assert str(text) == expected


def test_reading_language_ends_with_the_page():
    with reading_in("ru", "en"):
        assert reading_languages() == ("ru", "en")
        with reading_in("uz"):
            assert reading_languages() == ("uz",)
        assert reading_languages() == ("ru", "en")


@given(texts, st.lists(st.sampled_from(LANGUAGES), min_size=1))
def test_a_text_is_shown_whenever_there_is_one(values, wanted):
    text = TranslatedText(values)
    language, shown = text.best(wanted)
    assert bool(shown) == bool(values)
    if values:
        assert values[language] == shown
    if wanted[0] in values:
        assert shown == values[wanted[0]]


def test_empty_texts_are_no_texts():
    assert not TranslatedText({"en": "", "ru": "   "})


@pytest.mark.parametrize(
    ("code", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("uz-Cyrl", "ltr"), ("en", "ltr")]
)
def test_direction(code, direction):
    assert language_direction(code) == direction


def test_languages_are_named_in_themselves():
    assert language_name("ru") == "Русский"
    assert language_name("ru", "en") == "Russian"


@pytest.mark.parametrize("codes", [[], ["en", "en"], ["xx-not-a-language"], "en", None])
def test_what_is_no_list_of_languages_is_refused(codes):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_language_codes(codes)
