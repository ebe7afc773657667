"""The agenda editor: what its page is given, and what its script asks for."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from agenda.history.models import EditingStep
from agenda.sessions.domain.sessions import change_session, delete_session, move_session
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from tests.agenda.addresses import address
from tests.factories import (
    ItemFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    ThemeFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_as: Callable[[User], Client], owner: User) -> Client:
    """The owner's browser."""
    return client_as(owner)


@pytest.fixture
def session(conference: Conference) -> Session:
    return Session.objects.select_related("conference", "room").get(
        pk=SessionFactory(conference=conference).pk
    )


def send(client: Client, url: str, data: Any) -> Any:
    """As the script does."""
    body = data if isinstance(data, (str, bytes)) else json.dumps(data)
    return client.post(url, body, content_type="application/json", headers={"Accept": "application/json"})


def move(client: Client, conference: Conference, session: Session, **data: Any) -> Any:
    return send(
        client, address(conference, "editor-move", session.pk), {"revision": session.revision, **data}
    )


class TestState:
    def test_it_has_all_that_is_shown(
        self, desk: Client, conference: Conference, at: Callable[..., dt.datetime]
    ) -> None:
        room, theme = RoomFactory(conference=conference), ThemeFactory(conference=conference)
        group = WorkingGroupFactory(conference=conference)
        session = SessionFactory(
            conference=conference,
            room=room,
            theme=theme,
            working_group=group,
            kind="working-group",
            floor_languages=["ru"],
            listening_languages=["en"],
            fixed=True,
        )
        item = ItemFactory(session=session, minutes=20)
        role = SessionRoleFactory(session=session, role="chair")
        SessionRoleFactory(session=session, role="speaker", status="declined")
        state = desk.get(address(conference, "editor-state")).json()
        assert [each["id"] for each in state["rooms"]] == [str(room.pk)]
        [row] = state["sessions"]
        assert (row["start"], row["end"], row["day"]) == (
            "2027-03-30T10:00",
            "2027-03-30T11:00",
            "2027-03-30",
        ), "in the conference's zone"
        assert row["theme"]["id"] == str(theme.pk) and row["group"]["code"] == group.code
        assert row["languages"] == ["en", "ru"] and row["fixed"] is True
        assert row["items"] == [{"title": str(item.title), "minutes": 20}]
        assert [(person["id"], person["role"]) for person in row["people"]] == [
            (str(role.person_id), "chair")
        ]
        assert (state["undo"], state["redo"]) == (None, None)

    def test_conflicts_name_their_sessions(self, desk: Client, conference: Conference) -> None:
        room = RoomFactory(conference=conference)
        first, second = SessionFactory.create_batch(2, conference=conference, room=room)
        state = desk.get(address(conference, "editor-state")).json()
        [twice] = [row for row in state["conflicts"] if row["kind"] == "room-twice"]
        assert set(twice["sessions"]) == {str(first.pk), str(second.pk)}

    def test_unchanged_is_304_and_any_action_changes_it(
        self, desk: Client, conference: Conference, session: Session, owner: User, by: User
    ) -> None:
        url = address(conference, "editor-state")
        version = desk.get(url)["ETag"]

        def asked() -> int:
            nonlocal version
            response = desk.get(url, headers={"If-None-Match": version})
            version = response["ETag"]
            return int(response.status_code)

        # The notes of upper floors are looked at once a minute: on its turn there is one answer more.
        assert 304 in (asked(), asked())
        move_session(session, by=by, revision=None, start=None)
        assert asked() == 200
        RoomFactory(conference=conference)
        assert asked() == 200
        delete_session(session, by=by, revision=None)
        assert asked() == 200

    def test_it_costs_the_same_for_more_sessions(
        self, desk: Client, conference: Conference, assert_constant_queries: Callable[..., None]
    ) -> None:
        def add() -> None:
            session = SessionFactory(conference=conference)
            SessionRoleFactory(session=session)
            ItemFactory(session=session)

        assert_constant_queries(address(conference, "editor-state"), add, client=desk)
        assert_constant_queries(address(conference, "editor"), add, client=desk)

    def test_what_others_did_is_told_with_their_name(
        self,
        desk: Client,
        conference: Conference,
        session: Session,
        member: Callable[..., User],
        owner: User,
        at: Callable[..., dt.datetime],
    ) -> None:
        first = desk.get(address(conference, "editor-state")).json()
        move_session(session, by=owner, revision=None, start=at("12:00"))
        programme = member("programme")
        change_session(session, by=programme, revision=None, title="Other")
        state = desk.get(address(conference, "editor-state"), {"since": first["now"]}).json()
        [change] = state["changes"]
        assert (change["who"], change["session"]) == (str(programme), str(session.pk)), "not one's own"
        assert change["what"] == "Session changed"

    @pytest.mark.parametrize("since", ["", "yesterday", "2027-02-31T10:00:00+00:00", "2027-03-30T10:00"])
    def test_a_senseless_since_is_passed_over(self, desk: Client, conference: Conference, since: str) -> None:
        response = desk.get(address(conference, "editor-state"), {"since": since})
        assert response.status_code == 200 and response.json()["changes"] == []


