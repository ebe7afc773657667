"""What a page takes from models and libraries speaks the reader's language too."""

import pytest
from django.utils import translation
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
