"""What readers have beside the plain agenda: their own, now and next, feeds, calendars, the frame on other sites."""

import datetime as dt
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from agenda.programme.domain.now_and_next import now_and_next
from agenda.releases.domain.reader import published_agenda
from agenda.releases.models.release import AgendaRelease
from agenda.releases.registries import InvolvementKind, involvement_kinds
from agenda.sessions.domain.sessions import change_session, delete_session
from agenda.sessions.models.personal import PersonalCalendar, StarredSession
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.people.privacy import Audience
from tests.factories import (
    ConferenceFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    ThemeFactory,
    UserFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db
Publish = Callable[..., AgendaRelease]
At = Callable[..., dt.datetime]
ATOM = "{http://www.w3.org/2005/Atom}"


def public(conference: Conference, name: str, *more: Any) -> str:
    return reverse(f"agenda_public:{name}", args=[conference.slug, "en", *more])


def own(conference: Conference, name: str) -> str:
    return reverse(f"agenda_portal:{name}", args=[conference.slug])


@pytest.fixture
def hall(conference: Conference) -> Any:
    return RoomFactory(conference=conference, name={"en": "Hall"})


@pytest.fixture
def session(conference: Conference, hall: Any, at: At) -> Callable[..., Session]:
    """`session("Title", "10:00", "11:00")`: scheduled in the hall, and seen by everyone."""

    def make(title: str, start: str, end: str, **more: Any) -> Session:
        day = more.pop("day", 0)
        more = {"room": hall, "visibility": "public", **more}
        return SessionFactory(
            conference=conference, title={"en": title}, start=at(start, day), end=at(end, day), **more
        )

    return make


@pytest.fixture
def reader_client(client: Client) -> tuple[Client, User]:
    user = UserFactory()
    client.force_login(user)
    return client, user


def titles(calendar: bytes) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(calendar).walk("VEVENT")]


