"""Nationalities: an adjective in English, the country elsewhere."""

import pytest
from django_countries import countries

from confman.translation.countries import nationality_name
from confman.translation.languages import reading_in


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("en", "UZ", "Uzbekistani"),
        ("en", "NZ", "New Zealand"),
        ("en", "CD", "Congolese (Democratic Republic of the Congo)"),
        ("en", "HK", "Hong Kong SAR China"),
        ("ru", "UZ", "Узбекистан"),
        ("uz", "DE", "Germaniya"),
    ],
)
def test_a_nationality_in_each_language(language, code, name):
    with reading_in(language):
        assert nationality_name(code) == name


def test_each_entry_is_of_a_country():
    from confman.translation.countries import _english

    assert len(_english()) >= 195 and _english().keys() <= dict(countries).keys()
