"""Texts that a page takes from models and libraries speak the reader's language too."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.formats import date_format
from django_countries import countries

from confman.people.models import Person
from confman.translation.languages import language_name

ROOT = Path(__file__).resolve().parents[2]
# The letters oʻ and gʻ have U+02BB, the tutuq belgisi is U+02BC. Quotation marks in their place are no letters: such a
# word is broken and sorted as two.
QUOTED_LETTER = re.compile(r"[oOgG][‘'`]\w|\w’\w")


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Uzbekistan"), ("ru", "Узбекистан"), ("uz", "Oʻzbekiston")]
)
def test_countries_are_named_in_the_readers_language(language, name):
    with translation.override(language):
        assert countries.name("UZ") == name
        assert dict(countries)["UZ"] == name
        assert str(Person(country="UZ").country.name) == name


def test_countries_are_sorted_by_the_name_that_is_read():
    with translation.override("uz"):
        names = [name for _code, name in countries]
    # Chad is Chad in English, but China is Xitoy.
    assert names.index("Chexiya") < names.index("Xitoy")


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Organization"), ("ru", "Организация"), ("uz", "Tashkilot")]
)
def test_the_label_of_a_translated_field_is_read_when_it_is_shown(language, label):
    field = Person._meta.get_field("organization").formfield()
    with translation.override(language):
        assert str(field.label) == label


def test_a_month_within_a_date_is_written_as_its_language_writes_it():
    day = dt.date(2017, 3, 30)
    written = {}
    for language in ("ru", "uz"):
        with translation.override(language):
            written[language] = [date_format(day, "DATE_FORMAT"), date_format(day, "YEAR_MONTH_FORMAT")]
    assert written["ru"] == ["30 марта 2017 г.", "Март 2017 г."]
    assert written["uz"] == ["2017-yil 30-mart", "2017-yil mart"]


def ours():
    """Every Uzbek text of ours with its file: the catalogue, the demo, the questions to begin with."""
    catalogue = ROOT / "locale/uz/LC_MESSAGES/django.po"
    for line in catalogue.read_text().splitlines():
        if line.startswith("msgstr"):
            yield catalogue.name, line
    for path in [ROOT / "confman/conferences/demo.toml", *ROOT.glob("*/demo/*.toml")]:
        for line in path.read_text().splitlines():
            if re.match(r"(\S+\.)?uz = ", line):
                yield path.name, line
    for path in ROOT.glob("registrations/*/domain/templates.py"):
        for text in re.findall(r'"[^"]*[ʻʼ‘][^"]*"', path.read_text()):
            yield path.parent.parent.name, text


def test_uzbek_letters_are_written_with_their_own_signs():
    files = {name for name, _text in ours()}
    assert {"django.po", "people.toml", "surveys", "questionnaire"} <= files
    assert [(name, text) for name, text in ours() if QUOTED_LETTER.search(text)] == []
    assert [language_name(code, "uz") for code in ("uz", "ug", "ky")] == [
        "Oʻzbekcha",
        "Uygʻurcha",
        "Qirgʻizcha",
    ]
    assert [language_name(code) for code in ("uz", "uz-Latn", "uz-Cyrl")] == [
        "Oʻzbekcha", "Oʻzbek (lotin)", "Ўзбекча (Кирил)",
    ]  # fmt: skip
    assert language_name("uz-Latn", "uz-Latn") == "Oʻzbek (lotin)"
    with translation.override("uz"):
        assert countries.name("US") == "Amerika Qoʻshma Shtatlari"
