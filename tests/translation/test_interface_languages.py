"""What a page takes from models and libraries speaks the reader's language too."""

import datetime as dt

import pytest
from django.utils import translation
from django.utils.formats import date_format
from django_countries import countries

from confman.people.models import Person


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
