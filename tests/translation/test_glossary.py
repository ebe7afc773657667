"""The terms that were decided on stand in the catalogues, and those they replaced do not."""

import re

import polib
import pytest

from tests.translation.glossary import NEVER, TERMS, catalogue, texts


@pytest.mark.parametrize("language", ["ru", "uz"])
def test_each_term_is_translated_as_was_decided(language):
    entries = {}
    for entry in catalogue(language):
        entries.setdefault(entry.msgid, set()).add(entry.msgstr)
    wrong = {
        term["en"]: entries.get(term["en"])
        for term in TERMS
        if language in term and term[language] not in entries.get(term["en"], ())
    }
    assert not wrong


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_no_word_that_was_given_up_comes_back(language):
    wrong = [
        (pattern, source)
        for pattern in NEVER[language]
        for source, text in texts(language)
        if re.search(pattern, text)
    ]
    assert not wrong


def test_a_russian_word_has_its_letter_yo_everywhere():
    words = {
        word
        for entry in catalogue("ru")
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        for word in re.findall(r"[а-яё]+", text.lower())
    }
    without = {word.replace("ё", "е") for word in words if "ё" in word} & words
    # These are words of their own: все and всё, чем and чём.
    assert without <= {"все", "чем"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "100 % of the votes"),
        ("en", "%(share)d %% of the votes"),
        ("en", "30 000 USD"),
        ("en", "Until 30.03. at noon"),
        ("en", "26 people of 6 countries"),
        ("en", "The organisation decides"),
        ("ru", "Содокладчик в помещении"),
        ("ru", "Уважаемый(-ая) Анвар"),
        ("ru", "принял(а) участие"),
        ("uz", "27-noyabr da"),
        ("uz", "Nohukumat tashkilotlar"),
        ("uz", "O‘zbek"),
    ],
)
def test_a_word_that_was_given_up_is_seen(language, text):
    assert any(re.search(pattern, text, re.IGNORECASE) for pattern in NEVER[language])


def test_a_catalogue_is_read():
    assert isinstance(catalogue("ru"), polib.POFile) and len(catalogue("ru")) > 5000


@pytest.mark.parametrize(("language", "forms"), [("ru", 3), ("uz", 2)])
def test_every_number_has_its_form(language, forms):
    """Readers get the English text for a form that is missing."""
    assert not [
        entry.msgid
        for entry in catalogue(language)
        if entry.msgid_plural and sum(map(bool, entry.msgstr_plural.values())) != forms
    ]
