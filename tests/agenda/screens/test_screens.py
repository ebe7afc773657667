"""Screens of the venue: what the release says and nothing else, at addresses that can be taken away."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.releases.models import AgendaRelease
from agenda.rooms.domain import change_room_or_group, create_room
from agenda.screens.domain.content import ScreenProgramme, slides_of, states_of, venue_programme
from agenda.screens.domain.screens import change_screen, create_screen, delete_screen, is_alive, renew_address
from agenda.screens.models import VenueScreen
from agenda.sessions.domain.sessions import change_session, create_session, delete_session
from confman.audit.models import AuditEntry
from confman.people.domain.people import change_person
from confman.web.errors import Refused
from tests.factories import (
    BoothShiftFactory,
    ConferenceFactory,
    PartnerFactory,
    PersonFactory,
    RoomFactory,
    SessionRoleFactory,
)


@pytest.fixture
def conference(db: Any) -> Any:
    """Held today and tomorrow, far from midnight whatever the hour of the tests."""
    zone = "Asia/Tashkent" if timezone.now().hour < 12 else "America/Anchorage"
    conference = ConferenceFactory(timezone=zone)
    today = conference.local(timezone.now()).date()
    conference.starts_on, conference.ends_on = today, today + dt.timedelta(days=1)
    conference.save()
    return conference


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def hall(conference: Any, by: Any) -> Any:
    return create_room(conference, by=by, name={"en": "Great hall", "ru": "Большой зал"})


@pytest.fixture
def session(conference: Any, by: Any, now: dt.datetime) -> Callable[..., Any]:
    """`session("Title", -30, 60, room=hall)`: begins half an hour ago, ends in an hour."""

    def make(title: str, start: int, end: int, **fields: Any) -> Any:
        return create_session(
            conference,
            by=by,
            title={"en": title, "ru": f"{title} по-русски"},
            start=now + dt.timedelta(minutes=start),
            end=now + dt.timedelta(minutes=end),
            **fields,
        )

    return make


@pytest.fixture
def screen(conference: Any, by: Any) -> Callable[..., VenueScreen]:
    """`screen("door-sign", room=hall)`, in English unless said otherwise."""

    def make(kind: str = "now-and-next", **fields: Any) -> VenueScreen:
        fields = {"languages": ["en"], "name": kind, **fields}
        return create_screen(conference, by=by, kind=kind, **fields)

    return make


def page(screen: VenueScreen, client: Client | None = None, **query: Any) -> str:
    response = (client or Client()).get(address(screen), query)
    assert response.status_code == 200
    return response.content.decode()


def address(screen: VenueScreen, name: str = "screen") -> str:
    return reverse(f"agenda_onsite:{name}", args=[screen.conference.slug, screen.token])


def yesterday(conference: Any) -> None:
    """Everybody read the published agenda when the day began."""
    releases = AgendaRelease.objects.of(conference)
    releases.update(published_at=timezone.now() - dt.timedelta(days=2))


# --- What stands on them ----------------------------------------------------------------------------------


def test_before_the_first_release_a_screen_shows_the_conference_alone(conference, screen, session):
    session("Opening", -10, 60)
    text = page(screen())
    assert "Opening" not in text
    assert "The programme will be shown here." in text


def test_what_was_not_published_never_stands_on_a_screen(conference, screen, session, hall, publish, by):
    held = session("Opening", -10, 60, room=hall)
    screens = [screen(), screen("door-sign", room=hall)]
    publish()
    change_session(held, by=by, revision=None, title={"en": "A change nobody has published"})
    session("Secretly added", 70, 90, room=hall)
    for each in screens:
        text = page(each)
        assert "Opening" in text
        assert "nobody has published" not in text
        assert "Secretly added" not in text
    publish()
    for each in screens:
        assert "A change nobody has published" in page(each)


@pytest.mark.parametrize("visibility", ["participants", "closed"])
def test_only_what_everyone_may_read_stands_there(screen, session, hall, publish, visibility):
    session("For few", -10, 60, room=hall, visibility=visibility)
    session("For all", 60, 90, room=hall)
    publish()
    text = page(screen("door-sign", room=hall)) + page(screen())
    assert "For all" in text
    assert "For few" not in text


def test_names_come_through_the_privacy_layer(screen, session, hall, publish, by, conference):
    held = session("Panel", -10, 60, room=hall)
    chair = PersonFactory(conference=conference, name={"en": "Named Chairwoman"})
    hidden = PersonFactory(conference=conference, name={"en": "Hidden Witness"}, listing="secretariat")
    asked = PersonFactory(conference=conference, name={"en": "Only Asked"})
    SessionRoleFactory(session=held, person=chair, role="chair")
    SessionRoleFactory(session=held, person=hidden)
    SessionRoleFactory(session=held, person=asked, status="invited")
    publish()
    sign = screen("door-sign", room=hall)
    text = page(sign)
    assert "Named Chairwoman" in text
    assert "Hidden Witness" not in text
    assert "Only Asked" not in text
    # Anyone who asks not to be named is gone with the next answer, without another release.
    part = Client().get(address(sign, "screen-part"))
    change_person(chair, by=by, listing="secretariat")
    again = Client().get(address(sign, "screen-part"), headers={"If-None-Match": part["ETag"]})
    assert again.status_code == 200
    assert "Named Chairwoman" not in again.json()["part"]


def test_a_room_shows_what_is_on_what_comes_and_how_one_listens(screen, session, hall, publish):
    held = session("Panel", -10, 60, room=hall, floor_languages=["ru"], listening_languages=["en"])
    BoothShiftFactory(session=held, source_language="ru", target_language="en", booth="3", both_ways=False)
    session("Closing", 75, 120, room=hall)
    session("Coffee", 60, 75, kind="break")
    publish()
    text = page(screen("door-sign", room=hall))
    states = dict(re.findall(r'data-state="([a-z]+)".*?entry-title" lang="en">(\w+)', text, re.S))
    assert {title: state for state, title in states.items()} == {
        "Panel": "now",
        "Coffee": "next",
        "Closing": "later",
    }
    assert "Russian" in text
    assert re.search(r'English\s*<span class="entry-channel">3</span>', text)


def test_photographs_are_announced_at_the_door_and_on_the_session(screen, session, hall, publish, by):
    change_room_or_group(hall, by=by, revision=None, photography="taken")
    session("Open session", -10, 60, room=hall)
    session("Quiet session", 60, 90, room=hall, photography="none")
    publish()
    text = page(screen("door-sign", room=hall))
    assert "Photographs are taken here" in text
    assert "No photographs" in text


def test_the_next_day_is_on_the_page_already(screen, session, hall, publish):
    session("Today", -20, 30, room=hall)
    session("Tomorrow", 24 * 60 - 20, 24 * 60 + 30, room=hall)
    publish()
    text = page(screen("now-and-next", room=hall))
    assert "Today" in text
    assert "Tomorrow" in text


# --- Late changes -----------------------------------------------------------------------------------------


def test_changes_since_morning_are_said_plainly(conference, screen, session, hall, publish, by, now):
    small = create_room(conference, by=by, name={"en": "Small room"})
    moved, cancelled = session("Moved one", 30, 60, room=hall), session("Cancelled one", 30, 60, room=hall)
    gone, later = session("Deleted one", 60, 90, room=hall), session("Later one", 90, 120, room=hall)
    hushed = session("Hushed one", 30, 60, room=hall, visibility="participants")
    publish()
    yesterday(conference)
    change_session(moved, by=by, revision=None, room=small)
    change_session(cancelled, by=by, revision=None, status="cancelled")
    delete_session(gone, by=by, revision=None)
    change_session(later, by=by, revision=None, start=now + dt.timedelta(minutes=100))
    delete_session(hushed, by=by, revision=None)
    publish()
    door, other = page(screen("door-sign", room=hall)), page(screen("door-sign", room=small))
    assert "Moved to: Small room" in door
    assert "Moved here from: Great hall" in other
    assert "Cancelled one" in door
    assert "Deleted one" in door
    assert f"it was {conference.local(now + dt.timedelta(minutes=90)):%H:%M}" in door
    assert "Hushed one" not in door
    programme = venue_programme(conference, timezone.now())
    assert {str(each.title): each.change for each in programme.changes} == {
        "Moved one": "here",
        "Cancelled one": "cancelled",
        "Deleted one": "cancelled",
        "Later one": "time",
    }
    assert "Changes today" in page(screen())
    # By tomorrow everybody has read it: nothing is a change any more.
    yesterday(conference)
    calm = venue_programme(conference, timezone.now())
    assert {each.change for each in calm.entries} == {"", "cancelled"}


def test_what_is_told_is_never_on_now(conference, screen, session, hall, publish, by):
    held = session("Cancelled one", -10, 60, room=hall)
    publish()
    yesterday(conference)
    change_session(held, by=by, revision=None, status="cancelled")
    publish()
    place = slides_of(screen("door-sign", room=hall), venue_programme(conference, timezone.now()))[0]
    stated = place.faces[0].pane.at(timezone.now(), conference.today()).places[0]
    assert not stated.is_on


def test_states_of_a_day(conference, session, hall, publish, now):
    for title, start, end in (
        ("over", -60, -30),
        ("on", -30, 10),
        ("next", 20, 30),
        ("with it", 20, 40),
        ("later", 40, 50),
    ):
        session(title, start, end, room=hall)
    publish()
    programme: ScreenProgramme = venue_programme(conference, now)
    states = states_of(programme.entries, now, programme.today)
    named = {str(each.title): states[each.key] for each in programme.entries}
    assert named == {"over": "over", "on": "now", "next": "next", "with it": "next", "later": "later"}


# --- Languages, slides, kinds -----------------------------------------------------------------------------


def test_languages_in_turn_and_side_by_side(screen, session, hall, publish):
    session("Panel", -10, 60, room=hall)
    publish()
    text = page(screen("door-sign", room=hall, languages=["en", "ru"]))
    assert text.count("data-slide ") + text.count("data-slide>") == 2
    assert "Panel по-русски" in text
    assert 'lang="ru" dir="ltr"' in text
    beside = page(screen("door-sign", room=hall, languages=["en", "ru"], arrangement="side-by-side"))
    assert beside.count("slide-of-2") == 1


def test_right_to_left(conference, screen, session, hall, publish):
    conference.languages = ["ar", "en"]
    conference.save()
    session("Panel", -10, 60, room=hall)
    publish()
    text = page(screen("door-sign", room=hall, languages=["ar", "en"]))
    assert 'lang="ar" dir="rtl"' in text
    assert '<html lang="ar" dir="rtl">' in text


def test_many_rooms_are_shown_in_turn_and_without_a_script_too(conference, screen, session, publish, by):
    for number in range(12):
        session(
            f"Session {number}", -10, 60, room=create_room(conference, by=by, name={"en": f"Room {number}"})
        )
    publish()
    venue = screen()
    text = page(venue)
    assert len(re.findall(r"<section class=\"slide ", text)) == 3
    assert '<noscript><meta http-equiv="refresh" content="15;url=?slide=1"></noscript>' in text
    assert 'url=?slide=0"' in page(venue, slide="2")
    assert page(venue, slide="nonsense")


def test_a_welcome_screen_has_logos_with_the_lines_they_require(conference, screen, by):
    donor = PartnerFactory(conference=conference, credit_line={"en": "Funded under grant 7."})
    PartnerFactory(conference=conference, name={"en": "Not chosen"})
    text = page(screen("welcome", message={"en": "Welcome to the city."}, partners=[donor]))
    assert "Welcome to the city." in text
    assert "Funded under grant 7." in text
    assert "Not chosen" not in text


def test_a_rotation_shows_the_others(screen, session, hall, publish):
    session("Panel", -10, 60, room=hall)
    publish()
    sign, welcome = screen("door-sign", room=hall), screen("welcome", message={"en": "Good morning."})
    text = page(screen("rotation", shows=[sign, welcome]))
    assert "Panel" in text
    assert "Good morning." in text


def test_a_kind_that_lacks_what_it_needs_is_refused(conference, screen, hall):
    with pytest.raises(Refused, match="one room"):
        screen("door-sign")
    with pytest.raises(Refused, match="in turn"):
        screen("rotation", shows=[screen("timer")])
    with pytest.raises(Refused, match="this conference"):
        screen("door-sign", room=RoomFactory())
    # The timer that was asked for stands; none of those that were refused does.
    assert list(VenueScreen.objects.of(conference).values_list("kind", flat=True)) == ["timer"]


# --- Addresses --------------------------------------------------------------------------------------------


def test_a_guessed_address_is_nothing_and_a_revoked_one_says_so(conference, screen, by):
    venue = screen()
    guessed = reverse("agenda_onsite:screen", args=[conference.slug, "guessed"])
    assert Client().get(guessed).status_code == 404
    assert Client().get(guessed.replace("guessed", "%00")).status_code == 400
    elsewhere = ConferenceFactory()
    assert (
        Client().get(reverse("agenda_onsite:screen", args=[elsewhere.slug, venue.token])).status_code == 404
    )
    old = address(venue), address(venue, "screen-part")
    renew_address(venue, by=by)
    assert Client().get(old[0]).status_code == 410
    assert "no longer valid" in Client().get(old[0]).content.decode()
    assert Client().get(old[1]).status_code == 410
    assert page(venue)
    last = address(venue)
    delete_screen(venue, by=by)
    assert Client().get(last).status_code == 410
    verbs = AuditEntry.objects.filter(conference=conference, verb__startswith="agenda.screen_")
    assert set(verbs.values_list("verb", flat=True)) == {
        "agenda.screen_created",
        "agenda.screen_address_renewed",
        "agenda.screen_deleted",
    }


def test_a_part_is_sent_again_only_when_it_has_changed(screen, session, hall, publish, by):
    held = session("Panel", -10, 60, room=hall)
    publish()
    sign, client = screen("door-sign", room=hall), Client()
    first = client.get(address(sign, "screen-part"))
    headers = {"If-None-Match": first["ETag"]}
    same = client.get(address(sign, "screen-part"), headers=headers)
    assert same.status_code == 304
    assert abs(int(same["X-Server-Time"]) / 1000 - timezone.now().timestamp()) < 60
    assert not same.content
    change_session(held, by=by, revision=None, title={"en": "Another"})
    assert client.get(address(sign, "screen-part"), headers=headers).status_code == 304
    publish()
    assert "Another" in client.get(address(sign, "screen-part"), headers=headers).json()["part"]
    change_screen(sign, by=by, scheme="light")
    headers = {"If-None-Match": client.get(address(sign, "screen-part"))["ETag"]}
    assert client.get(address(sign, "screen-part"), headers=headers).status_code == 304


@pytest.mark.parametrize(
    "look", [{"scheme": "light"}, {"size": 140}, {"seconds": 30}, {"kind": "timer"}, {"languages": ["ru"]}]
)
def test_a_screen_that_is_to_look_otherwise_loads_itself_anew(screen, hall, by, look):
    sign, client = screen("door-sign", room=hall), Client()
    first = client.get(address(sign, "screen-part"))
    assert f'data-page="{first.json()["page"]}"' in page(sign)
    change_screen(sign, by=by, **look)
    after = client.get(address(sign, "screen-part"), headers={"If-None-Match": first["ETag"]})
    assert after.json()["page"] != first.json()["page"]


def test_a_welcome_screen_follows_the_days_of_the_conference(conference, screen):
    welcome, client = screen("welcome"), Client()
    first = client.get(address(welcome, "screen-part"))
    conference.ends_on += dt.timedelta(days=1)
    conference.save()
    after = client.get(address(welcome, "screen-part"), headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200
    assert after.json()["page"] == first.json()["page"]


def test_no_cookie_is_needed_or_sent(screen):
    response = Client().get(address(screen()))
    assert not response.cookies
    assert response["Cache-Control"] == "private, no-cache"


def test_staff_see_which_screen_is_alive(conference, screen, member):
    client, venue = Client(), screen()
    client.force_login(member("programme"))
    listed = reverse("agenda_secretariat:screen-list", args=[conference.slug])
    assert "never" in client.get(listed).content.decode()
    page(venue)
    assert "alive" in client.get(listed).content.decode().lower()
    VenueScreen.objects.update(last_seen_at=timezone.now() - dt.timedelta(minutes=5))
    venue.refresh_from_db()
    assert not is_alive(venue)


def test_the_form_adds_changes_renews_and_deletes(conference, member, hall):
    client = Client()
    client.force_login(member("programme"))
    at = lambda name, *more: reverse(f"agenda_secretariat:{name}", args=[conference.slug, *more])  # noqa: E731
    data = {
        "name": "Door", "kind": "door-sign", "room": "", "languages": ["en", "ru"], "arrangement": "in-turn",
        "seconds": "20", "scheme": "dark", "size": "100",
    }  # fmt: skip
    assert "choose which" in client.post(at("screen-add"), data).content.decode()
    assert client.post(at("screen-add"), {**data, "room": hall.pk}).status_code == 302
    made = VenueScreen.objects.get()
    assert (made.room, made.languages, made.seconds) == (hall, ["en", "ru"], 20)
    client.post(at("screen-change", made.pk), {**data, "room": hall.pk, "scheme": "light"})
    made.refresh_from_db()
    assert made.scheme == "light"
    assert made.token in client.get(at("screen-change", made.pk)).content.decode()
    token = made.token
    client.post(at("screen-renew", made.pk))
    made.refresh_from_db()
    assert made.token != token
    client.post(at("screen-delete", made.pk))
    assert not VenueScreen.objects.exists()


# --- How much is asked ------------------------------------------------------------------------------------


def test_a_screen_asks_the_same_of_the_database_however_much_is_held(
    conference, screen, session, publish, by, assert_constant_queries
):
    def add_row() -> None:
        room = create_room(conference, by=by, name={"en": "Room"})
        SessionRoleFactory(session=session("Session", -10, 60, room=room))
        publish()

    assert_constant_queries(address(screen(), "screen-part"), add_row)


def test_the_list_of_screens_asks_the_same_for_one_and_for_three(
    conference, screen, hall, member, client_as, assert_constant_queries
):
    listed = reverse("agenda_secretariat:screen-list", args=[conference.slug])
    kinds = iter(("door-sign", "timer", "now-and-next"))
    assert_constant_queries(
        listed, lambda: screen(next(kinds), room=hall), client=client_as(member("programme"))
    )
