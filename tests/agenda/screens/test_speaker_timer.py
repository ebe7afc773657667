"""The speaker timer: the time of the agenda's items or a free one, the same clock for chair and podium."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from agenda.rooms.domain import create_room
from agenda.screens.domain import speaker_clock
from agenda.screens.domain.screens import create_screen
from agenda.screens.domain.speaker_clock import clock_of, clock_text, elapsed_at, phase_of
from agenda.screens.models import SpeakerClock
from agenda.sessions.domain.sessions import ItemRow, RoleRow, change_session, create_session
from agenda.speakers.domain import profile_of, speaker_link
from confman.accounts.system_users import system_user
from confman.web.errors import Refused
from registrations.core.domain.personal_links import registration_link
from tests.factories import PersonFactory, RegistrationFactory, UserFactory

NOW = dt.datetime(2027, 3, 30, 6, tzinfo=dt.UTC)


@pytest.fixture
def conference(conference: Any) -> Any:
    """Held today."""
    today = conference.local(timezone.now()).date()
    conference.starts_on = conference.ends_on = today
    conference.save()
    return conference


@pytest.fixture
def hall(conference: Any, by: Any) -> Any:
    return create_room(conference, by=by, name={"en": "Great hall"})


@pytest.fixture
def held(conference: Any, by: Any, hall: Any) -> Any:
    """Two items with their speakers, at noon today, published by the test."""
    start = dt.datetime.combine(conference.today(), dt.time(12), conference.zone)
    speaker = PersonFactory(conference=conference, name={"en": "First Speaker"})
    return create_session(
        conference,
        by=by,
        title={"en": "Plenary"},
        start=start,
        end=start + dt.timedelta(hours=1),
        room=hall,
        items=[
            ItemRow({"en": "First item"}, "presentation", 15),
            ItemRow({"en": "Second item"}, "presentation", 5),
        ],
        roles=[RoleRow(speaker, "speaker", "confirmed", item=1)],
    )


@pytest.fixture
def timer(conference: Any, by: Any, hall: Any) -> Any:
    return create_screen(conference, by=by, name="Podium", kind="timer", room=hall, languages=["en"])


@pytest.fixture
def operate(timer: Any, conference: Any, member: Any, client_as: Any) -> Any:
    """`operate("start")`: the button, pressed by staff; gives the answer."""
    client = client_as(member("check-in"))
    address = reverse("agenda_secretariat:timer", args=[conference.slug, timer.pk])

    def press(action: str, **data: Any) -> Any:
        return client.post(address, {"action": action, **data}, headers={"HX-Request": "true"})

    press.client, press.address = client, address
    return press


def podium(timer: Any, **headers: str) -> Any:
    address = reverse("agenda_onsite:screen-part", args=[timer.conference.slug, timer.token])
    return Client().get(address, headers=headers)


def clock(**fields: Any) -> SpeakerClock:
    return SpeakerClock(**{"seconds": 600, "elapsed": 0, **fields})


# --- The times ---------------------------------------------------------------------------------------------


def test_it_counts_while_it_runs_and_stays_where_it_is_held():
    running = clock(elapsed=30.0, running_since=NOW - dt.timedelta(seconds=12))
    assert elapsed_at(running, NOW) == 42
    assert elapsed_at(clock(elapsed=30.0), NOW) == 30
    # A clock that is set a moment ahead has not run backwards.
    assert elapsed_at(clock(running_since=NOW + dt.timedelta(seconds=3)), NOW) == 0


@pytest.mark.parametrize(
    ("elapsed", "phase", "text"),
    [
        (0, "green", "10:00"),
        (0.4, "green", "10:00"),
        (479.9, "green", "2:01"),
        (480, "amber", "2:00"),
        (599.5, "amber", "0:01"),
        (600, "red", "0:00"),
        (600.9, "red", "0:00"),
        (665, "red", "+1:05"),
    ],
)
def test_colours_and_figures(elapsed, phase, text):
    counted = clock(elapsed=elapsed)
    assert phase_of(counted, NOW) == phase
    assert clock_text(600 - elapsed) == text


@given(st.integers(10, 36000), st.floats(0, 40000), st.floats(0, 5000))
def test_time_goes_one_way(seconds, elapsed, more):
    first, then = clock(seconds=seconds, elapsed=elapsed), clock(seconds=seconds, elapsed=elapsed + more)
    order = ("green", "amber", "red")
    assert order.index(phase_of(first, NOW)) <= order.index(phase_of(then, NOW))


# --- The operator and the podium ---------------------------------------------------------------------------


def test_the_podium_follows_the_operator(timer, held, publish, operate):
    publish()
    assert "First item" in operate.client.get(operate.address).content.decode()
    operate("next")
    shown = podium(timer).json()["part"]
    assert "First item" in shown
    assert "First Speaker" in shown
    assert 'data-seconds="900"' in shown
    assert 'data-since=""' in shown
    operate("start")
    assert 'data-since="1' in podium(timer).json()["part"]
    operate("more")
    assert 'data-seconds="960"' in podium(timer).json()["part"]
    operate("pause")
    assert 'data-since=""' in podium(timer).json()["part"]
    operate("next")
    assert "Second item" in podium(timer).json()["part"]
    assert "no further item today" in operate("next").content.decode()
    operate("free", minutes="3")
    free = podium(timer).json()["part"]
    assert "item" not in free
    assert 'data-seconds="180"' in free
    operate("previous")
    assert clock_of(timer).revision > 1


def test_the_podium_asks_as_often_as_the_operator_is_promised(timer, operate):
    assert "within two seconds" in operate.client.get(operate.address).content.decode()
    podium_page = Client().get(reverse("agenda_onsite:screen", args=[timer.conference.slug, timer.token]))
    [every] = re.findall(r'data-every="(\d+)"', podium_page.content.decode())
    assert int(every) <= 2


def test_an_item_is_chosen_from_the_list(timer, held, publish, operate):
    publish()
    second = held.items.get(title__icontains="Second")
    operate("item", session=held.pk, item=second.pk)
    assert 'data-seconds="300"' in podium(timer).json()["part"]
    gone = operate("item", session=held.pk, item=timer.pk).content.decode()
    assert "no longer" in gone


def test_nothing_stands_above_the_clock_that_is_not_published(timer, held, publish, operate, by):
    publish()
    operate("next")
    change_session(
        held, by=by, revision=None, title={"en": "Unpublished"}, items=[ItemRow({"en": "Unpublished item"})]
    )
    assert "Unpublished" not in podium(timer).json()["part"]
    assert "Unpublished" not in operate.client.get(operate.address).content.decode()


def test_the_podium_is_answered_briefly_while_nothing_changes(timer, operate, django_assert_max_num_queries):
    etag = podium(timer)["ETag"]
    podium(timer)
    with django_assert_max_num_queries(5):
        again = podium(timer, **{"If-None-Match": etag})
    assert again.status_code in (200, 304)  # the minute may have turned
    operate("start")
    assert podium(timer, **{"If-None-Match": etag}).status_code == 200


def test_the_operators_page_is_left_alone_while_nobody_else_acts(timer, operate, by):
    seen = clock_of(timer).revision
    assert operate.client.get(operate.address, {"seen": seen}).status_code == 204
    speaker_clock.start(clock_of(timer), by=by)
    assert operate.client.get(operate.address, {"seen": seen}).status_code == 200


def test_of_two_operators_who_press_at_once_one_is_told(timer, operate, by):
    before = clock_of(timer).revision
    speaker_clock.add_seconds(clock_of(timer), 60, by=by, seen=before)
    assert "Someone else has set the clock" in operate("more", seen=before).content.decode()
    assert clock_of(timer).seconds == 660
    with pytest.raises(Refused):
        speaker_clock.set_time(clock_of(timer), 0, by=by)


def test_without_a_script_the_buttons_lead_back_to_the_page(timer, operate):
    answer = operate.client.post(operate.address, {"action": "start"})
    assert (answer.status_code, answer.url) == (302, operate.address)
    refused = operate.client.post(operate.address, {"action": "free", "minutes": ""}, follow=True)
    assert "Give the minutes." in refused.content.decode()


def test_the_chairs_own_page_leads_to_the_clock_without_an_account(timer, held, conference, by, owner_client):
    chair = PersonFactory(conference=conference, languages=["en"])
    role = held.roles.create(person=chair, role="chair", status="invited")
    address = reverse("agenda_secretariat:timer", args=[conference.slug, timer.pk])
    create_screen(conference, by=by, name="Elsewhere", kind="timer", languages=["en"], room=create_room(
        conference, by=by, name={"en": "Another room"}
    ))  # fmt: skip
    client = Client()
    page = client.get(speaker_link(profile_of(chair)), follow=True)
    assert "Speaker timer" not in page.content.decode()
    assert client.get(address).status_code == 302
    role.status = "confirmed"
    role.save()
    page = client.get(page.redirect_chain[-1][0]).content.decode()
    assert address in page and "Podium · Great hall" in page and "Elsewhere" not in page
    operator = client.get(address).content.decode()
    assert "Your part in the conference" in operator, "the way back"
    chair.languages = ["ru"]
    chair.save()
    assert '<html lang="ru"' in client.get(address).content.decode(), (
        "in their language, as the page it comes from"
    )
    seen = clock_of(timer).revision
    assert client.post(address, {"action": "start", "seen": seen}).status_code == 302
    clock = clock_of(timer)
    assert clock.running_since and clock.set_by == system_user("participant")
    renewed = [conference.slug, "opened_speakers", profile_of(chair).pk]
    owner_client.post(reverse("people_secretariat:link-renew", args=renewed))
    assert client.post(address, {"action": "pause", "seen": clock.revision}).status_code == 302
    assert clock_of(timer).running_since, "a link that is revoked stops nothing"


def test_a_chair_with_an_account_finds_it_in_my_agenda(timer, held, conference, client_as):
    chair = PersonFactory(conference=conference, user=UserFactory())
    held.roles.create(person=chair, role="chair", status="confirmed")
    own = client_as(chair.user).get(reverse("agenda_portal:own", args=[conference.slug])).content.decode()
    assert reverse("agenda_secretariat:timer", args=[conference.slug, timer.pk]) in own
    # A session that does not take place has no clock.
    type(held).objects.filter(pk=held.pk).update(status="cancelled")
    own = client_as(chair.user).get(reverse("agenda_portal:own", args=[conference.slug])).content.decode()
    assert reverse("agenda_secretariat:timer", args=[conference.slug, timer.pk]) not in own


def test_a_chair_who_only_has_a_speakers_page_finds_it_in_my_agenda(timer, held, conference):
    chair = PersonFactory(conference=conference, languages=["en"])
    held.roles.create(person=chair, role="chair", status="confirmed")
    browser = Client()
    browser.get(speaker_link(profile_of(chair)))
    address = reverse("agenda_secretariat:timer", args=[conference.slug, timer.pk])
    own = browser.get(reverse("agenda_portal:own", args=[conference.slug]))
    assert address in own.content.decode() and browser.get(address).status_code == 200


def test_my_agenda_leads_nobody_to_a_clock_that_they_may_not_set(timer, held, conference):
    chair = PersonFactory(conference=conference)
    held.roles.create(person=chair, role="chair", status="confirmed")
    registration = RegistrationFactory(conference=conference, person=chair, status="approved")
    browser = Client()
    browser.get(registration_link(registration), follow=True)
    own = browser.get(reverse("agenda_portal:own", args=[conference.slug]))
    address = reverse("agenda_secretariat:timer", args=[conference.slug, timer.pk])
    assert own.status_code == 200 and browser.get(address).status_code == 302
    assert address not in own.content.decode()


def test_whoever_chairs_in_the_room_sets_the_clock(timer, held, conference, client_as):
    chair = PersonFactory(conference=conference, user=UserFactory())
    address = reverse("agenda_secretariat:timer", args=[conference.slug, timer.pk])
    client = client_as(chair.user)
    assert client.get(address).status_code == 403
    role = held.roles.create(person=chair, role="chair", status="invited")
    assert client_as(chair.user).get(address).status_code == 403
    role.status = "confirmed"
    role.save()
    assert client_as(chair.user).get(address).status_code == 200
    timer.room = create_room(conference, by=chair.user, name={"en": "Another room"})
    timer.save()
    assert client_as(chair.user).get(address).status_code == 403
