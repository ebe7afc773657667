"""The pages: of the secretariat, which edit, and of the public, which read releases and send no cookie."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agenda.conflicts.domain import report
from agenda.conflicts.domain.report import conflicts_of, conflicts_of_session
from agenda.core.models import AgendaSettings
from agenda.programme.web.day_grid import grid_of
from agenda.releases.domain.read_model import ReleasedDay
from agenda.releases.models import AgendaRelease
from agenda.sessions.domain.sessions import ItemRow, RoleRow, change_session, decline_role
from agenda.sessions.models.session import Session, SessionRole
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.models import Person
from tests.agenda.formsets import rows
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
Publish = Callable[..., AgendaRelease]


def at(conference: Conference, name: str, *more: Any) -> str:
    return reverse(f"agenda_secretariat:{name}", args=[conference.slug, *more])


def session_form(**changes: Any) -> dict[str, Any]:
    return {
        "title_en": "Opening",
        "kind": "opening",
        "visibility": "public",
        "status": "confirmed",
        "day": "2027-03-30",
        "starts": "09:30",
        "ends": "10:30",
        **rows("items"),
        **rows("roles"),
        **changes,
    }


class TestSessionForm:
    def test_a_session_with_items_and_two_speakers_by_name_alone(
        self, conference: Conference, owner_client: Client
    ) -> None:
        data = session_form(
            **rows(
                "items",
                {"title_en": "Welcome", "kind": "welcome", "minutes": "10"},
                {"title_en": "", "kind": "presentation"},
                {"title_en": "Address", "kind": "statement"},
            ),
            **rows(
                "roles",
                {"person": "Nodira Karimova", "role": "chair", "status": "proposed", "item": "0"},
                {"person": "Ali Valiyev", "role": "speaker", "status": "proposed", "item": "3"},
                {"person": "", "role": "speaker", "status": "proposed", "item": "0"},
            ),
        )
        response = owner_client.post(at(conference, "session-add"), data)
        assert response.status_code == 302, response.content.decode()
        session = Session.objects.get()
        assert (str(session.title), f"{conference.local(session.start):%d %H:%M}") == ("Opening", "30 09:30")
        assert [str(item) for item in session.items.all()] == ["Welcome", "Address"]
        roles = {
            str(role.person): (role.status, role.item and str(role.item)) for role in session.roles.all()
        }
        assert roles == {"Nodira Karimova": ("proposed", None), "Ali Valiyev": ("proposed", "Address")}

    def test_a_theme_that_is_missing_is_made_in_place_and_once(
        self, conference: Conference, owner_client: Client
    ) -> None:
        wrong = owner_client.post(
            at(conference, "session-add"), session_form(new_theme="Prevention", title_en="")
        )
        assert 'value="Prevention"' in wrong.content.decode() and not conference.themes.exists()
        for name in ("Prevention", "prevention "):
            answer = owner_client.post(at(conference, "session-add"), session_form(new_theme=name))
            assert answer.status_code == 302, answer.content.decode()
        (theme,) = conference.themes.all()
        assert str(theme.name) == "Prevention"
        assert [session.theme for session in Session.objects.all()] == [theme, theme]

    @pytest.mark.parametrize(
        "changes, field, said",
        [
            ({"title_en": ""}, "id_title", "required"),
            ({"ends": "09:00"}, "id_ends", "not after the start"),
            ({"day": ""}, "id_day", "Choose the day"),
            ({"starts": ""}, "id_starts", "When does it begin"),
            ({"starts": "half past"}, "id_starts", "valid time"),
            (
                rows("roles", {"person": "", "role": "chair", "status": "proposed", "row": "", "DELETE": ""}),
                "",
                "",
            ),
        ],
        ids=["no title", "ends too early", "no day", "no hour", "no time", "an empty row"],
    )
    def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
        self, conference: Conference, owner_client: Client, changes: dict[str, Any], field: str, said: str
    ) -> None:
        data = (
            session_form(summary_ru="Открытие", **rows("items", {"title_en": "Kept item", "kind": "other"}))
            | changes
        )
        response = owner_client.post(at(conference, "session-add"), data)
        if not field:
            assert response.status_code == 302
            return
        page = response.content.decode()
        assert response.status_code == 200 and f'id="{field}_error"' in page and said in page
        assert "Открытие" in page and "Kept item" in page
        assert not Session.objects.exists()

    def test_an_end_in_the_small_hours_is_after_midnight(
        self, conference: Conference, owner_client: Client
    ) -> None:
        owner_client.post(at(conference, "session-add"), session_form(starts="23:00", ends="01:00"))
        assert Session.objects.get().duration == dt.timedelta(hours=2)

    def test_a_name_of_several_is_asked_back_at_its_row(
        self, conference: Conference, owner_client: Client
    ) -> None:
        for organization in ("Ministry", "Embassy"):
            Person.objects.create(
                conference=conference, name={"en": "John Smith"}, organization={"en": organization}
            )
        roles = rows("roles", {"person": "John Smith", "role": "chair", "status": "confirmed", "item": "0"})
        page = owner_client.post(at(conference, "session-add"), session_form(**roles)).content.decode()
        assert "John Smith, Embassy; John Smith, Ministry" in page
        assert not Session.objects.exists()

    def test_a_stale_form_shows_both_and_overwrites_nothing(
        self, conference: Conference, owner_client: Client, by: User
    ) -> None:
        session = SessionFactory(conference=conference, title={"en": "Before"})
        seen = session.revision
        change_session(session, by=by, revision=None, title={"en": "Theirs"})
        data = session_form(title_en="Mine", revision=seen)
        response = owner_client.post(at(conference, "session-change", session.pk), data)
        page = response.content.decode()
        assert response.status_code == 409 and "en: Mine" in page and "en: Theirs" in page
        assert str(Session.objects.get().title) == "Theirs"
        data["revision"] = Session.objects.get().revision
        assert owner_client.post(at(conference, "session-change", session.pk), data).status_code == 302
        assert str(Session.objects.get().title) == "Mine"

    def test_a_stale_form_shows_the_people_and_items_of_both(
        self, conference: Conference, owner_client: Client, by: User
    ) -> None:
        session = SessionFactory(conference=conference, title={"en": "Opening"})
        welcome = ItemFactory(session=session, title={"en": "Welcome"}, minutes=10)
        seen = session.revision
        change_session(
            session,
            by=by,
            revision=None,
            items=[ItemRow({"en": "Welcome"}, minutes=15, id=welcome.pk), ItemRow({"en": "Film"})],
            roles=[RoleRow(PersonFactory(conference=conference, name={"en": "Theirs Only"}), "chair")],
        )
        mine = {"person": "Mine Only", "role": "speaker", "status": "confirmed", "item": "1"}
        item = {"title_en": "Welcome", "kind": "welcome", "minutes": "10", "row": str(welcome.pk)}
        data = session_form(**rows("roles", mine), **rows("items", item), revision=seen)
        response = owner_client.post(at(conference, "session-change", session.pk), data)
        assert response.status_code == 409
        told = {each.label: each for each in response.context["stale"]}
        assert told["Who"].yours == "Mine Only – speaker, confirmed – Welcome"
        assert told["Who"].theirs.startswith("Theirs Only") and told["Who"].theirs.endswith("chair, proposed")
        assert "10′" in told["Items"].yours and "Film" in told["Items"].theirs
        assert [str(role.person) for role in session.roles.all()] == ["Theirs Only"]
        assert not Person.objects.filter(name__en="Mine Only").exists()

    def test_rows_are_removed_and_moved(self, conference: Conference, owner_client: Client) -> None:
        session = SessionFactory(conference=conference)
        one, two = (
            ItemFactory(session=session, title={"en": "1"}),
            ItemFactory(session=session, title={"en": "2"}),
        )
        role = SessionRoleFactory(session=session)
        data = session_form(
            revision=session.revision,
            **rows(
                "items",
                {"row": one.pk, "title_en": "1", "kind": "other", "ORDER": "2"},
                {"row": two.pk, "title_en": "2", "kind": "other", "ORDER": "1"},
                initial=2,
            ),
            **rows(
                "roles",
                {
                    "row": role.pk,
                    "person": str(role.person),
                    "role": "speaker",
                    "status": "confirmed",
                    "DELETE": "on",
                },
                initial=1,
            ),
        )
        response = owner_client.post(at(conference, "session-change", session.pk), data)
        assert response.status_code == 302, response.content.decode()
        assert [str(item) for item in session.items.all()] == ["2", "1"] and not session.roles.exists()

    def test_somebody_else_in_a_row_has_not_answered(
        self, conference: Conference, owner_client: Client
    ) -> None:
        session = SessionFactory(conference=conference)
        role = SessionRoleFactory(session=session, status="confirmed", role="speaker")
        row = {"row": role.pk, "person": "Anna Other", "role": "speaker", "status": "confirmed", "item": "0"}
        for person, status, becomes in (
            ("Anna Other", "confirmed", "proposed"), ("Boris Other", "invited", "invited"),
            ("Boris Other", "confirmed", "confirmed"),
        ):  # fmt: skip
            row |= {"row": session.roles.get().pk, "person": person, "status": status}
            session.refresh_from_db()
            data = session_form(revision=session.revision, **rows("roles", row, initial=1))
            assert owner_client.post(at(conference, "session-change", session.pk), data).status_code == 302
            role = session.roles.get()
            assert (str(role.person), role.status) == (person, becomes)

    def test_it_is_read_and_each_part_unfolds(self, conference: Conference, owner_client: Client) -> None:
        session = SessionFactory(conference=conference, title={"en": "Opening"})
        welcome = ItemFactory(session=session, title={"en": "Welcome"}, minutes=10)
        PersonFactory(conference=conference, name={"en": "Anna Chair"})
        data = session_form(
            title_en="Opening",
            revision=session.revision,
            **rows("roles", {"person": "Anna Chair", "role": "chair", "status": "confirmed", "item": "0"}),
            **rows(
                "items",
                {"row": welcome.pk, "title_en": "Welcome", "kind": "welcome", "minutes": "10"},
                initial=1,
            ),
        )
        address = at(conference, "session-change", session.pk)
        saved = owner_client.post(address, data, follow=True)
        assert saved.redirect_chain[-1][0] == address
        said = {fold.label: dict(fold.facts) for fold in saved.context["folds"]}
        assert said["When and where"]["When"] == "Tuesday, 30 March 2027, 09:30–10:30"
        assert said["Who"] == {"chair": "Anna Chair, Ministry of Justice – confirmed"}
        assert said["Items"] == {1: "Welcome, welcoming speech, 10′"}
        assert "Chatham House Rule" not in said["For whom"]
        assert not [fold.key for fold in saved.context["folds"] if fold.is_open]
        asked = owner_client.get(address, {"section": "who"})
        assert [fold.key for fold in asked.context["folds"] if fold.is_open] == ["who"]
        wrong = owner_client.post(address, data | {"ends": "09:00"})
        unfolded = [fold.key for fold in wrong.context["folds"] if fold.is_open]
        assert "section-1" in unfolded and "section-0" not in unfolded

    def test_it_leads_to_the_sessions_before_and_after(
        self, conference: Conference, owner_client: Client
    ) -> None:
        first = SessionFactory(conference=conference, title={"en": "First"})
        second, third = (
            SessionFactory(
                conference=conference,
                title={"en": title},
                start=first.end + dt.timedelta(hours=hours),
                end=None,
            )
            for title, hours in (("Second", 0), ("Third", 1))
        )
        beside = owner_client.get(at(conference, "session-change", second.pk)).context["neighbours"]
        assert (beside.number, beside.total) == (2, 3)
        assert (beside.previous.label, beside.next.label) == ("First", "Third")
        assert beside.next.url == at(conference, "session-change", third.pk)
        beside = owner_client.get(at(conference, "session-change", first.pk)).context["neighbours"]
        assert beside.previous is None

    def test_it_names_its_own_conflicts(self, conference: Conference, owner_client: Client) -> None:
        room = RoomFactory(conference=conference)
        one, _other = SessionFactory.create_batch(2, conference=conference, room=room)
        elsewhere = SessionFactory(conference=conference, room=RoomFactory(conference=conference))
        found = owner_client.get(at(conference, "session-change", one.pk)).context["conflicts"]
        assert found
        here = owner_client.get(at(conference, "session-change", elsewhere.pk)).context["conflicts"]
        assert {each.kind for each in here} < {each.kind for each in found}

    def test_its_conflicts_are_those_of_the_whole_agenda_that_name_it(self, conference: Conference) -> None:
        room, elsewhere = RoomFactory.create_batch(2, conference=conference)
        first = SessionFactory(conference=conference, room=room)
        plenary = SessionFactory(conference=conference, room=elsewhere, kind="plenary")
        again = SessionFactory(
            conference=conference, room=room, start=first.start + dt.timedelta(days=1), end=None
        )
        twin = SessionFactory(conference=conference, room=room, start=again.start, end=None)
        found = conflicts_of(conference)
        for session in (first, plenary, again, twin):
            own = [each for each in found if str(session.pk) in dict(each.sessions)]
            assert own and conflicts_of_session(session) == own

    def test_a_record_looks_for_no_conflicts_of_other_days(
        self, conference: Conference, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sessions = [
            SessionFactory(
                conference=conference,
                start=dt.datetime.combine(conference.starts_on, dt.time(9), conference.zone)
                + dt.timedelta(days=days),
                end=None,
            )
            for days in (0, 0, 2, 2, 2)
        ]
        looked: list[int] = []
        monkeypatch.setattr(
            report, "find_conflicts", lambda plan, ignored=(): looked.append(len(plan.sessions)) or []
        )
        conflicts_of_session(sessions[0])
        assert looked == [2]

    def test_deleting_asks_first(self, conference: Conference, owner_client: Client) -> None:
        session = SessionFactory(conference=conference)
        address = at(conference, "session-delete", session.pk)
        assert "Delete “" in owner_client.get(address).content.decode()
        owner_client.post(address)
        assert not Session.objects.exists()

    def test_a_session_of_another_conference_is_not_found(
        self, conference: Conference, other_conference: Conference, owner_client: Client
    ) -> None:
        session = SessionFactory(conference=other_conference)
        assert owner_client.get(at(conference, "session-change", session.pk)).status_code == 404


def test_the_list_shows_days_conflicts_and_what_waits(conference: Conference, owner_client: Client) -> None:
    room = RoomFactory(conference=conference)
    SessionFactory.create_batch(2, conference=conference, room=room)
    SessionFactory(conference=conference, start=None, end=None, title={"en": "Still to be placed"})
    page = owner_client.get(at(conference, "session-list")).content.decode()
    assert "Tuesday, 30 March 2027" in page and "Not scheduled yet" in page and "2 conflicts in" in page
    assert page.count(">conflict</span>") + page.count(">Conflict</span>") == 2
    page = owner_client.get(at(conference, "session-list"), {"day": "none"}).content.decode()
    assert "Still to be placed" in page and "Tuesday, 30 March 2027</time>" not in page
    page = owner_client.get(at(conference, "session-list"), {"q": "placed"}).content.decode()
    assert "Still to be placed" in page and "1–1 of 1" in page


def test_answers_of_many_are_noted_at_once(
    conference: Conference, other_conference: Conference, owner_client: Client
) -> None:
    roles = [SessionRoleFactory(session__conference=conference, status="invited") for _ in range(2)]
    foreign = SessionRoleFactory(session__conference=other_conference, status="invited")
    data = {"action": "confirm", "selected": [str(role.pk) for role in (*roles, foreign)]}
    owner_client.post(at(conference, "role-list"), data)
    assert SessionRole.objects.filter(status="confirmed").count() == 2
    foreign.refresh_from_db()
    assert foreign.status == "invited"


def test_a_refusal_that_came_after_the_list_was_shown_is_not_noted_over(
    conference: Conference, owner: User, owner_client: Client
) -> None:
    refusing, silent = (SessionRoleFactory(session__conference=conference, status="invited") for _ in "12")
    page = owner_client.get(at(conference, "role-list"), {"show": "all"}).content.decode()
    decline_role(refusing, by=owner)
    seen = dict(re.findall(r'name="(seen-[^"]*)" value="([^"]*)"', page))
    sent = {"action": "confirm", "selected": [str(refusing.pk), str(silent.pk)], **seen}
    told = owner_client.post(at(conference, "role-list"), sent, follow=True).content.decode()
    assert "The list has changed meanwhile." in told and f"{refusing} (declined)" in told
    assert set(SessionRole.objects.values_list("pk", "status")) == {
        (refusing.pk, "declined"),
        (silent.pk, "confirmed"),
    }


def test_the_list_is_narrowed_as_the_calendar_is(conference: Conference, owner_client: Client) -> None:
    theme, group = ThemeFactory(conference=conference), WorkingGroupFactory(conference=conference)
    about = SessionFactory(conference=conference, title={"en": "About"}, theme=theme, working_group=group)
    heard = SessionFactory(
        conference=conference, title={"en": "Heard"}, floor_languages=["en"], listening_languages=["ru"]
    )
    role = SessionRoleFactory(session=heard)
    SessionRoleFactory(session=about, person=role.person, status="declined")

    def shown(**asked: Any) -> set[str]:
        page = owner_client.get(at(conference, "session-list"), asked)
        return {str(row.title) for row in page.context["table"].shown}

    assert shown() == {"About", "Heard"}
    assert shown(theme=theme.pk) == shown(group=group.pk) == {"About"}
    assert shown(language="ru") == shown(person=role.person.pk) == {"Heard"}
    assert shown(language="uz") == set()
    assert shown(theme="nonsense") == {"About", "Heard"}


def test_the_list_of_a_day_has_what_stands_under_it_after_midnight(
    conference: Conference, owner_client: Client
) -> None:
    local = dt.datetime(2027, 3, 31, 0, 30, tzinfo=conference.zone)
    SessionFactory(conference=conference, title={"en": "Late show"}, start=local, day=conference.starts_on)
    SessionFactory(conference=conference, title={"en": "Early show"}, start=local)
    for day, title in (("2027-03-30", "Late show"), ("2027-03-31", "Early show")):
        page = owner_client.get(at(conference, "session-list"), {"day": day})
        assert [str(row.title) for row in page.context["table"].shown] == [title]


def test_publishing_shows_what_will_change(
    conference: Conference, owner_client: Client, by: User, publish: Publish
) -> None:
    session = SessionFactory(conference=conference, title={"en": "Moving session"})
    address = at(conference, "publish")
    assert "The first release" in owner_client.get(address).content.decode()
    publish()
    assert "Nothing has changed" in owner_client.get(address).content.decode()
    change_session(session, by=by, revision=None, start=session.start + dt.timedelta(minutes=20))
    page = owner_client.get(address).content.decode()
    assert "Moving session" in page and "30.03, 10:00–11:00 → 30.03, 10:20–11:00" in page
    owner_client.post(address, {"label": "Rev.1", "note": "Later"})
    release = AgendaRelease.objects.first()
    assert release and (release.number, release.label, release.note) == (2, "Rev.1", "Later")
    assert "Rev.1" in owner_client.get(at(conference, "release-list")).content.decode()
    assert "Moving session" in owner_client.get(at(conference, "release", release.pk)).content.decode()


def test_what_blocks_is_set_and_refuses_at_the_form(conference: Conference, owner_client: Client) -> None:
    SessionFactory.create_batch(2, conference=conference, room=RoomFactory(conference=conference))
    chosen = {"person-twice": "warn", "room-twice": "block", "outside-days": "ignore"}
    owner_client.post(at(conference, "severities"), chosen)
    # A usual value is not kept, or it would stay when the usual becomes another.
    assert AgendaSettings.objects.get().severities == {"room-twice": "block", "outside-days": "ignore"}
    page = owner_client.post(at(conference, "publish"), {"label": "", "note": "Kept"}).content.decode()
    assert "conflicts block it" in page and "Kept" in page and not AgendaRelease.objects.exists()


class TestPublic:
    def address(self, conference: Conference, name: str = "agenda", *more: Any, language: str = "en") -> str:
        return reverse(f"agenda_public:{name}", args=[conference.slug, language, *more])

    def test_before_the_first_release(self, conference: Conference, client: Client) -> None:
        SessionFactory(conference=conference, title={"en": "Unpublished"})
        page = client.get(self.address(conference)).content.decode()
        assert "has not been published yet" in page and "Unpublished" not in page
        for name in ("calendar", "pdf", "schedule-xml"):
            assert client.get(self.address(conference, name)).status_code == 404
        assert "/agenda/" not in client.get(f"/{conference.slug}/en/").content.decode()

    def test_it_sends_no_cookie_and_says_which_release_it_is(
        self, conference: Conference, client: Client, publish: Publish
    ) -> None:
        SessionFactory(conference=conference)
        publish(label="Rev.3", note="About the new hours")
        response = client.get(self.address(conference))
        assert not response.cookies and "Cookie" not in response.get("Vary", "")
        assert "Rev.3" in response.content.decode() and "About the new hours" in response.content.decode()

    @pytest.mark.parametrize("language, title", [("en", "Plenary"), ("ru", "Пленарное"), ("uz", "Plenary")])
    def test_in_each_language_with_fallback(
        self, conference: Conference, client: Client, publish: Publish, language: str, title: str
    ) -> None:
        SessionFactory(conference=conference, title={"en": "Plenary", "ru": "Пленарное"})
        publish()
        assert title in client.get(self.address(conference, language=language)).content.decode()

    def test_filters_are_in_the_address(
        self, conference: Conference, client: Client, publish: Publish
    ) -> None:
        theme = ThemeFactory(conference=conference)
        room = RoomFactory(conference=conference)
        SessionFactory(conference=conference, title={"en": "In the room"}, room=room)
        SessionFactory(conference=conference, title={"en": "On the theme"}, theme=theme)
        role = SessionRoleFactory(session__conference=conference, session__title={"en": "With a speaker"})
        publish()
        for query, expected in (
            ({"room": str(room.pk)}, {"In the room"}),
            ({"theme": str(theme.pk)}, {"On the theme"}),
            ({"q": str(role.person.name)}, {"With a speaker"}),
            ({"q": "ROOM"}, {"In the room"}),
            ({"day": "2027-03-31"}, set()),
            ({"room": "nonsense", "day": "never"}, set()),
        ):
            page = client.get(self.address(conference), query).content.decode()
            listed = {
                title for title in ("In the room", "On the theme", "With a speaker") if f">{title}<" in page
            }
            if query != {"day": "2027-03-31"}:
                assert listed == expected, query

    @pytest.mark.parametrize("view", ["list", "rooms", "grid", "nonsense"])
    def test_as_list_by_room_and_as_a_table(
        self, conference: Conference, client: Client, publish: Publish, view: str
    ) -> None:
        SessionFactory(conference=conference, room=RoomFactory(conference=conference), title={"en": "Held"})
        SessionFactory(conference=conference, kind="break", title={"en": "Coffee"}, room=None)
        publish()
        page = client.get(self.address(conference), {"view": view}).content.decode()
        assert "Held" in page and "Coffee" in page

    def test_a_session_and_its_calendar(
        self, conference: Conference, client: Client, publish: Publish
    ) -> None:
        session = SessionFactory(
            conference=conference,
            summary={"en": "<p>Safe</p><script>alert(1)</script>"},
            links=[
                {"url": "javascript:alert(2)", "title": "Bad"},
                {"url": "https://example.org/", "title": "Good"},
            ],
        )
        publish()
        page = client.get(self.address(conference, "session", session.pk)).content.decode()
        assert "<p>Safe</p>" in page and "alert(1)" not in page and ">Good<" in page
        # An address that is no link is text.
        assert "Bad" in page and "javascript:alert(2)" in page and 'href="javascript' not in page
        calendar = client.get(self.address(conference, "session-calendar", session.pk))
        assert (
            calendar["Content-Type"].startswith("text/calendar") and session.guid in calendar.content.decode()
        )

    def test_calendars_of_a_day_and_a_room(
        self, conference: Conference, client: Client, publish: Publish
    ) -> None:
        room = RoomFactory(conference=conference)
        SessionFactory(conference=conference, room=room, title={"en": "Inside"})
        SessionFactory(conference=conference, title={"en": "Outside"})
        publish()
        of_room = client.get(self.address(conference, "room-calendar", room.pk)).content.decode()
        assert "Inside" in of_room and "Outside" not in of_room
        of_day = client.get(self.address(conference, "day-calendar", "2027-03-30")).content.decode()
        assert "Inside" in of_day and "Outside" in of_day
        assert client.get(self.address(conference, "day-calendar", "2027-03-31")).status_code == 404
        assert client.get(self.address(conference, "day-calendar", "tomorrow")).status_code == 404

    def test_who_asks_again_is_told_that_nothing_changed(
        self, conference: Conference, client: Client, publish: Publish
    ) -> None:
        role = SessionRoleFactory(session__conference=conference)
        publish()
        address = self.address(conference, "calendar")
        mark = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": mark}).status_code == 304
        role.person.name = {"en": "Another Name"}
        role.person.save()
        assert client.get(address, headers={"If-None-Match": mark}).status_code == 200

    def test_a_draft_is_for_its_team_alone(
        self, conference: Conference, client: Client, owner_client: Client, publish: Publish
    ) -> None:
        SessionFactory(conference=conference)
        publish()
        Conference.objects.update(status="draft")
        for name in ("agenda", "calendar", "speaker-list", "pdf"):
            assert client.get(self.address(conference, name)).status_code == 404, name
        assert owner_client.get(self.address(conference)).status_code == 200

    def test_documents_are_kept_and_drawn_anew_when_they_say_something_else(
        self, conference: Conference, client: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from confman.documents.domain import builder

        session = SessionFactory(conference=conference)
        publish()
        drawn: list[str] = []
        render = builder.render
        monkeypatch.setattr(builder, "render", lambda *a, **k: drawn.append(k["format"]) or render(*a, **k))
        address = self.address(conference, "pdf")
        for _again in range(2):
            assert client.get(address).content.startswith(b"%PDF")
        assert drawn == ["pdf"]
        session.title = {"en": "Other"}
        session.save()
        publish()
        client.get(address)
        assert drawn == ["pdf", "pdf"]


class TestQueries:
    """As many queries for three rows as for one."""

    @pytest.mark.parametrize("name", ["session-list", "role-list", "checks", "publish"])
    def test_of_the_secretariat(
        self, conference: Conference, owner_client: Client, assert_constant_queries: Any, name: str
    ) -> None:
        def add() -> None:
            role = SessionRoleFactory(
                session__conference=conference,
                session__room=RoomFactory(conference=conference),
                session__theme=ThemeFactory(conference=conference),
                session__working_group=WorkingGroupFactory(conference=conference),
                status="invited",
            )
            SessionFactory(conference=conference, room=role.session.room)
            ItemFactory(session=role.session)

        # Of the conflicts only the first are put into words: of three sessions, those of rooms, which name nobody.
        assert_constant_queries(at(conference, name), add, client=owner_client, or_fewer=True)

    @pytest.mark.parametrize("address", ["agenda/", "agenda/?view=grid", "agenda/?view=rooms", "speakers/"])
    def test_of_the_public(
        self, conference: Conference, publish: Publish, assert_constant_queries: Any, address: str
    ) -> None:
        def add() -> None:
            role = SessionRoleFactory(
                session__conference=conference,
                session__room=RoomFactory(conference=conference),
                session__theme=ThemeFactory(conference=conference),
            )
            ItemFactory(session=role.session)
            AgendaRelease.objects.all().delete()
            publish()

        assert_constant_queries(f"/{conference.slug}/en/{address}", add)


class TestGrid:
    """A day as a table: pure."""

    def test_rooms_are_columns_and_a_break_goes_across(
        self, conference: Conference, by: User, publish: Publish
    ) -> None:
        from agenda.releases.domain.reader import published_agenda
        from confman.people.privacy import Audience

        first, second = RoomFactory.create_batch(2, conference=conference)
        start = SessionFactory(conference=conference, room=first).start
        hour = dt.timedelta(hours=1)
        SessionFactory(conference=conference, room=second, start=start, end=start + 2 * hour)
        SessionFactory(conference=conference, room=first, start=start + hour, end=start + 2 * hour)
        SessionFactory(conference=conference, kind="break", start=start + 2 * hour, end=start + 3 * hour)
        publish()
        agenda = published_agenda(conference, Audience.PUBLIC)
        assert agenda
        day: ReleasedDay = agenda.days[0]
        grid = grid_of(day, agenda.rooms)
        shape = [[(len(cell.sessions), cell.rows, cell.columns) for cell in row.cells] for row in grid.rows]
        assert shape == [[(1, 1, 1), (1, 2, 1)], [(1, 1, 1)], [(1, 1, 2)]]
        assert all(sum(cell.columns for cell in row.cells) <= len(grid.rooms) for row in grid.rows)
