"""The journal of a day reads the published agenda: today, tomorrow, what happened the day before, announcements."""

import datetime as dt

import pytest
import time_machine

from agenda.releases.domain.publication import publish_agenda
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendations
from tests.factories import (
    ItemFactory,
    PageFactory,
    PersonFactory,
    RegisteredDocumentFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
)
from tests.outcomes.recommendation_samples import recommendation
from tests.outcomes.secretariat_documents.samples import data_of, queries_of, words_of

pytestmark = pytest.mark.django_db

KIND = "outcomes.journal"
SECOND_DAY = dt.datetime(2027, 3, 31, 4, tzinfo=dt.UTC)  # nine o'clock in Tashkent


@pytest.fixture
def published(conference, owner):
    """A conference of two days: an opening with an item and a paper for it, and a closing on the second day."""
    hall = RoomFactory(conference=conference, name={"en": "Hall A"})
    opening = SessionFactory(conference=conference, kind="opening", title={"en": "The opening"}, room=hall)
    item = ItemFactory(session=opening, title={"en": "Election of officers"})
    chair = PersonFactory(conference=conference, name={"en": "Aziza Chair"})
    SessionRoleFactory(session=opening, person=chair, role="chair", status="confirmed")
    SessionFactory(
        conference=conference, kind="closing", title={"en": "The closing"},
        start=opening.start + dt.timedelta(1), end=opening.end + dt.timedelta(1),
    )  # fmt: skip
    SessionFactory(conference=conference, kind="break", title={"en": "Coffee"})
    publish_agenda(conference, by=owner)
    RegisteredDocumentFactory(
        conference=conference, item=item, symbol="CONF/2027/2", title={"en": "Nominations"}
    )
    return conference


def test_it_has_the_sessions_of_today_and_of_tomorrow_with_their_documents(published):
    data = data_of(KIND, published, day="2027-03-30")
    assert data.today.title == "Programme of sessions: Tuesday, 30 March 2027"
    [meeting] = data.today.meetings
    assert (meeting.time, meeting.title, meeting.room) == ("10:00–11:00", "The opening", "Hall A")
    assert meeting.items == (("1", "Election of officers"),)
    assert meeting.documents == ("Nominations (CONF/2027/2)",)
    assert [line.title for line in data.tomorrow.meetings] == ["The closing"]
    assert data.summary is None


def test_the_working_agenda_is_not_read(published):
    SessionFactory(conference=published, title={"en": "Not published"})
    published.sessions.filter(kind="opening").update(title={"en": "Another title"})
    assert [line.title for line in data_of(KIND, published, day="2027-03-30").today.meetings] == [
        "The opening"
    ]


@time_machine.travel(SECOND_DAY)
def test_the_day_before_is_summed_up_once_its_sessions_are_over(published, owner):
    row = recommendation(published, stage="agreed")
    adopt_recommendations(
        [row], by=owner, decision=PlenaryDecision(method="consensus", decided_on=published.starts_on)
    )
    data = data_of(KIND, published)
    assert data.meta.subtitle == "No. 2 · Wednesday, 31 March 2027"
    assert data.summary.counted == "The conference held one session."
    [held] = data.summary.held
    assert held.title == "The opening"
    assert held.text == ("10:00–11:00, Hall A. Chaired by Aziza Chair. Agenda item 1 was considered.")
    assert data.summary.adopted == ("Recommendation 1 was adopted by consensus on 30 March 2027.",)


@time_machine.travel(SECOND_DAY - dt.timedelta(1))
def test_what_is_still_to_come_is_no_summary(published):
    assert data_of(KIND, published, day="2027-03-31").summary is None


@time_machine.travel(SECOND_DAY + dt.timedelta(2))
def test_the_day_after_the_last_sums_up_the_last(published):
    data = data_of(KIND, published, day="2027-04-01")
    assert [line.title for line in data.summary.held] == ["The closing"]
    assert not data.today.meetings and data.tomorrow is None


@time_machine.travel(SECOND_DAY)
def test_announcements_are_those_typed_and_the_news_of_the_day(published):
    PageFactory(
        conference=published, kind="news", title={"en": "Bus to the airport"}, published_at=SECOND_DAY
    )
    PageFactory(
        conference=published, kind="news", title={"en": "Old news"}, published_at=SECOND_DAY - dt.timedelta(9)
    )
    data = data_of(KIND, published, announcements="Badges are returned at the desk.\n\n")
    assert data.announcements == ("Badges are returned at the desk.", "Bus to the airport")


@pytest.mark.parametrize(
    ("language", "title", "empty"),
    [
        ("en", "Journal", "The agenda is not published yet."),
        ("ru", "Журнал конференции", "Повестка дня ещё не опубликована."),
        ("uz", "Konferensiya jurnali", "Kun tartibi hali eʼlon qilinmagan."),
    ],
)
def test_a_conference_without_an_agenda_says_so(conference, language, title, empty):
    words = words_of(KIND, conference, language)
    assert title in words and empty in words


@time_machine.travel(SECOND_DAY)
@pytest.mark.parametrize("kind", [KIND, "agenda.agenda"])
def test_a_name_on_record_in_cyrillic_letters_alone_is_readable_in_uzbek(published, owner, kind):
    published.languages = ["en", "ru", "uz"]
    published.save()
    session = SessionFactory(conference=published, title={"uz": "Majlis"})
    SessionRoleFactory(
        session=session, role="chair", status="confirmed",
        person__conference=published, person__listing="public", person__name={"ru": "Захид Холматов"},
    )  # fmt: skip
    publish_agenda(published, by=owner)
    words = words_of(kind, published, "uz")
    assert "Zaxid Xolmatov" in words and "Холматов" not in words


@time_machine.travel(SECOND_DAY)
def test_three_sessions_take_as_many_queries_as_one(published, owner):
    before = queries_of(KIND, published)
    for _number in range(2):
        session = SessionFactory(conference=published)
        SessionRoleFactory(session=session, person__conference=published, role="chair", status="confirmed")
        RegisteredDocumentFactory(conference=published, item=ItemFactory(session=session))
    publish_agenda(published, by=owner)
    assert queries_of(KIND, published) == before
