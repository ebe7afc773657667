"""Records that may be of one person: named edge cases, and a twin of the algorithm that compares all pairs."""

import itertools
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from confman.people.domain.likeness import (
    LIKELY_FROM,
    PersonProfile,
    Reason,
    compare_profiles,
    find_pairs,
    word_frequency,
)

R = Reason
COURT = {"organizations": ["Supreme Court"]}
UZ = {"countries": ["UZ"]}
MAIL = {"emails": ["office@example.org"]}


def pair_of(one: str, other: str, of_one: dict[str, Any], of_other: dict[str, Any] | None = None) -> Any:
    found = find_pairs(
        [
            PersonProfile.of("one", [one], **of_one),
            PersonProfile.of("other", [other], **(of_one if of_other is None else of_other)),
        ]
    )
    return found[0] if found else None


@pytest.mark.parametrize(
    ("one", "other", "shared", "reasons"),
    [
        pytest.param("Рахимова Гульнора", "Gulnora Rakhimova", {}, {R.OTHER_SCRIPT}, id="cyrillic-and-latin"),
        pytest.param(
            "Рахимова Гульнора",
            "Raximova Gulnora",
            UZ,
            {R.OTHER_SCRIPT, R.SAME_COUNTRY},
            id="russian-and-uzbek",
        ),
        pytest.param(
            "Ғуломов Ўткир",
            "Gʻulomov Oʻtkir",
            UZ,
            {R.OTHER_SCRIPT, R.SAME_COUNTRY},
            id="uzbek-in-both-alphabets",
        ),
        pytest.param(
            "Юсупов Шухрат", "Yusupov Shuhrat", UZ, {R.OTHER_SCRIPT, R.SAME_COUNTRY}, id="yu-and-iu"
        ),
        pytest.param(
            "محمد القحطاني",
            "Muhammad Al-Qahtani",
            UZ,
            {R.OTHER_SCRIPT, R.SAME_COUNTRY},
            id="arabic-without-vowels",
        ),
        pytest.param("王伟", "Wang Wei", UZ, {R.OTHER_SCRIPT, R.SAME_COUNTRY}, id="chinese"),
        pytest.param(
            "Muhammad Ali", "Mohamed Aly", UZ, {R.OTHER_SPELLING, R.SAME_COUNTRY}, id="transliterations"
        ),
        pytest.param("Kim Min-jun", "Minjun Kim", {}, {R.OTHER_SPELLING}, id="spelled-together"),
        pytest.param(
            "Ann Sample", "SAMPLE, Ann", COURT, {R.OTHER_ORDER, R.SAME_ORGANIZATION}, id="swapped-parts"
        ),
        pytest.param(
            "Karimov Aziz",
            "Karimov Aziz Rustamovich",
            COURT,
            {R.MISSING_PART, R.SAME_ORGANIZATION},
            id="no-patronymic",
        ),
        pytest.param(
            "G. Rakhimova", "Gulnora Rakhimova", COURT, {R.INITIALS, R.SAME_ORGANIZATION}, id="initial"
        ),
        pytest.param(
            "Herman Verheij", "Herman Verhei", COURT, {R.TYPING_ERROR, R.SAME_ORGANIZATION}, id="typing-error"
        ),
        pytest.param(
            "Gulnoza Rakhimova",
            "Gulnosa Rakhimoba",
            {**COURT, **UZ},
            {R.TYPING_ERROR, R.SAME_ORGANIZATION},
            id="an-error-in-each-word",
        ),
        pytest.param("Khaled Al-Shuaibi", "Khalid Shuaibi", MAIL, {R.SAME_EMAIL}, id="article"),
        pytest.param(
            "Raximva Gulnora",
            "Raximova Gulnora",
            MAIL,
            {R.OTHER_SPELLING, R.SAME_EMAIL},
            id="mail-and-like-name",
        ),
        pytest.param(
            "Gulnora", "Gulnora Rakhimova", MAIL, {R.MISSING_PART, R.SAME_EMAIL}, id="mail-and-given-name"
        ),
        pytest.param(
            "Ann Sample",
            "Ann Sample",
            {**COURT, **UZ},
            {R.SAME_NAME, R.SAME_ORGANIZATION, R.SAME_COUNTRY},
            id="twice",
        ),
    ],
)
def test_likely_one_person(one: str, other: str, shared: dict[str, Any], reasons: set[Reason]) -> None:
    pair = pair_of(one, other, shared)
    assert pair is not None
    assert pair.is_likely
    assert reasons <= set(pair.reasons)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        pytest.param("Gulnora Rakhimova", "Aziz Karimov", MAIL, id="a-mailbox-of-ten-delegates"),
        pytest.param("Karimov Aziz", "Karimov Anvar", MAIL, id="brothers"),
        pytest.param("Karimov Aziz", "Karimova Aziza", COURT, id="brother-and-sister"),
        pytest.param("Karimov Aziz Rustamovich", "Karimov Aziz Bakhtiyorovich", COURT, id="two-patronymics"),
        pytest.param("Ann Sample", "Bea Sample", COURT, id="one-family-name"),
        pytest.param("Nancy Maynard", "Nancy M. Carmen", UZ, id="an-initial-of-someone-else"),
        pytest.param("G. Rakhimova", "Gulnora Rakhimova", {}, id="an-initial-and-nothing-else"),
        pytest.param("Karina Petrova", "Marina Petrova", UZ, id="another-first-letter"),
        pytest.param("Gulnora", "Gulnora Rakhimova", UZ, id="a-given-name-alone"),
        pytest.param("Gulnoza Rakhimova", "Gulnosa Rakhimoba", UZ, id="an-error-in-each-word-and-no-more"),
        pytest.param("Maria Petrova", "Marina Petrov", COURT, id="like-words-of-a-woman-and-a-man"),
        pytest.param("!!!", "???", MAIL, id="no-letters"),
    ],
)
def test_two_people(one: str, other: str, shared: dict[str, Any]) -> None:
    pair = pair_of(one, other, shared)
    assert pair is None or not pair.is_likely
    assert pair is None or pair.score < LIKELY_FROM - 15


