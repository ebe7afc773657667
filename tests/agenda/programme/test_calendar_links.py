"""The agenda, one's own and a session go into the calendars that people have, by links alone."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from confman.conferences.models import Conference
from tests.factories import SessionFactory

pytestmark = pytest.mark.django_db

HOSTS = {"calendar.google.com", "outlook.live.com", "outlook.office.com"}


def links(page: str) -> list[str]:
    return [unescape(url) for url in re.findall(r'href="((?:https|webcal|http)[^"]*)"', page)]


def feeds(page: str) -> set[str]:
    """The addresses of feeds that the buttons of a page give to calendars, without their scheme."""
    found = set()
    for url in links(page):
        asked = parse_qs(urlsplit(url).query)
        found |= {url} if url.startswith("webcal:") else set(asked.get("cid", []) + asked.get("url", []))
    return {url.partition("://")[2] for url in found}


@pytest.fixture
def conference(conference: Conference, owner_client: Client) -> Conference:
    SessionFactory(conference=conference, title={"en": "Opening & welcome"}, visibility="public")
    owner_client.post(f"/{conference.slug}/secretariat/agenda/publish/", {})
    return conference


def test_the_agenda_is_subscribed_to_by_one_address_in_every_calendar(
    conference: Conference, settings
) -> None:
    for language in ("en", "ru"):
        page = Client().get(f"/{conference.slug}/{language}/agenda/").content.decode()
        (feed,) = feeds(page)
        assert (
            feed
            == f"{settings.BASE_URL.partition('://')[2]}/{conference.slug}/{language}/agenda/calendar.ics"
        )
        assert {urlsplit(url).netloc for url in links(page)} >= HOSTS


def test_ones_own_agenda_is_subscribed_to_by_its_secret_address(
    conference: Conference, owner_client: Client
) -> None:
    address = f"/{conference.slug}/me/agenda/calendar/"
    assert not feeds(owner_client.get(f"/{conference.slug}/me/agenda/").content.decode())
    owner_client.post(address)
    page = owner_client.get(address).content.decode()
    (feed,) = feeds(page)
    assert "/agenda/own/" in feed and feed in page
    assert Client().get("/" + feed.partition("/")[2]).status_code == 200


def test_a_session_is_added_at_its_hours_in_every_zone(conference: Conference) -> None:
    page = Client().get(f"/{conference.slug}/en/agenda/").content.decode()
    session = re.search(rf"/{conference.slug}/en/agenda/([0-9a-f-]{{36}})/", page)[1]
    page = Client().get(f"/{conference.slug}/en/agenda/{session}/").content.decode()
    ways = {urlsplit(url).netloc: parse_qs(urlsplit(url).query) for url in links(page)}
    assert ways.keys() >= HOSTS
    start, _end = ways["calendar.google.com"]["dates"][0].split("/")
    calendar = Client().get(f"/{conference.slug}/en/agenda/{session}.ics").content.decode()
    assert ways["calendar.google.com"]["text"][0].startswith("Opening & welcome")
    assert (
        start.endswith("Z")
        and ways["outlook.live.com"]["startdt"][0].replace("-", "").replace(":", "") == start
    )
    assert "Opening" in calendar and f'href="/{conference.slug}/en/agenda/{session}.ics"' in page
