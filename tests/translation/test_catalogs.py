"""Translations are found once in a process, and are those of Django."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from confman.translation import catalogs
from confman.translation.catalogs import QuickTranslation


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_texts_are_those_of_django(language: str) -> None:
    usual = super(QuickTranslation, trans_real.translation(language))
    with translation.override(language):
        assert isinstance(trans_real.translation(language), QuickTranslation)
        for text in ("Today", "Sign out", "January", "", "No message of ours"):
            # The second time it is one that is known.
            assert translation.gettext(text) == translation.gettext(text)
            assert not text or translation.gettext(text) == usual.gettext(text)


def test_unknown_texts_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogs, "MAX_TEXTS", 2)
    known = QuickTranslation("ru")
    assert [known.gettext(text) for text in ("One", "Two", "Three", "Today")] == [
        "One",
        "Two",
        "Three",
        "Сегодня",
    ]
    assert len(known._known) <= 2
