"""The agenda through the API: as published for everybody, and the working agenda for the team."""

import datetime as dt

import pytest

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.domain.sessions import ItemRow, RoleRow, create_session
from tests.factories import PersonFactory, RoomFactory, SessionFactory, ThemeFactory, WorkingGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(conference, owner):
    start = dt.datetime.combine(conference.starts_on, dt.time(10), conference.zone)
    speaker = PersonFactory(conference=conference, listing="public", name={"en": "Public Speaker"})
    hidden = PersonFactory(conference=conference, listing="secretariat", name={"en": "Hidden Guest"})
    return create_session(
        conference,
        by=owner,
        title={"en": "Plenary"},
        start=start,
        end=start + dt.timedelta(hours=1),
        room=RoomFactory(conference=conference),
        online_link="https://meet.example.org/secret",
        items=[ItemRow(title={"en": "First item"}, minutes=20)],
        roles=[
            RoleRow(person=speaker, status="confirmed"),
            RoleRow(person=hidden, role="chair", status="confirmed"),
        ],
    )


def test_nothing_is_read_before_it_is_published(anybody, session):
    assert anybody.get("/agenda").status_code == 404


def test_everybody_reads_the_release_and_never_who_or_what_is_hidden(
    anybody, program, conference, owner, session
):
    publish_agenda(conference, by=owner)
    answer = anybody.get("/agenda")
    agenda = answer.json()
    [shown] = agenda["sessions"]
    assert shown["title"] == {"en": "Plenary"} and shown["start"] == "2027-03-30T10:00:00+05:00"
    assert shown["items"][0]["number"] == 1 and shown["room"] == agenda["rooms"][0]["id"]
    assert [speaker["person"]["name"] for speaker in agenda["speakers"]] == [{"en": "Public Speaker"}]
    assert agenda["speakers"][0]["sessions"] == [shown["id"]]
    assert b"Hidden" not in answer.content and b"secret" not in answer.content
    assert program.get("/agenda").content == answer.content
    assert anybody.get("/agenda", If_None_Match=answer["ETag"]).status_code == 304


def test_a_program_writes_the_agenda_and_publishes_it(program, anybody, conference):
    room = program.post("/rooms", {"name": {"en": "Hall"}}).json()["id"]
    person = PersonFactory(conference=conference, listing="public")
    added = program.post(
        "/sessions",
        {
            "title": {"en": "Panel"},
            "kind": "panel",
            "start": "2027-03-30T14:00:00+05:00",
            "end": "2027-03-30T10:30:00Z",
            "room": room,
            "items": [{"title": {"en": "Introduction"}, "minutes": 10}],
            "roles": [{"person": str(person.pk), "role": "speaker", "status": "confirmed", "item": 1}],
        },
    )
    assert added.status_code == 201, added.content
    session = added.json()
    assert session["end"] == "2027-03-30T15:30:00+05:00"
    assert session["roles"][0]["item"] == session["items"][0]["id"]
    renamed = program.patch(f"/sessions/{session['id']}", {"title": {"en": "Other"}}).json()
    assert renamed["title"] == {"en": "Other"} and renamed["items"] == session["items"]
    published = program.post("/releases", {"note": "The first."})
    assert published.status_code == 201 and published.json()["label"] == "provisional"
    assert anybody.get("/agenda").json()["sessions"][0]["title"] == {"en": "Other"}
    assert [row["number"] for row in program.get("/releases").json()["items"]] == [1]


@pytest.mark.parametrize("field", ["floor_languages", "listening_languages"])
def test_a_language_that_there_is_not_is_refused(program, session, field):
    for answer in (
        program.patch(f"/sessions/{session.pk}", {field: ["en", "english!"]}),
        program.post("/sessions", {"title": {"en": "Panel"}, field: ["english!"]}),
    ):
        assert answer.status_code == 422 and field in answer.content.decode()
    session.refresh_from_db()
    assert "english!" not in getattr(session, field)


def test_nothing_is_published_where_nothing_is_planned(program):
    answer = program.post("/releases", {})
    assert answer.status_code == 409 and "Nothing is scheduled" in answer.json()["detail"]


@pytest.mark.parametrize("field", ["room", "group", "theme", "roles"])
def test_what_is_another_conferences_is_named_as_wrong(program, other_conference, field):
    strange = str(PersonFactory(conference=other_conference).pk)
    if field == "room":
        strange = str(RoomFactory(conference=other_conference).pk)
    value = [{"person": strange}] if field == "roles" else strange
    answer = program.post("/sessions", {"title": {"en": "Panel"}, field: value})
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("field", ["room", "group", "theme", "roles"])
def test_nor_is_it_taken_into_a_session_that_there_is(program, other_conference, session, field):
    made = {
        "room": RoomFactory, "group": WorkingGroupFactory, "theme": ThemeFactory, "roles": PersonFactory,
    }[field]  # fmt: skip
    strange = str(made(conference=other_conference).pk)
    path = f"/sessions/{session.pk}"
    before = program.get(path).json()
    answer = program.patch(path, {field: [{"person": strange}] if field == "roles" else strange})
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == field
    assert program.get(path).json() == before


def test_an_item_or_role_of_another_session_is_not_moved_into_this_one(
    program, conference, owner, other_conference, session
):
    elsewhere = create_session(
        other_conference, by=owner, title={"en": "Theirs"}, items=[ItemRow(title={"en": "Their item"})]
    )
    theirs = str(elsewhere.items.get().pk)
    program.patch(f"/sessions/{session.pk}", {"items": [{"id": theirs, "title": {"en": "Ours"}}]})
    assert elsewhere.items.get().title == {"en": "Their item"}


def test_sessions_come_in_order_those_without_a_time_last(program, conference, session):
    SessionFactory(conference=conference, title={"en": "Some time"}, start=None, end=None)
    first = program.get("/sessions?limit=1").json()
    second = program.get(f"/sessions?limit=1&cursor={first['next']}").json()
    titles = [page["items"][0]["title"]["en"] for page in (first, second)]
    assert titles == ["Plenary", "Some time"] and second["next"] is None
    assert program.get("/sessions?day=2027-03-31").json()["items"] == []
    assert len(program.get("/sessions?day=2027-03-30").json()["items"]) == 1


@pytest.mark.parametrize("path", ["/sessions", "/rooms", "/groups", "/releases"])
def test_a_list_makes_as_many_queries_for_three_rows_as_for_one(
    program, conference, owner, session, path, assert_constant_queries
):
    def add():
        SessionFactory(conference=conference)
        RoomFactory(conference=conference)
        WorkingGroupFactory(conference=conference)
        publish_agenda(conference, by=owner)

    assert_constant_queries(path, add, client=program)


@pytest.mark.parametrize(
    "moment", ["0635-08-14T12:45:11Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"]
)
def test_a_moment_that_no_conference_can_have_is_refused(program, moment):
    answer = program.post("/sessions", {"title": {"en": "Plenary"}, "start": moment})
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == "start"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_no_fault_of_ours(program, day):
    assert program.get(f"/sessions?day={day}").json()["items"] == []
    assert program.get(f"/attendance?day={day}").json()["items"] == []
