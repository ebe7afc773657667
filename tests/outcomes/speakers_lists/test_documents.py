"""Lists of speakers as they are handed out: the order, whom each speaks for, for how long; nobody who is hidden."""

import pytest

from outcomes.speakers_lists.domain.speakers_list import (
    Speaker,
    ask_for_the_floor,
    end_speaking,
    give_the_floor,
    open_list,
    withdraw_request,
)
from tests.factories import DelegationFactory, ItemFactory, PersonFactory, SessionFactory
from tests.outcomes.secretariat_documents.samples import data_of, queries_of, words_of

pytestmark = pytest.mark.django_db

KIND = "outcomes.lists-of-speakers"


@pytest.fixture
def session(conference):
    return SessionFactory(conference=conference, title={"en": "General debate"})


def named(data):
    return [[speaker.name for speaker in each.speakers] for each in data.lists]


def test_speakers_stand_in_their_order_with_whom_they_speak_for(conference, session, staff):
    opened = open_list(
        session, by=staff, item=ItemFactory(session=session, title={"en": "Hotlines"}), minutes=5
    )
    state = DelegationFactory(conference=conference, kind="state", name={"en": "Avaland"})
    person = PersonFactory(
        conference=conference, listing="public", name={"en": "Bek Speaker"}, job_title={"en": "director"},
        organization={"en": "A hotline"}, country="UZ",
    )  # fmt: skip
    first = ask_for_the_floor(opened, by=staff, speaker=Speaker(name="The guest"))
    ask_for_the_floor(opened, by=staff, speaker=Speaker(person=person), minutes=2)
    ask_for_the_floor(opened, by=staff, speaker=Speaker(delegation=state), kind="right-of-reply")
    ask_for_the_floor(opened, by=staff, speaker=Speaker(name="In order!"), kind="point-of-order")
    gone = ask_for_the_floor(opened, by=staff, speaker=Speaker(name="Gone"))
    give_the_floor(first, by=staff, seen=None)
    end_speaking(first, by=staff)
    withdraw_request(gone, by=staff)
    [printed] = data_of(KIND, conference).lists
    assert (printed.title, printed.of_item) == ("General debate", "Hotlines")
    assert printed.rule == "Time limit: five minutes. In order of request."
    assert [(line.number, line.name, line.minutes) for line in printed.speakers] == [
        (1, "The guest", "5 min"), (2, "In order!", "5 min"), (3, "Bek Speaker", "2 min"), (4, "Avaland", "5 min"),
    ]  # fmt: skip
    assert printed.speakers[0].state == "Has spoken"
    assert printed.speakers[2].details == ("Director, A hotline, Uzbekistan",)
    assert printed.speakers[3].details == ("Right of reply",)


def test_a_person_who_is_not_to_be_listed_is_not_named(conference, session, staff):
    opened = open_list(session, by=staff)
    hidden = PersonFactory(
        conference=conference, listing="hidden", name={"en": "Hidden Name"}, job_title={"en": "spy"},
        organization={"en": "A ministry"},
    )  # fmt: skip
    ask_for_the_floor(opened, by=staff, speaker=Speaker(person=hidden))
    data = data_of(KIND, conference)
    assert (
        named(data) == [["A ministry"]] and "Hidden Name" not in str(data) and "spy" not in str(data).lower()
    )


def test_under_the_chatham_house_rule_nobody_is_listed(conference, staff):
    session = SessionFactory(conference=conference, chatham_house=True)
    opened = open_list(session, by=staff)
    ask_for_the_floor(opened, by=staff, speaker=Speaker(name="A secret speaker"))
    data = data_of(KIND, conference)
    assert named(data) == [[]] and "Chatham House" in data.lists[0].note and "secret" not in str(data)


def test_one_list_can_be_chosen(conference, session, staff):
    chosen = open_list(session, by=staff)
    open_list(SessionFactory(conference=conference), by=staff)
    assert len(data_of(KIND, conference).lists) == 2
    data = data_of(KIND, conference, speakers_list=str(chosen.pk))
    assert [each.title for each in data.lists] == ["General debate"] and data.meta.title == "List of speakers"


@pytest.mark.parametrize(
    ("language", "title", "empty"),
    [
        ("en", "Lists of speakers", "No list of speakers is open yet."),
        ("ru", "Списки ораторов", "Списков ораторов пока нет."),
        ("uz", "Soʻzga chiquvchilar roʻyxatlari", "Hozircha soʻzga chiquvchilar roʻyxati ochilmagan."),
    ],
)
def test_a_conference_without_lists_says_so(conference, language, title, empty):
    words = words_of(KIND, conference, language)
    assert title in words and empty in words


def test_three_lists_take_as_many_queries_as_one(conference, staff):
    for number in range(3):
        session = SessionFactory(conference=conference)
        opened = open_list(session, by=staff, item=ItemFactory(session=session))
        for speaker in (
            Speaker(delegation=DelegationFactory(conference=conference)),
            Speaker(person=PersonFactory(conference=conference)),
        ):
            ask_for_the_floor(opened, by=staff, speaker=speaker)
        if number == 0:
            before = queries_of(KIND, conference)
    assert queries_of(KIND, conference) == before
