"""Names are found in any script, and sorted as people expect, alike on every database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confman.people.models import Person
from confman.translation.collation import collation_key
from confman.web.search import fold
from tests.factories import PersonFactory


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Рахимова", "Rakhimova", id="Russian and English"),
        pytest.param("Рахимова", "Raximova", id="Russian and Uzbek Latin"),
        pytest.param("Ўзбекистон", "Oʻzbekiston", id="both scripts of Uzbek"),
        pytest.param("МИНИСТЕРСТВО", "министерство", id="case of Cyrillic"),
        pytest.param("Zoë Müller", "zoe muller", id="accents"),
    ],
)
def test_spellings_of_one_name_meet(one, other):
    assert fold(one) == fold(other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["рахимова", "Rakhimova", "RAXIMOVA guln", "Гулноза рах"])
def test_a_person_is_found_in_the_script_one_types(typed):
    person = PersonFactory(name={"ru": "Рахимова Гулноза"})
    PersonFactory(conference=person.conference, name={"en": "Someone Else"})
    assert list(Person.objects.of(person.conference).search(typed)) == [person]


@pytest.mark.parametrize(
    "names", [["Ágnes", "Andrew", "Bella", "Çelik", "Danielle"], ["Абдуллаев", "«Ёлкин»", "“Жуков”", "Яшин"]]
)
def test_collation(names):
    shuffled = names[2:] + names[:2]
    assert sorted(shuffled, key=collation_key) == names
