"""No page is shown under an address with a token: each is exchanged for the session, in one way."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.access import table
from tests.access.routes import own_routes
from tests.access.test_matrix import ALL_ROWS, address

# Addresses with a token that are no personal link: the person who has it holds a feed, a screen or a ticket.
FEEDS = ("registrations_public:own-calendar", "agenda_public:own-calendar")
SCREENS = (
    "agenda_onsite:screen", "agenda_onsite:screen-part", "agenda_onsite:screen-worker",
    "outcomes_onsite:screen", "outcomes_onsite:screen-part",
    "outcomes_onsite:speakers-screen", "outcomes_onsite:speakers-screen-part",
    "outcomes_onsite:statements", "outcomes_onsite:statements-part", "outcomes_onsite:statement-file",
)  # fmt: skip
TICKETS = ("registrations_onsite:ticket",)
# They let nobody in and name nobody: they stop mail, by a POST that mail programs send without a cookie (RFC 8058).
NEWS = ("mailings_portal:news", "outcomes_portal:document-mail-stop")

WITH_TOKEN = sorted(route.name for route in own_routes() if ":token>" in route.pattern)
PERSONAL = [name for name in WITH_TOKEN if name not in (*FEEDS, *SCREENS, *TICKETS, *NEWS)]


def row_of(name):
    return next(row for row in ALL_ROWS if row[0] == name)


@pytest.mark.parametrize("name", PERSONAL)
@pytest.mark.parametrize("fault", ["", "cut off", "of nobody"])
def test_a_personal_link_is_exchanged_at_once(world, name, fault):
    url = address(world, *row_of(name)[:2])
    token = next(part for part in url.split("/") if part.count(":") == 2)
    asked = url.replace(token, {"": token, "cut off": token[:-3], "of nobody": "nobody"}[fault])
    client = Client()
    for answer in (client.get(asked), client.head(asked)):
        assert answer.status_code == 303
        assert token not in answer["Location"] and token[-40:] not in answer.content.decode()
        assert answer["Referrer-Policy"] == "no-referrer" and "no-store" in answer["Cache-Control"]
    assert client.post(asked).status_code == 405, "a link does nothing but let in"

    page = client.get(asked, follow=True)
    assert page.status_code == (410 if fault else 200)
    assert token not in "".join(address for address, _status in page.redirect_chain)
    assert token not in page.content.decode()
    if fault:
        assert not client.session.keys(), "what anybody makes up leaves no trace"


@pytest.mark.parametrize("name", PERSONAL)
def test_a_browser_that_keeps_no_cookies_is_told_so(world, name):
    url = address(world, *row_of(name)[:2])
    page = Client().get(Client().get(url)["Location"])
    assert page.status_code == 410
    assert "keeps no cookies" in page.content.decode() and "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_private_and_knows_no_cookie(world, name):
    rows = [row for row in ALL_ROWS if row[0] == name and row[2] != table.NOT_HERE]
    for row in rows:
        answer = Client().get(address(world, *row[:2]))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store" and not answer.cookies
        # Anyone with the address reads the calendar and nothing else.
        browser = Client()
        browser.get(address(world, *row[:2]))
        mine = reverse("people_portal:index", args=[world.conference.slug])
        assert "sign-in" in browser.get(mine)["Location"]


def test_every_address_with_a_token_is_one_of_them():
    assert {*FEEDS, *SCREENS, *TICKETS, *NEWS} <= set(WITH_TOKEN) and len(PERSONAL) >= 7