class TestMove:
    def test_it_is_saved_and_says_the_conflicts(
        self, desk: Client, conference: Conference, session: Session, at: Callable[..., dt.datetime]
    ) -> None:
        hall = RoomFactory(conference=conference)
        SessionFactory(conference=conference, room=hall, start=at("14:30"), end=at("15:30"))
        answer = move(
            desk, conference, session, start="2027-03-30T14:00", end="2027-03-30T15:00", room=str(hall.pk)
        )
        assert answer.status_code == 200
        data = answer.json()
        session.refresh_from_db()
        assert (session.start, session.end, session.room) == (at("14:00"), at("15:00"), hall)
        assert data["session"]["revision"] == session.revision == 2
        assert "room-twice" in {row["kind"] for row in data["conflicts"]}
        assert data["undo"]["label"] == str(session.title) and data["undo"]["action"] == "Session moved"

    def test_what_is_not_sent_stays(self, desk: Client, conference: Conference) -> None:
        hall = RoomFactory(conference=conference)
        session = SessionFactory(conference=conference, room=hall)
        move(desk, conference, session, start="2027-03-31T09:00")
        row = desk.get(address(conference, "editor-state")).json()["sessions"][0]
        assert (row["start"], row["end"], row["room"]) == (
            "2027-03-31T09:00",
            "2027-03-31T10:00",
            str(hall.pk),
        )

    def test_it_takes_few_queries(
        self,
        desk: Client,
        conference: Conference,
        session: Session,
        django_assert_max_num_queries: Callable[..., Any],
    ) -> None:
        for other in SessionFactory.create_batch(5, conference=conference):
            SessionRoleFactory(session=other)
        with django_assert_max_num_queries(28):
            move(desk, conference, session, start="2027-03-31T09:00")

    def test_a_stale_one_gets_both(
        self,
        desk: Client,
        conference: Conference,
        session: Session,
        member: Callable[..., User],
        at: Callable[..., dt.datetime],
    ) -> None:
        seen, other = session.revision, member("programme")
        move_session(session, by=other, revision=seen, start=at("16:00"))
        answer = send(
            desk,
            address(conference, "editor-move", session.pk),
            {"revision": seen, "start": "2027-03-30T12:00"},
        )
        assert answer.status_code == 409
        data = answer.json()
        assert data["theirs"]["start"] == "2027-03-30T16:00" and data["session"]["revision"] == seen + 1
        assert (data["by"]["who"], data["by"]["what"]) == (str(other), "Session moved")
        assert Session.objects.get(pk=session.pk).start == at("16:00"), "nothing is written over"
        again = send(
            desk,
            address(conference, "editor-move", session.pk),
            {"revision": data["theirs"]["revision"], "start": "2027-03-30T12:00"},
        )
        assert again.status_code == 200, "the second time it is a decision"

    @pytest.mark.parametrize(
        "data, said",
        [
            ({"start": "2027-03-30T12:00", "end": "2027-03-30T11:00"}, "The end is not after the start."),
            ({"start": "", "end": "2027-03-30T11:00"}, "an end and no start"),
            ({"start": "2027-03-30T10:00[Mars/Olympus_Mons]"}, "not a time"),
            ({"start": "2027-03-30T10:00+99:00"}, "not a time"),
            ({"start": "2027-02-30T10:00"}, "not a time"),
            ({"start": "9999-12-31T23:59"}, ""),
            ({"room": str(uuid4())}, "This room no longer exists."),
            ({"room": "hall"}, "This room no longer exists."),
            ({"room": {"id": 1}}, "This room no longer exists."),
            ({"revision": "new"}, ""),
            ({"revision": None}, ""),
            ("{", "not what the editor sends"),
            ("[1]", "not what the editor sends"),
            (b"\xff\xfe", "not what the editor sends"),
        ],
        ids=[
            "end before start", "an end without a start", "a zone that does not exist", "an offset that does not exist",
            "a day that does not exist", "the end of time", "a room that is gone", "a room by name",
            "a room as an object", "a revision that is no number", "no revision", "torn", "a list", "no text",
        ],
    )  # fmt: skip
    def test_bad_input_is_said_and_writes_nothing(
        self, desk: Client, conference: Conference, session: Session, data: Any, said: str
    ) -> None:
        before = Session.objects.values("start", "end", "room", "revision").get()
        body = {"revision": session.revision, **data} if isinstance(data, dict) else data
        answer = send(desk, address(conference, "editor-move", session.pk), body)
        assert answer.status_code == 400 and said in answer.json()["error"]
        assert Session.objects.values("start", "end", "room", "revision").get() == before
        assert not EditingStep.objects.exists()

    def test_a_room_of_another_conference_is_not_there(
        self, desk: Client, conference: Conference, other_conference: Conference, session: Session
    ) -> None:
        answer = move(desk, conference, session, room=str(RoomFactory(conference=other_conference).pk))
        assert answer.status_code == 400

    def test_a_session_of_another_conference_is_404(
        self, desk: Client, conference: Conference, other_conference: Conference
    ) -> None:
        session = SessionFactory(conference=other_conference)
        for name in ("editor-move", "editor-unschedule", "session-move"):
            assert send(desk, address(conference, name, session.pk), {"revision": 1}).status_code == 404

    def test_only_the_programme_may(
        self,
        conference: Conference,
        session: Session,
        member: Callable[..., User],
        client_as: Callable[[User], Client],
    ) -> None:
        client = client_as(member("rapporteur"))
        assert move(client, conference, session, start="2027-03-30T12:00").status_code == 403
        assert client.post(address(conference, "editor-undo")).status_code == 403
        page = client.get(address(conference, "editor"))
        assert page.context["editor"]["can_edit"] is False

    def test_without_the_token_it_is_refused(
        self, conference: Conference, session: Session, owner: User
    ) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
        assert move(client, conference, session, start="2027-03-30T12:00").status_code == 403

    def test_dropped_into_the_tray(self, desk: Client, conference: Conference, session: Session) -> None:
        url = address(conference, "editor-unschedule", session.pk)
        assert send(desk, url, {"revision": session.revision + 1}).status_code == 409
        answer = send(desk, url, {"revision": session.revision})
        assert answer.json()["session"]["start"] == ""
        assert answer.json()["undo"]["action"] == "Session taken off the schedule"
        assert Session.objects.get().start is None


