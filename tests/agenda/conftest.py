"""Fixtures of the agenda's tests: verbs in short form, and a small schedule to import."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from agenda.releases.domain.publication import publish_agenda
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.people.models import Person
from tests.factories import PersonFactory, RoomFactory, SessionFactory, SessionRoleFactory


@pytest.fixture
def by(db: Any) -> User:
    """The acting user of commands."""
    return system_user("command")


@pytest.fixture
def publish(conference: Conference, by: User) -> Callable[..., AgendaRelease]:
    """`publish()` publishes the agenda of `conference`."""
    return lambda **options: publish_agenda(conference, by=by, **options)


@pytest.fixture
def at(conference: Conference) -> Callable[..., dt.datetime]:
    """`at("10:30", day=1)`: that hour of the conference's second day, in its zone."""

    def moment(hour: str, day: int = 0) -> dt.datetime:
        date = conference.starts_on + dt.timedelta(days=day)
        return dt.datetime.combine(date, dt.time.fromisoformat(hour), tzinfo=conference.zone)

    return moment


@pytest.fixture
def hall(conference: Conference) -> Any:
    return RoomFactory(conference=conference, name={"en": "Hall"})


@pytest.fixture
def scheduled(conference: Conference, hall: Any, at: Callable[..., dt.datetime]) -> Callable[..., Session]:
    """`scheduled("Title", "10:00", "11:00")`: scheduled in the hall, and seen by everyone."""

    def make(title: str, start: str, end: str, **more: Any) -> Session:
        day = more.pop("day", 0)
        more = {"room": hall, "visibility": "public", **more}
        return SessionFactory(
            conference=conference, title={"en": title}, start=at(start, day), end=at(end, day), **more
        )

    return make


SCHEDULE = """<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <version>3</version>
  <conference>
    <acronym>test2027</acronym>
    <title>Test Conference 2027</title>
    <start>2027-03-30</start>
    <end>2027-03-31</end>
    <days>2</days>
    <timeslot_duration>00:15</timeslot_duration>
    <time_zone_name>Asia/Tashkent</time_zone_name>
    <track name="Partnership" color="#123456" slug="partnership">Partnership</track>
  </conference>
  <day index="1" date="2027-03-30" start="2027-03-30T09:00:00+05:00" end="2027-03-30T18:00:00+05:00">
    <room name="Hall &amp; Foyer">
      <event id="17" guid="11111111-2222-3333-4444-555555555555">
        <date>2027-03-30T10:00:00+05:00</date>
        <start>10:00</start>
        <duration>01:30</duration>
        <room>Hall &amp; Foyer</room>
        <slug>test2027-17-opening_words</slug>
        <recording><license>CC BY 4.0</license><optout>true</optout></recording>
        <title>Opening words</title>
        <subtitle>A subtitle</subtitle>
        <track>Partnership</track>
        <type>keynote</type>
        <language>en</language>
        <abstract>&lt;p&gt;An &lt;b&gt;abstract&lt;/b&gt;.&lt;/p&gt;</abstract>
        <description>A description.</description>
        <feedback_url>https://example.org/feedback/17</feedback_url>
        <somethingnew level="2">kept <inner>too</inner></somethingnew>
        <persons>
          <person id="5">Anna Sample</person>
          <person id="6">Boris Sample</person>
        </persons>
        <links><link href="https://example.org/paper">The paper</link></links>
        <attachments>
          <attachment href="https://example.org/slides.pdf" type="application/pdf">Slides</attachment>
        </attachments>
      </event>
    </room>
  </day>
  <day index="2" date="2027-03-31" start="2027-03-31T09:00:00+05:00" end="2027-04-01T03:00:00+05:00">
    <room name="Small room">
      <event id="18" guid="11111111-2222-3333-4444-666666666666">
        <date>2027-04-01T00:30:00+05:00</date>
        <start>00:30</start>
        <duration>01:00</duration>
        <room>Small room</room>
        <title>After midnight</title>
        <subtitle/><track/><type/><language/><abstract/><description/>
        <persons><person id="5">Anna Sample</person></persons>
      </event>
    </room>
  </day>
</schedule>
"""


@pytest.fixture
def speaker(conference: Conference) -> Person:
    return PersonFactory(
        conference=conference, name={"en": "Anna Sample"}, email="anna@example.org", languages=["en"]
    )


@pytest.fixture
def session(conference: Conference, at: Callable[..., dt.datetime]) -> Session:
    room = RoomFactory(conference=conference, name={"en": "Main hall"})
    return SessionFactory(
        conference=conference, title={"en": "Plenary"}, start=at("10:00"), end=at("11:00"), room=room,
        visibility="public",
    )  # fmt: skip


@pytest.fixture
def role(speaker: Person, session: Session) -> Any:
    return SessionRoleFactory(session=session, person=speaker, role="speaker", status="proposed")


@pytest.fixture
def schedule_xml() -> str:
    """Two events: one with everything that frab XML can say and more, one nearly empty and after midnight."""
    return SCHEDULE
