"""The same person: same e-mail and folded name, or same folded name and delegation or organization."""

from typing import Any

import pytest

from confman.conferences.models import Conference
from confman.people.domain.duplicates import duplicates_of
from confman.people.domain.matcher import PersonMatcher, find_same_person
from tests.factories import PersonFactory


@pytest.fixture
def gulnoza(conference: Conference) -> Any:
    return PersonFactory(
        conference=conference,
        name={"uz": "Raximova Gulnoza Sample"},
        email="office@example.org",
        organization={"en": "Press centre"},
    )


@pytest.mark.parametrize(
    ("name", "details", "same"),
    [
        pytest.param("Raximova Gulnoza Sample", {"email": "OFFICE@example.org"}, True, id="mail-and-name"),
        pytest.param("Gulnoza RAXIMOVA Sample", {"email": "office@example.org"}, True, id="order-and-case"),
        pytest.param("Рахимова Гулноза Sample", {"email": "office@example.org"}, True, id="cyrillic"),
        pytest.param(
            "Rakhimova Gulnoza Sample", {"organization": "PRESS CENTRE"}, True, id="spelling-and-office"
        ),
        pytest.param("Raximova Gulnoza Sample", {"organization": "Ministry"}, False, id="another-office"),
        pytest.param("Raximova Gulnoza Sample", {"email": "other@example.org"}, False, id="another-mailbox"),
        pytest.param("Karimova Lola Sample", {"email": "office@example.org"}, False, id="mailbox-of-many"),
        pytest.param("Raximova Gulnoza Sample", {}, False, id="name-alone"),
    ],
)
def test_the_rule(
    conference: Conference, gulnoza: Any, name: str, details: dict[str, str], same: bool
) -> None:
    assert (find_same_person(conference, name, **details) == gulnoza) is same
    matcher = PersonMatcher.for_conference(conference)
    assert (matcher.find(name, **details) == gulnoza) is same


def test_a_delegation_decides_as_an_organization_does(conference: Conference, gulnoza: Any) -> None:
    name = "Raximova Gulnoza Sample"
    assert find_same_person(conference, name, same_delegation=lambda person: True) == gulnoza
    assert find_same_person(conference, name, same_delegation=lambda person: False) is None


def test_two_of_whom_only_a_name_is_known_are_one(conference: Conference) -> None:
    person = PersonFactory(conference=conference, name={"en": "Ann Sample"}, email="", organization={})
    assert find_same_person(conference, "Sample Ann") == person
    assert find_same_person(conference, "Sample Ann", email="ann@example.org") is None


def test_nobody_of_another_conference_and_nobody_erased_is_found(
    conference: Conference, other_conference: Conference, gulnoza: Any, owner: Any
) -> None:
    from confman.people.domain.privacy import erase_person

    email = "office@example.org"
    assert find_same_person(other_conference, "Raximova Gulnoza Sample", email=email) is None
    erase_person(gulnoza, by=owner)
    assert find_same_person(conference, "Raximova Gulnoza Sample", email=email) is None


def test_the_matcher_asks_once_and_learns(
    conference: Conference, gulnoza: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        matcher = PersonMatcher.for_conference(conference)
        for _number in range(10):
            matcher.find("Raximova Gulnoza Sample", email="office@example.org")
    new = PersonFactory.build(conference=conference, name={"en": "New Sample"}, organization={"en": "UN"})
    matcher.add(new)
    assert matcher.find("Sample New", organization="un") is new


def test_a_page_names_who_may_be_the_same(conference: Conference, gulnoza: Any) -> None:
    other = PersonFactory(
        conference=conference, name={"ru": "Рахимова Гулноза Sample"}, email="", organization={}
    )
    PersonFactory(conference=conference, name={"en": "Karimova Lola"}, email="office@example.org")
    assert [found.person for found in duplicates_of(gulnoza)] == [other]