class TestUndoAndRedo:
    def test_they_answer_with_what_changed(
        self, desk: Client, conference: Conference, session: Session
    ) -> None:
        move(desk, conference, session, start="2027-03-31T09:00")
        answer = send(desk, address(conference, "editor-undo"), {}).json()
        assert [row["start"] for row in answer["sessions"]] == ["2027-03-30T10:00"]
        assert answer["undo"] is None and answer["redo"]["action"] == "Session moved"
        assert str(session.title) in answer["said"]
        answer = send(desk, address(conference, "editor-redo"), {}).json()
        assert [row["start"] for row in answer["sessions"]] == ["2027-03-31T09:00"]
        assert send(desk, address(conference, "editor-redo"), {}).json()["sessions"] == []

    def test_one_that_is_gone_is_named(
        self, desk: Client, conference: Conference, session: Session, owner: User
    ) -> None:
        delete_session(session, by=owner, revision=None)
        key = str(session.pk)
        assert [
            row["id"] for row in send(desk, address(conference, "editor-undo"), {}).json()["sessions"]
        ] == [key]
        assert send(desk, address(conference, "editor-redo"), {}).json()["gone"] == [key]

    def test_what_others_changed_is_refused_and_can_be_passed_over(
        self, desk: Client, conference: Conference, session: Session, by: User, at: Callable[..., dt.datetime]
    ) -> None:
        move(desk, conference, session, start="2027-03-31T09:00")
        move_session(Session.objects.get(), by=by, revision=None, start=at("18:00"))
        answer = send(desk, address(conference, "editor-undo"), {})
        assert answer.status_code == 409
        data = answer.json()
        assert str(session.title) in data["said"]
        assert data["sessions"][0]["start"] == "2027-03-30T18:00"
        passed = desk.post(
            address(conference, "editor-pass-over"),
            {"step": data["step"]["id"]},
            headers={"Accept": "application/json"},
        )
        assert passed.json()["undo"] is None
        for step in ("", "x", str(uuid4())):
            again = desk.post(
                address(conference, "editor-pass-over"),
                {"step": step},
                headers={"Accept": "application/json"},
            )
            assert again.status_code in (200, 409)

    def test_by_a_button_of_the_list(self, desk: Client, conference: Conference, session: Session) -> None:
        move(desk, conference, session, start="2027-03-31T09:00")
        page = desk.get(address(conference, "session-list")).content.decode()
        assert address(conference, "editor-undo") in page
        answer = desk.post(address(conference, "editor-undo"), follow=True)
        assert "Taken back: Session moved" in answer.content.decode()
        assert Session.objects.get().revision == 3