def test_a_common_name_of_two_ministries_is_shown_lower() -> None:
    justice = {
        "organizations": ["Ministry of Justice"],
        "emails": ["petrov@justice.example"],
        "countries": ["RU"],
    }
    health = {
        "organizations": ["Ministry of Health"],
        "emails": ["petrov@health.example"],
        "countries": ["RU"],
    }
    weak = pair_of("Ivan Petrov", "Ivan Petrov", justice, health)
    strong = pair_of("Ivan Petrov", "Petrov Ivan", justice)
    assert not weak.is_likely
    assert strong.is_likely
    assert strong.score > weak.score + 30


def test_a_telephone_is_the_same_however_it_is_written() -> None:
    pair = pair_of(
        "Иванов Иван", "Ivanov Ivan", {"phones": ["+998 90 123 45 67"]}, {"phones": ["(90) 123-45-67"]}
    )
    assert Reason.SAME_PHONE in pair.reasons
    assert pair_of("Ann Sample", "Lola Other", {"phones": ["+998901234567"]}) is None


def test_what_differs_counts_against() -> None:
    same = pair_of("Ann Sample", "Ann Sample", UZ).score
    for other in ({"countries": ["KZ"]}, {**UZ, "sex": "male"}):
        against = pair_of("Ann Sample", "Ann Sample", {**UZ, "sex": "female"}, other)
        assert against is None or against.score < same


NAMES = st.lists(
    st.sampled_from(
        "Gulnora Гульнора Gulnara Rakhimova Рахимова Raximova Aziz Aziza Karimov Karimova Rustamovich Ali Aly "
        "Muhammad Mohamed محمد علي G. A. Abdul Rahman Abdulrahman al Ivan Petrov".split()
    ),
    min_size=1,
    max_size=4,
).map(" ".join)
PROFILES = st.lists(
    st.builds(
        dict,
        names=st.lists(NAMES, min_size=1, max_size=2),
        emails=st.lists(st.sampled_from(["a@x.org", "b@x.org"]), max_size=1),
        phones=st.lists(st.sampled_from(["+998901234567", "901234567"]), max_size=1),
        organizations=st.lists(st.sampled_from(["Court", "Ministry"]), max_size=1),
        countries=st.lists(st.sampled_from(["UZ", "KZ"]), max_size=1),
        delegations=st.lists(st.sampled_from(["d1", "d2"]), max_size=1),
        sex=st.sampled_from(["", "female", "male"]),
    ),
    max_size=9,
).map(lambda rows: [PersonProfile.of(number, **row) for number, row in enumerate(rows)])


@given(profiles=PROFILES, some=st.sets(st.integers(0, 8)))
def test_blocks_lose_no_pair_that_comparing_all_finds(profiles: list[PersonProfile], some: set[int]) -> None:
    frequency = word_frequency(profiles)
    twin = {
        (pair.first, pair.second): pair
        for one, other in itertools.combinations(profiles, 2)
        if (pair := compare_profiles(one, other, frequency))
    }
    found = find_pairs(profiles)
    assert {(pair.first, pair.second): pair for pair in found} == twin
    assert [pair.score for pair in found] == sorted((pair.score for pair in found), reverse=True)
    partly = {(pair.first, pair.second) for pair in find_pairs(profiles, among=some)}
    assert partly == {key for key in twin if some & set(key)}


# Two likenesses of one score, one of a rare word and one of a common one.
TWO_NAMES_EACH = [
    PersonProfile.of(number, names)
    for number, names in enumerate(
        (["Gulnora"], ["Gulnora"], ["Gulnora", "Rakhimova"], ["Rakhimova", "Gulnora"])
    )
]


@given(profiles=PROFILES)
@example(profiles=TWO_NAMES_EACH)
def test_it_does_not_matter_who_is_asked_about_whom(profiles: list[PersonProfile]) -> None:
    frequency = word_frequency(profiles)
    for one, other in itertools.combinations(profiles, 2):
        there, back = compare_profiles(one, other, frequency), compare_profiles(other, one, frequency)
        assert (there and (there.score, there.reasons)) == (back and (back.score, back.reasons))
