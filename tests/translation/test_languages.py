"""A language in a file or a program that is none takes no page and no document away."""

import pytest

from confman.translation.languages import (
    language_after_its_word,
    language_direction,
    language_in_text,
    language_name,
    languages_in_text,
    reading_in,
)
from confman.translation.marks import marked, marking


@pytest.mark.parametrize("code", ["english", 'a"b\nc', "xx-", ""])
def test_what_is_no_language_is_named_as_it_was_given(code: str) -> None:
    assert language_in_text(code, "uz") == code
    assert language_name(code).casefold() == code
    assert language_direction(code) == "ltr"
    with reading_in("ru"), marking():
        assert marked("Panel", code) == "Panel"
        assert marked("Panel", "en") == "Panel [английский]"


@pytest.mark.parametrize(
    ("code", "within", "after"),
    [("uz", "oʻzbekcha", "oʻzbek"), ("ar", "arabcha", "arab"), ("ru", "ruscha", "rus"),
     ("uz-Cyrl", "oʻzbekcha (kirill)", "oʻzbek (kirill)")],
)  # fmt: skip
def test_uzbek_names_all_languages_alike(code: str, within: str, after: str) -> None:
    assert language_in_text(code, "uz") == within
    assert language_after_its_word(code, "uz") == after


def test_the_working_languages_of_a_conference_follow_their_word() -> None:
    assert languages_in_text(["uz", "ru", "ar"], "uz") == "oʻzbek, rus va arab"
    assert languages_in_text(["uz", "ru", "ar"], "en") == "Uzbek, Russian and Arabic"
