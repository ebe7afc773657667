"""A reader's own agenda: stars on the account, one's own sessions, the secret address of its calendar."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from agenda.releases.models import AgendaRelease
from agenda.releases.registries import InvolvementKind, involvement_kinds
from agenda.sessions.models.personal import PersonalCalendar, StarredSession
from confman.accounts.models import User
from confman.conferences.models import Conference
from tests.factories import ConferenceFactory, PersonFactory, SessionFactory, SessionRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
Publish = Callable[..., AgendaRelease]
At = Callable[..., dt.datetime]


def own(conference: Conference, name: str) -> str:
    return reverse(f"agenda_portal:{name}", args=[conference.slug])


@pytest.fixture
def reader_client(client: Client) -> tuple[Client, User]:
    user = UserFactory()
    client.force_login(user)
    client.defaults["HTTP_ORIGIN"] = "http://testserver"
    return client, user


class TestStars:
    def test_they_are_kept_on_the_account_once_each(
        self, reader_client: tuple[Client, User], conference: Conference, scheduled: Any, publish: Publish
    ) -> None:
        reader, user = reader_client
        one, two = scheduled("One", "09:00", "10:00"), scheduled("Two", "10:00", "11:00")
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
        scheduled: Any,
        publish: Publish,
        assert_constant_queries: Any,
    ) -> None:
        reader, user = reader_client
        made = [scheduled(f"Session {hour}", f"{hour}:00", f"{hour}:30") for hour in (10, 11, 12)]
        publish()
        left = iter(made)
        assert_constant_queries(
            own(conference, "own"),
            lambda: StarredSession.objects.create(user=user, session=next(left)),
            client=reader,
        )

    def test_a_floor_above_adds_what_someone_signed_up_for(
        self, reader_client: tuple[Client, User], conference: Conference, scheduled: Any, publish: Publish
    ) -> None:
        reader, user = reader_client
        PersonFactory(conference=conference, user=user)
        chosen = scheduled("Side event", "09:00", "10:00")
        publish()
        entry = InvolvementKind("test.seats", "signed up", sessions_of=lambda person: [str(chosen.pk)])
        involvement_kinds.register(entry)
        try:
            page = reader.get(own(conference, "own")).content.decode()
        finally:
            involvement_kinds._entries.pop("test.seats")
        assert "Side event" in page and "Signed up" in page


def titles(calendar: bytes) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(calendar).walk("VEVENT")]


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


class TestCalendar:
    def test_ones_own_follows_stars_and_roles_by_a_secret_address_that_can_be_changed(
        self,
        reader_client: tuple[Client, User],
        conference: Conference,
        scheduled: Any,
        publish: Publish,
        client: Client,
    ) -> None:
        reader, user = reader_client
        person = PersonFactory(conference=conference, user=user)
        starred = scheduled("Starred", "09:00", "10:00")
        closed = scheduled("Closed, and mine", "10:00", "11:00", visibility="closed")
        SessionRoleFactory(session=closed, person=person, role="chair", status="invited")
        scheduled("Somebody else's", "11:00", "12:00")
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
        self, reader_client: tuple[Client, User], conference: Conference, scheduled: Any, publish: Publish,
        settings: Any,
    ) -> None:  # fmt: skip
        scheduled("Opening", "09:00", "10:00")
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
        self, client: Client, client_as: Any, conference: Conference, scheduled: Any, publish: Publish
    ) -> None:
        scheduled("Opening", "09:00", "10:00")
        publish()
        user = UserFactory()
        address = new_calendar(client_as(user), conference)
        elsewhere = ConferenceFactory(status="announced")
        assert client.get(address.replace(conference.slug, elsewhere.slug)).status_code == 404
        assert client.get(address).status_code == 200
        user.is_active = False
        user.save()
        assert client.get(address).status_code == 404