class TestFilters:
    def test_group_language_and_a_list_of_ones_own_stand_in_the_address(
        self, client: Client, conference: Conference, session: Any, publish: Publish
    ) -> None:
        group = WorkingGroupFactory(conference=conference, code="WG1")
        WorkingGroupFactory(conference=conference, code="WG2")
        first = session("In the group", "09:00", "10:00", working_group=group, floor_languages=["ru"])
        second = session("By itself", "10:00", "11:00", floor_languages=["en"])
        publish()

        def shown(**asked: str) -> set[str]:
            page = client.get(public(conference, "agenda"), asked).content.decode()
            return {title for title in ("In the group", "By itself") if f">{title}<" in page}

        assert shown() == {"In the group", "By itself"}
        assert shown(group=str(group.pk)) == shown(language="ru") == {"In the group"}
        assert shown(sessions=str(second.pk)) == {"By itself"}
        assert shown(view="mine") == set()
        assert shown(view="mine", sessions=f"{first.pk},nonsense") == {"In the group"}

    def test_of_a_large_agenda_a_day_is_shown_and_leads_to_the_others(
        self, client: Client, conference: Conference, session: Any, publish: Publish, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("agenda.programme.web.views.public.MOST_AT_ONCE", 1)
        session("First day", "09:00", "10:00", floor_languages=["en"])
        session("Second day", "09:00", "10:00", day=1, floor_languages=["en"])
        publish()
        for name in ("agenda", "widget"):
            page = client.get(public(conference, name)).content.decode()
            assert ">First day<" in page and ">Second day<" not in page
            there = f"?day={conference.starts_on + dt.timedelta(days=1)}"
            assert page.count(f'href="{there}"') == 2, "above, and at the end of the day"
            page = client.get(public(conference, name) + there).content.decode()
            assert ">Second day<" in page and ">First day<" not in page
            page = client.get(public(conference, name) + "?day=all").content.decode()
            assert ">Second day<" in page and ">First day<" in page
        page = client.get(public(conference, "agenda"), {"view": "grid", "language": "en", "day": there[5:]})
        assert "?view=grid&amp;language=en&amp;day=all" in page.content.decode(), "what was chosen stays"

    def test_from_ones_own_sessions_the_other_views_lead_back_to_all(
        self, client: Client, conference: Conference, session: Any, publish: Publish
    ) -> None:
        first = session("First", "09:00", "10:00")
        publish()
        page = client.get(public(conference, "agenda"), {"view": "mine", "sessions": str(first.pk)})
        assert 'href="?view=list"' in page.content.decode()
        page = client.get(public(conference, "agenda"), {"q": "first"}).content.decode()
        assert 'href="?q=first&amp;view=grid"' in page and 'href="?view=mine"' in page


class TestNow:
    def test_each_room_says_what_is_on_and_what_comes_next(
        self, client: Client, conference: Conference, session: Any, publish: Publish, at: At
    ) -> None:
        foyer = RoomFactory(conference=conference, name={"en": "Foyer"})
        session("Opening", "09:00", "10:00")
        session("Plenary", "10:30", "12:00")
        session("Much later", "15:00", "16:00")
        session("Called off", "10:15", "10:20", status="cancelled")
        session("Coffee", "10:00", "10:30", kind="break", room=foyer)
        publish()
        with time_machine.travel(at("09:30"), tick=False):
            page = client.get(public(conference, "now")).content.decode()
        assert page.index("Opening") < page.index("Plenary") < page.index("Coffee")
        assert "Much later" not in page and "Called off" not in page
        with time_machine.travel(at("18:00"), tick=False):
            assert "Nothing more today" in client.get(public(conference, "now")).content.decode()

    def test_a_session_after_midnight_is_still_on_and_one_without_an_end_is_over_at_last(
        self, conference: Conference, hall: Any, session: Any, publish: Publish, at: At
    ) -> None:
        SessionFactory(
            conference=conference, title={"en": "Dinner"}, start=at("22:00"), end=at("01:00", 1), room=hall
        )
        SessionFactory(
            conference=conference, title={"en": "Open end"}, start=at("23:00"), end=None, room=None
        )
        publish()
        agenda = published_agenda(conference, Audience.PUBLIC)
        assert agenda is not None

        def on(moment: dt.datetime) -> set[str]:
            rooms = now_and_next(agenda.sessions, moment, moment.date(), agenda.rooms)
            return {str(each.title) for entry in rooms for each in entry.now}

        assert on(at("23:10")) == {"Dinner", "Open end"}
        assert on(at("00:30", 1)) == {"Dinner"}
        assert on(at("01:00", 1)) == set()


class TestCalendars:
    def test_of_a_theme_and_of_a_speaker(
        self, client: Client, conference: Conference, session: Any, publish: Publish
    ) -> None:
        theme = ThemeFactory(conference=conference, name={"en": "Partnership"})
        speaker = PersonFactory(conference=conference)
        session("With theme", "09:00", "10:00", theme=theme)
        spoken = session("With speaker", "10:00", "11:00")
        SessionRoleFactory(session=spoken, person=speaker, status="confirmed")
        publish()
        assert titles(client.get(public(conference, "theme-calendar", theme.pk)).content) == ["With theme"]
        assert titles(client.get(public(conference, "speaker-calendar", speaker.pk)).content) == [
            "With speaker"
        ]
        assert client.get(public(conference, "theme-calendar", speaker.pk)).status_code == 404

    def test_ones_own_follows_stars_and_roles_by_a_secret_address_that_can_be_changed(
        self,
        reader_client: tuple[Client, User],
        conference: Conference,
        session: Any,
        publish: Publish,
        client: Client,
    ) -> None:
        reader, user = reader_client
        person = PersonFactory(conference=conference, user=user)
        starred = session("Starred", "09:00", "10:00")
        closed = session("Closed, and mine", "10:00", "11:00", visibility="closed")
        SessionRoleFactory(session=closed, person=person, role="chair", status="invited")
        session("Somebody else's", "11:00", "12:00")
        publish()
        reader.post(own(conference, "stars"), {"session": str(starred.pk), "starred": "on"})
        page = reader.get(own(conference, "own")).content.decode()
        assert "Starred" in page and "Closed, and mine" in page and "Chair" in page
        assert "Somebody else" not in page

        stranger = Client()
        address = new_calendar(reader, conference)
        # Its owner may look at it as long as it lives; it does not stand where a device keeps pages, nor in the rows.
        token = address.rpartition("/")[2].removesuffix(".ics")
        assert own(conference, "calendar-address") in reader.get(own(conference, "own")).content.decode()
        assert token not in reader.get(own(conference, "own")).content.decode()
        assert calendar_address(reader, conference) == address
        assert token not in str(PersonalCalendar.objects.values())
        assert (
            "ics</code>"
            not in stranger.get(own(conference, "calendar-address"), follow=True).content.decode()
        )
        assert titles(stranger.get(address).content) == ["Starred", "Closed, and mine"]
        renewed = new_calendar(reader, conference)
        assert stranger.get(address).status_code == 404
        assert stranger.get(renewed).status_code == 200
        assert calendar_address(reader, conference) == renewed

    def test_an_address_goes_on_being_shown_when_keys_change_and_works_when_they_are_lost(
        self, reader_client: tuple[Client, User], conference: Conference, session: Any, publish: Publish,
        settings: Any,
    ) -> None:  # fmt: skip
        session("Opening", "09:00", "10:00")
        publish()
        reader, _user = reader_client
        settings.FIELD_ENCRYPTION_KEYS = ["the first key"]
        address = new_calendar(reader, conference)
        settings.FIELD_ENCRYPTION_KEYS = ["the second key", "the first key"]
        call_command("rotatefieldkeys")
        settings.FIELD_ENCRYPTION_KEYS = ["the second key"]
        assert calendar_address(reader, conference) == address
        # As one that was made before addresses were kept.
        settings.FIELD_ENCRYPTION_KEYS = ["another key"]
        page = reader.get(own(conference, "calendar-address")).content.decode()
        assert "ics</code>" not in page and "Make a new address" in page
        assert Client().get(address).status_code == 200

    def test_the_first_address_ends_none(self, client_as: Any, conference: Conference) -> None:
        reader = client_as(UserFactory())
        page = reader.get(own(conference, "own")).content.decode()
        assert "Make an address" in page and "will stop working" not in page
        new_calendar(reader, conference)
        page = reader.get(own(conference, "own")).content.decode()
        assert "Make a new address" in page and "will stop working" in page

    def test_of_another_conference_or_of_an_account_that_was_closed_it_is_not_there(
        self, client: Client, client_as: Any, conference: Conference, session: Any, publish: Publish
    ) -> None:
        session("Opening", "09:00", "10:00")
        publish()
        user = UserFactory()
        address = new_calendar(client_as(user), conference)
        elsewhere = ConferenceFactory(status="announced")
        assert client.get(address.replace(conference.slug, elsewhere.slug)).status_code == 404
        assert client.get(address).status_code == 200
        user.is_active = False
        user.save()
        assert client.get(address).status_code == 404


def calendar_address(browser: Client, conference: Conference) -> str:
    """The path of the address that its owner is shown."""
    page = browser.get(own(conference, "calendar-address"))
    assert page.status_code == 200 and "no-store" in page["Cache-Control"]
    found = re.search(r"https?://[^/]+(/[^<]+\.ics)</code>", page.content.decode())
    assert found
    return found[1]


def new_calendar(browser: Client, conference: Conference) -> str:
    """The path of an address made now."""
    assert browser.post(own(conference, "calendar-address")).status_code == 302
    return calendar_address(browser, conference)


class TestStars:
    def test_they_are_kept_on_the_account_once_each(
        self, reader_client: tuple[Client, User], conference: Conference, session: Any, publish: Publish
    ) -> None:
        reader, user = reader_client
        one, two = session("One", "09:00", "10:00"), session("Two", "10:00", "11:00")
        elsewhere = SessionFactory(conference=ConferenceFactory())
        publish()
        for _twice in range(2):
            reader.post(own(conference, "stars"), {"session": str(one.pk), "starred": "on"})
        taken = reader.post(
            own(conference, "stars"), {"sessions": f"{one.pk},{two.pk},{elsewhere.pk}"}
        ).json()
        assert taken["sessions"] == [str(one.pk), str(two.pk)]
        reader.post(own(conference, "stars"), {"session": str(one.pk)})
        assert list(StarredSession.objects.values_list("session", "user")) == [(two.pk, user.pk)]

    @pytest.mark.parametrize(
        ("sent", "status"),
        [({"session": "nonsense"}, 400), ({"sessions": "a,b"}, 400)],
        ids=["no id", "no ids"],
    )
    def test_nonsense_is_refused(
        self, reader_client: tuple[Client, User], conference: Conference, sent: dict[str, str], status: int
    ) -> None:
        assert reader_client[0].post(own(conference, "stars"), sent).status_code == status

    def test_a_session_of_another_conference_is_not_found(
        self, reader_client: tuple[Client, User], conference: Conference
    ) -> None:
        key = str(SessionFactory(conference=ConferenceFactory()).pk)
        answer = reader_client[0].post(own(conference, "stars"), {"session": key, "starred": "on"})
        assert answer.status_code == 404

    def test_the_page_asks_the_same_number_of_queries_at_one_star_and_at_three(
        self,
        reader_client: tuple[Client, User],
        conference: Conference,
        session: Any,
        publish: Publish,
        assert_constant_queries: Any,
    ) -> None:
        reader, user = reader_client
        made = [session(f"Session {hour}", f"{hour}:00", f"{hour}:30") for hour in (10, 11, 12)]
        publish()
        left = iter(made)
        assert_constant_queries(
            own(conference, "own"),
            lambda: StarredSession.objects.create(user=user, session=next(left)),
            client=reader,
        )

    def test_a_floor_above_adds_what_someone_signed_up_for(
        self, reader_client: tuple[Client, User], conference: Conference, session: Any, publish: Publish
    ) -> None:
        reader, user = reader_client
        PersonFactory(conference=conference, user=user)
        chosen = session("Side event", "09:00", "10:00")
        publish()
        entry = InvolvementKind("test.seats", "signed up", sessions_of=lambda person: [str(chosen.pk)])
        involvement_kinds.register(entry)
        try:
            page = reader.get(own(conference, "own")).content.decode()
        finally:
            involvement_kinds._entries.pop("test.seats")
        assert "Side event" in page and "Signed up" in page


class TestFeed:
    def entries(self, client: Client, conference: Conference) -> list[tuple[str, str]]:
        answer = client.get(public(conference, "changes"))
        assert answer["Content-Type"].startswith("application/atom+xml") and not answer.cookies
        feed = ElementTree.fromstring(answer.content)
        return [
            (entry.findtext(f"{ATOM}title") or "", entry.findtext(f"{ATOM}summary") or "")
            for entry in feed.iter(f"{ATOM}entry")
        ]

    def test_each_release_says_what_changed(
        self, client: Client, conference: Conference, session: Any, publish: Publish, at: At, by: User
    ) -> None:
        moved = session("Moved <b>session</b>", "09:00", "10:00")
        gone = session("Gone", "10:00", "11:00")
        publish()
        change_session(moved, by=by, revision=None, start=at("14:00"), end=at("15:00"))
        delete_session(gone, by=by, revision=gone.revision)
        session("New", "16:00", "17:00")
        publish(label="Rev.1", note="After the minister's call.")
        (newest, told), (first, _text) = self.entries(client, conference)
        assert newest == "Agenda: Rev.1" and first == "Agenda: provisional"
        assert "After the minister" in told
        assert "Moved &lt;b&gt;session&lt;/b&gt;" in told and "14:00" in told
        assert "<b>Cancelled:</b> Gone" in told and "<b>New:</b> New" in told

    def test_what_is_closed_is_not_told_and_what_opens_is_new(
        self, client: Client, conference: Conference, session: Any, publish: Publish, at: At, by: User
    ) -> None:
        session("Opening", "09:00", "10:00")
        secret = session("Closed meeting", "10:00", "11:00", visibility="closed")
        opened = session("Opened meeting", "11:00", "12:00", visibility="closed")
        publish()
        change_session(secret, by=by, revision=None, start=at("13:00"), end=at("14:00"))
        change_session(opened, by=by, revision=None, visibility="public", start=at("15:00"), end=at("16:00"))
        publish()
        told = self.entries(client, conference)[0][1]
        assert "Closed meeting" not in told and "11:00" not in told
        assert told.count("Opened meeting") == 1 and "<b>New:</b> Opened meeting" in told
        delete_session(secret, by=by, revision=None)
        publish()
        assert "Nothing that is public changed." in self.entries(client, conference)[0][1]


class TestFrame:
    def test_only_the_page_for_other_sites_may_be_framed(
        self, client: Client, conference: Conference, session: Any, publish: Publish
    ) -> None:
        session("Opening", "09:00", "10:00")
        publish()
        frame = client.get(public(conference, "widget"))
        assert "X-Frame-Options" not in frame and "frame-ancestors *" in frame["Content-Security-Policy"]
        assert "Opening" in frame.content.decode() and not frame.cookies
        page = client.get(public(conference, "agenda"))
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]

    def test_the_address_of_the_script_stays_and_leads_to_that_of_this_version(
        self, client: Client, conference: Conference
    ) -> None:
        answer = client.get(public(conference, "widget-script"))
        assert answer.status_code == 302 and "agenda-widget" in answer["Location"]
