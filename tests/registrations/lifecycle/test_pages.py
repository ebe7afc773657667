"""Each status as it is told on a person's own page, at the desk and at the door."""

import html
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import RegistrationStatus
from tests.factories import CheckInDeviceFactory, CheckpointFactory, PersonFactory, RegistrationFactory
from tests.registrations.check_in.door import DoorDevice

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Told:
    badge: str
    page: str
    way: str = ""
    desk: tuple[str, ...] = ()
    door: str = "The registration is not approved. Send the person to the help desk."


COMPLETE = "Please complete your registration: nothing is sent to the secretariat yet."
NOT_SENT = ("approve", "decline", "cancel")
TOLD = {
    "invited": Told("warn Invited", COMPLETE, "complete", NOT_SENT),
    "nominated": Told("note Nominated", COMPLETE, "complete", NOT_SENT),
    "draft": Told("neutral Draft", COMPLETE, "complete", ("approve", "cancel")),
    "submitted": Told(
        "note Submitted",
        "The secretariat has your registration and decides on it. You get a mail.",
        desk=("approve", "wait", "decline", "cancel"),
    ),
    "waiting": Told(
        "warn On the waiting list",
        "All places are taken. You are on the waiting list: as soon as a place is free and it is your turn, you get a "
        "mail.",
        desk=("approve", "offer", "decline", "cancel"),
    ),
    "offered": Told(
        "warn Place offered",
        "A place is free and is held for you until 1 March 2027, 17:00.",
        "accept",
        ("approve", "wait", "decline", "cancel"),
    ),
    "approved": Told(
        "good Approved",
        "You are registered. Bring your ticket, on paper or on the screen.",
        "ticket",
        ("cancel",),
        "Recorded.",
    ),
    "no-show": Told(
        "warn No-show",
        "The conference is over, and there is no record that you were there. If you were, please write to the "
        "secretariat.",
        desk=("cancel",),
        door="Recorded.",
    ),
    "declined": Told(
        "bad Declined",
        "The secretariat could not approve your registration.",
        door="The registration was declined. Send the person to the help desk.",
    ),
    "replaced": Told(
        "note Replaced",
        "Your delegation has named someone else in your place.",
        door="Someone else comes instead. Send the person to the help desk.",
    ),
    "cancelled": Told(
        "bad Cancelled",
        "This registration is cancelled. If that is a mistake, please write to the secretariat.",
        door="The registration was cancelled. Send the person to the help desk.",
    ),
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2027-02-20 12:00+00:00", tick=False):
        yield


def standing_at(conference, status, **more):
    until = timezone.datetime(2027, 3, 1, 12, tzinfo=timezone.get_fixed_timezone(0))
    person = PersonFactory(conference=conference, name={"en": "Ada Sample"}, email="ada@example.org")
    return RegistrationFactory(
        conference=conference,
        person=person,
        status=status,
        ticket_token="ABCDEFGHJKMN",
        offered_until=until if status == "offered" else None,
        decision_reason="Too far away." if status in ("declined", "cancelled") else "",
        **more,
    )


def own_page(row):
    client = Client()
    return html.unescape(
        client.get(registration_link(row).replace("http://localhost:8000", ""), follow=True).content.decode()
    )


def badges(page):
    found = re.findall(r'<span class="status status-(\w+)">([^<]+)</span>', page)
    return [f"{tone} {words}" for tone, words in found]


def own(row, name):
    return reverse(f"registrations_portal:{name}", args=[row.conference.slug, row.pk])


def test_every_status_stands_here():
    assert list(TOLD) == RegistrationStatus.values


@pytest.mark.django_db
class TestOwnPage:
    @pytest.mark.parametrize("status", TOLD)
    def test_it_says_where_one_stands_and_what_comes_next(self, conference, status):
        row, told = standing_at(conference, status), TOLD[status]
        page = own_page(row)
        assert badges(page)[0] == told.badge
        for other, words in TOLD.items():
            assert (words.page in page) == (words.page == told.page), other
        content = page.partition("<main")[2]
        for name in ("complete", "confirm", "accept"):
            assert (f'"{own(row, name)}"' in content) == (name == told.way), name
        assert (f'<a href="{own(row, "ticket")}">Show my ticket</a>' in content) == (told.way == "ticket")
        assert ("Too far away." in content) == (status == "declined")

    def test_who_has_not_confirmed_the_mailbox_is_asked_to(self, conference):
        row = standing_at(conference, "submitted", confirmed_at=None)
        page = own_page(row)
        assert "Confirm that this mailbox is yours: your registration counts from then on." in page
        assert f'action="{own(row, "confirm")}"' in page
        assert TOLD["submitted"].page not in page

    def test_after_the_conference_the_documents_are_what_is_left(self, conference):
        row = standing_at(conference, "approved")
        with time_machine.travel("2027-04-20 12:00+00:00", tick=False):
            page = own_page(row)
        assert "The conference is over. Thank you for taking part." in page
        assert f'<a href="{own(row, "documents")}">Certificates and documents</a>' in page
        assert TOLD["approved"].page not in page


@pytest.mark.django_db
class TestDesk:
    @pytest.mark.parametrize("status", TOLD)
    def test_it_offers_what_can_be_decided(self, conference, member, client_as, status):
        row, told = standing_at(conference, status), TOLD[status]
        desk = client_as(member("registration"))
        page = desk.get(
            reverse("registrations_secretariat:registration", args=[conference.slug, row.pk])
        ).content.decode()
        assert told.badge in badges(page)
        offered = [
            action
            for action in ("approve", "wait", "offer", "decline", "cancel")
            if reverse("registrations_secretariat:decide", args=[conference.slug, row.pk, action]) in page
        ]
        assert tuple(offered) == told.desk
        listed = desk.get(reverse("registrations_secretariat:registration-list", args=[conference.slug]))
        assert told.badge in badges(listed.content.decode())

    @pytest.mark.parametrize("status", TOLD)
    def test_it_says_what_is_waited_for(self, conference, member, client_as, status):
        row = standing_at(conference, status, confirmed_at=None, waiting_since=timezone.now())
        desk, keys = client_as(member("registration")), [conference.slug, row.pk]
        page = desk.get(reverse("registrations_secretariat:registration", args=keys)).content.decode()
        assert ("The e-mail is not confirmed yet, so no place is held." in page) == (status == "submitted")
        assert ("The place is held until" in page) == (status == "offered")
        listed = desk.get(reverse("registrations_secretariat:registration-list", args=keys[:1]))
        rows = listed.content.decode().partition("<tbody")[2]
        assert ("e-mail not confirmed" in rows) == (status == "submitted")
        assert ("In line since" in rows) == (status == "waiting")


@pytest.mark.django_db
class TestDoor:
    @pytest.mark.parametrize("status", TOLD)
    def test_it_says_why_not_and_what_to_do(self, conference, status):
        row, told = standing_at(conference, status), TOLD[status]
        phone = DoorDevice(CheckInDeviceFactory(checkpoint=CheckpointFactory(conference=conference)))
        answered = phone.scan(row)
        assert (answered["result"] == "admitted") == (status in ("approved", "no-show"))
        assert answered["words"] == told.door


def test_no_template_guesses_a_status():
    """A comparison forgets the status that nobody has thought of yet: the table is asked instead."""
    compared = re.compile(r"{% (el)?if [^%]*\b(registration|row|other)\.status\b")
    guessing = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if compared.search(path.read_text())
    ]
    assert not guessing
