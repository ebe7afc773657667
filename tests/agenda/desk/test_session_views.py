"""The list of sessions has views of what is missing, each with its number."""

import datetime as dt

import pytest
from django.urls import reverse

from confman.conferences.models import Conference
from confman.documents.models import DocumentJob
from tests.factories import ItemFactory, RoomFactory, SessionFactory, SessionRoleFactory

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
    found = [str(row.title) for row in context["table"].shown]
    assert (active["label"], active["count"]) == (label, len(found))
    assert len(context["views"]) == 5
    if titles:
        assert sorted(found) == sorted(titles)


def test_a_view_is_narrowed_like_the_list(sessions, conference, owner_client):
    address = reverse("agenda_secretariat:session-list", args=[conference.slug])
    found = owner_client.get(address, {"state": "conflict", "kind": "side-event"}).context["table"].shown
    assert [str(row.title) for row in found] == ["Beside it"]


def record(conference, session):
    return reverse("agenda_secretariat:session-change", args=[conference.slug, session.pk])


def test_beside_a_record_stands_who_where_and_what_was_made_of_it(conference, owner_client, owner):
    hall = RoomFactory(conference=conference, name={"en": "Hall"}, capacity=300)
    session = SessionFactory(conference=conference, room=hall, capacity=40, taken=12)
    SessionRoleFactory(session=session, role="chair", status="declined", person__name={"en": "Anna Sample"})
    for options in ({"session": str(session.pk)}, {"session": ""}):
        DocumentJob.objects.create(
            conference=conference, kind="agenda.pack", format="pdf", language="en", options=options,
            requested_by=owner, status="done", file=f"documents/{len(options['session'])}.pdf",
        )  # fmt: skip
    page = owner_client.get(record(conference, session))
    facts = {str(label): str(value) for label, value in page.context["beside"]}
    assert "Anna Sample" in facts["People"] and "Declined" in facts["People"]
    assert "Hall" in facts["Room"] and "300 seats" in facts["Room"]
    assert facts["Places"] == "12 of 40 taken"
    [made] = page.context["made"]
    assert made.options == {"session": str(session.pk)}


def test_more_people_and_items_are_no_more_queries(conference, owner_client, assert_constant_queries):
    session = SessionFactory(conference=conference, room=RoomFactory(conference=conference))

    def add() -> None:
        number = session.items.count()
        ItemFactory(session=session, position=number)
        SessionRoleFactory(session=session, position=number)

    assert_constant_queries(record(conference, session), add, client=owner_client)


def test_every_scheduled_session_leads_to_running_late_with_itself_chosen(conference, owner_client):
    session = SessionFactory(conference=conference)
    late = reverse("agenda_secretariat:running-late", args=[conference.slug]) + f"?session={session.pk}"
    assert late in owner_client.get(record(conference, session)).content.decode()
    chosen = owner_client.get(late).content.decode()
    assert f'value="{session.pk}" selected' in chosen
    waiting = SessionFactory(conference=conference, start=None)
    assert "/late/?session=" not in owner_client.get(record(conference, waiting)).content.decode()


def test_a_row_with_an_error_is_open_and_keeps_what_was_typed(conference, owner_client):
    session = SessionFactory(conference=conference)
    first = ItemFactory(session=session, title={"en": "Welcome"}, position=1)
    second = ItemFactory(session=session, title={"en": "Report"}, position=2)
    rows = owner_client.get(record(conference, session)).context["editor"].item_rows.forms
    assert [row.words for row in rows][:2] == ["Welcome, presentation", "Report, presentation"]
    assert not any(row.is_open() for row in rows)
    sent = {
        "revision": session.revision, "title_en": "Plenary", "kind": session.kind, "status": session.status,
        "visibility": session.visibility, "roles-TOTAL_FORMS": 0, "roles-INITIAL_FORMS": 0,
        "items-TOTAL_FORMS": 4, "items-INITIAL_FORMS": 2,
        "items-0-row": first.pk, "items-0-title_en": "", "items-0-minutes": "17", "items-0-kind": first.kind,
        "items-1-row": second.pk, "items-1-title_en": "Report", "items-1-kind": second.kind, "items-1-ORDER": "2",
    }  # fmt: skip
    again = owner_client.post(record(conference, session), sent)
    rows = again.context["editor"].item_rows.forms
    assert [row.is_open() for row in rows] == [True, False, False, False]
    assert 'value="17"' in again.content.decode()
    first.refresh_from_db()
    assert str(first.title) == "Welcome"
