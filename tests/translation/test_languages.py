"""What is called a language by a file or a program and is none takes no page and no document away."""

import pytest

from confman.translation.languages import language_direction, language_in_text, language_name
from confman.translation.marks import marked, marking
from confman.translation.reading_language import reading_in


@pytest.mark.parametrize("code", ["english", 'a"b\nc', "xx-", ""])
def test_what_is_no_language_is_named_as_it_was_given(code: str) -> None:
    assert language_in_text(code, "uz") == code
    assert language_name(code).casefold() == code
    assert language_direction(code) == "ltr"
    with reading_in("ru"), marking():
        assert marked("Panel", code) == "Panel"
        assert marked("Panel", "en") == "Panel [английский]"
