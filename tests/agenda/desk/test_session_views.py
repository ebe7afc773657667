"""The list of sessions has views of what is missing, each with its number."""

import datetime as dt

import pytest
from django.urls import reverse

from confman.conferences.models import Conference
from tests.factories import RoomFactory, SessionFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sessions(conference: Conference) -> None:
    hall = RoomFactory(conference=conference)
    ten = dt.datetime.combine(conference.starts_on, dt.time(10), tzinfo=conference.zone)

    def make(title: str, hour: int, **more) -> object:
        start = ten + dt.timedelta(hours=hour)
        return SessionFactory(
            conference=conference, title={"en": title}, **{"start": start, "room": hall} | more
        )

    SessionRoleFactory(session=make("Complete", 0), role="chair", status="confirmed")
    make("Nobody chairs", 1)
    make("Beside it", 1, kind="side-event")
    make("Nowhere", 2, kind="side-event", room=None)
    make("On a screen", 3, kind="side-event", room=None, online_link="https://example.org/hall")
    make("Lunch", 4, kind="meal", room=None)
    make("Some time", 5, kind="side-event", start=None)


@pytest.mark.parametrize(
    ("view", "label", "titles"),
    [
        ("", "All", None),
        ("unscheduled", "Not scheduled", ["Some time"]),
        ("no-room", "No room", ["Nowhere"]),
        ("no-chair", "No chair", ["Nobody chairs"]),
        ("conflict", "In a conflict", ["Nobody chairs", "Beside it"]),
    ],
)
def test_a_view_shows_what_its_number_counts(sessions, conference, owner_client, view, label, titles):
    address = reverse("agenda_secretariat:session-list", args=[conference.slug])
    context = owner_client.get(address, {"state": view} if view else {"all": "1"}).context
    active = next(each for each in context["views"] if each["active"])
    found = [str(row.record.title) for row in context["table"].rows]
    assert (active["label"], active["count"]) == (label, len(found))
    assert len(context["views"]) == 5
    if titles:
        assert sorted(found) == sorted(titles)


def test_a_view_is_narrowed_like_the_list(sessions, conference, owner_client):
    address = reverse("agenda_secretariat:session-list", args=[conference.slug])
    found = owner_client.get(address, {"state": "conflict", "kind": "side-event"}).context["table"].rows
    assert [str(row.record.title) for row in found] == ["Beside it"]