class TestByForm:
    def test_a_move(
        self, desk: Client, conference: Conference, session: Session, at: Callable[..., dt.datetime]
    ) -> None:
        hall = RoomFactory(conference=conference)
        url = address(conference, "session-move", session.pk)
        assert 'value="10:00"' in desk.get(url).content.decode()
        data = {"revision": 1, "day": "2027-03-31", "starts": "09:15", "ends": "10:00", "room": hall.pk}
        answer = desk.post(url, data, follow=True)
        assert "was moved" in answer.content.decode()
        session.refresh_from_db()
        assert (session.start, session.end, session.room) == (at("09:15", day=1), at("10:00", day=1), hall)
        stale = desk.post(url, {**data, "starts": "09:20"})
        assert stale.status_code == 409 and "Yours and theirs" in stale.content.decode()
        again = desk.post(url, {**data, "starts": "09:20", "revision": 2})
        assert again.status_code == 302

    def test_off_the_schedule(self, desk: Client, conference: Conference, session: Session) -> None:
        url = address(conference, "session-move", session.pk)
        data = {"revision": 1, "day": "2027-03-30", "starts": "10:00", "ends": "11:00", "unschedule": "1"}
        assert "not scheduled now" in desk.post(url, data, follow=True).content.decode()
        assert Session.objects.get().start is None

    @pytest.mark.parametrize(
        "changes",
        [{"ends": "09:00"}, {"starts": ""}, {"day": "2031-01-01"}, {"room": str(uuid4())}],
        ids=["end before start", "no start", "a day of elsewhere", "a room that is gone"],
    )
    def test_bad_input_is_shown_at_its_field(
        self, desk: Client, conference: Conference, session: Session, changes: dict[str, str]
    ) -> None:
        data = {"revision": 1, "day": "2027-03-30", "starts": "10:00", "ends": "11:00", **changes}
        answer = desk.post(address(conference, "session-move", session.pk), data)
        assert answer.status_code == 200
        errors = answer.context["form"].errors
        assert {name: len(found) for name, found in errors.items()} == dict.fromkeys(changes, 1)
        assert Session.objects.get().revision == 1


def test_the_page_says_what_to_do_without_its_script(desk: Client, conference: Conference) -> None:
    page = desk.get(address(conference, "editor"), {"person": "nobody", "view": "x", "day": "never"})
    text = page.content.decode()
    assert "The calendar needs JavaScript" in text
    assert f'href="{address(conference, "session-list")}"' in text
    assert "style=" not in text.split("<main", 1)[1].split("</main>", 1)[0], "the policy forbids it"


def test_without_its_script_it_lists_the_chosen_day(
    desk: Client, conference: Conference, at: Callable[..., dt.datetime]
) -> None:
    def listed(day: str, page: int = 1) -> list[str]:
        answer = desk.get(address(conference, "editor"), {"day": day, "page": page})
        return [str(session.title) for session in answer.context["sessions"]]

    titles = [f"Session {number:02}" for number in range(27)]
    for title in titles:
        SessionFactory(conference=conference, title={"en": title}, start=at("09:00"), end=at("09:30"))
    night = dt.datetime(2027, 4, 1, 0, 30, tzinfo=conference.zone)
    SessionFactory(conference=conference, title={"en": "Night"}, start=night, day=dt.date(2027, 3, 31))
    SessionFactory(conference=conference, title={"en": "Later"}, start=None, end=None)
    first = listed("2027-03-30")
    assert len(first) == 25 and sorted(first + listed("2027-03-30", 2)) == titles
    assert listed("2027-03-31") == ["Night"], "under the day to which it belongs"
    assert listed("none") == ["Later"]
    assert listed("2027-13-45") == first
    text = desk.get(address(conference, "editor")).content.decode()
    assert 'href="?day=2027-03-31"' in text and 'href="?day=none"' in text and 'rel="next"' in text


def test_only_people_of_the_agenda_are_offered(desk: Client, conference: Conference) -> None:
    role = SessionRoleFactory(session=SessionFactory(conference=conference))
    other = PersonFactory(conference=conference)
    offered = dict(desk.get(address(conference, "editor")).context["filters"].fields["person"].choices)
    assert str(role.person.pk) in offered and str(other.pk) not in offered


def test_a_room_is_shown_on_every_day_on_which_something_stands_but_for_one_far_away(
    desk: Client, conference: Conference
) -> None:
    def columns() -> tuple[str, int]:
        setup = desk.get(address(conference, "editor")).context["editor"]
        return setup["first_day"], setup["columns"]

    assert columns() == ("2027-03-30", len(conference.days))
    start = dt.datetime(2027, 3, 28, 18, tzinfo=conference.zone)
    early = SessionFactory(conference=conference, start=start)
    assert columns() == ("2027-03-28", len(conference.days) + 2)
    Session.objects.filter(pk=early.pk).update(start=start.replace(year=2026), end=None)
    assert columns() == ("2027-03-30", len(conference.days))
