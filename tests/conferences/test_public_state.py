"""One state of a conference for its home page, /register/, its navigation and the list: over is over everywhere."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from agenda.releases.domain.publication import publish_agenda
from outcomes.follow_up.models.reporting import FollowUpSettings
from tests.factories import CategoryFactory, ConferenceFactory, SessionFactory, UserFactory
from tests.outcomes.recommendation_samples import recommendation
from tests.registrations.forms import send_open_form
from tests.registrations.portal.test_participants import filled

pytestmark = pytest.mark.django_db


def held(begins_in: int, days: int = 2, **fields: Any) -> Any:
    """A conference that begins in so many days and takes registrations."""
    first = day(begins_in)
    made = ConferenceFactory(
        slug="held", registration_mode="open", timezone="UTC", starts_on=first,
        ends_on=first + dt.timedelta(days=days - 1), **dated(fields),
    )  # fmt: skip
    CategoryFactory(conference=made, approval="open")
    return made


def opens(later: int) -> dict[str, int]:
    return {"registration_opens_on": later}


def closes(later: int) -> dict[str, int]:
    return {"registration_closes_on": later}


def day(later: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=later)


def dated(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with their days as of now: those of a parameter are collected minutes before, even yesterday."""
    return {name: day(value) if name.endswith("_on") else value for name, value in fields.items()}


def pages() -> dict[str, str]:
    client = Client(headers={"accept-language": "en"})
    return {
        name: client.get(url).content.decode()
        for name, url in (("home", "/held/en/"), ("register", "/held/en/register/"), ("list", "/"))
    }


def offers(name: str, page: str) -> bool:
    """Tell whether the page leads to the registration form; of its own address, whether it is there."""
    return ('name="data_consent"' if name == "register" else 'href="/held/en/register/"') in page


@pytest.mark.parametrize(
    ("begins_in", "fields", "said", "takes"),
    [
        pytest.param(120, {}, "Registration is open.", True, id="open"),
        pytest.param(12, {}, "begins in 12 days", True, id="soon"),
        pytest.param(12, {"capacity": 5, "taken": 5}, "waiting list", True, id="full"),
        pytest.param(12, {"registration_mode": "closed"}, "Registration is closed.", False, id="closed"),
        pytest.param(12, {"status": "closed"}, "Registration is closed.", False, id="closed by hand"),
        pytest.param(12, opens(3), "Registration opens on", False, id="opens later"),
        pytest.param(
            12, {"registration_mode": "closed", **opens(3)}, "Registration opens on", False, id="announced"
        ),
        pytest.param(12, opens(0), "begins in 12 days", True, id="opens today"),
        pytest.param(12, closes(0), "Registration is open until", True, id="last day of registration"),
        pytest.param(12, closes(-1), "Registration is closed.", False, id="closed by its day"),
        pytest.param(0, closes(-1), "Day 1 of 2", False, id="during, registration closed"),
        pytest.param(
            12,
            {"registration_mode": "test", **opens(3)},
            "registered now will be cleared",
            True,
            id="practice",
        ),
        pytest.param(0, {}, "Day 1 of 2", True, id="during"),
        pytest.param(-1, {}, "Day 2 of 2", True, id="last day"),
        pytest.param(-2, {}, "Took place", False, id="after"),
        pytest.param(-400, {}, "Took place", False, id="long after"),
        pytest.param(-400, {"status": "archived"}, "Took place", False, id="archived"),
    ],
)
def test_every_page_says_the_same(begins_in: int, fields: dict[str, Any], said: str, takes: bool) -> None:
    fields = dict(fields)
    mode = fields.pop("registration_mode", None)
    conference = held(begins_in, **fields)
    if mode:
        type(conference).objects.filter(pk=conference.pk).update(registration_mode=mode)
    for name, page in pages().items():
        if name != "register" or not takes:
            assert said in page, name
        if name != "list":
            assert offers(name, page) is takes, name


@pytest.mark.parametrize("fields", [opens(3), closes(3)], ids=["opens later", "closes"])
def test_a_sentence_with_a_day_ends_once(fields: dict[str, Any]) -> None:
    """A day in Russian ends with a full stop of its own: 31 марта 2017 г."""
    held(12, **fields)
    page = Client().get("/held/ru/").content.decode()
    assert " г." in page and "г.." not in page


@pytest.mark.parametrize(
    ("begins_in", "said"), [(120, "Registration is open."), (0, "Day 1 of 2"), (-2, "Took place")]
)
def test_the_first_lines_of_every_page_say_it(begins_in: int, said: str) -> None:
    held(begins_in)
    for url in (
        "/held/en/",
        "/held/en/contact/",
        "/held/en/privacy/",
        "/held/en/register/",
        "/held/en/news/",
    ):
        page = Client().get(url).content.decode()
        assert said in page.partition("</header>")[0 if url != "/held/en/" else 2], url


def actions() -> list[str]:
    """The links on the cover of the home page, the main one first."""
    cover = Client().get("/held/en/").content.decode().partition('class="cover-actions"')[2]
    return re.findall(r'href="/held/([^"]*)"', cover.partition("</div>")[0])


@pytest.mark.parametrize("fields", [closes(-1), opens(3)])
def test_who_cannot_register_writes_to_the_secretariat(fields: dict[str, Any]) -> None:
    held(30, **fields)
    assert actions() == ["en/contact/"]


def test_the_home_page_leads_to_what_is_done_now() -> None:
    conference = held(30)
    recommendation(conference, stage="published")
    FollowUpSettings.objects.create(conference=conference, public_tracker=True)
    SessionFactory(conference=conference)
    publish_agenda(conference, by=UserFactory())
    assert actions() == ["en/register/"]

    def move(begins_in: int) -> None:
        first = timezone.localdate() + dt.timedelta(days=begins_in)
        type(conference).objects.update(starts_on=first, ends_on=first + dt.timedelta(days=1))

    move(0)
    assert actions() == ["me/", "en/agenda/"]
    move(-10)
    assert actions() == ["en/recommendations/", "en/follow-up/", "me/"]


@pytest.mark.parametrize(("taken", "act"), [(4, "Register"), (5, "Join the waiting list")])
@pytest.mark.parametrize("begins_in", [30, 0], ids=["before", "during"])
def test_the_act_has_one_name_in_menu_step_heading_and_button(begins_in: int, taken: int, act: str) -> None:
    held(begins_in, capacity=5, taken=taken)
    shown = pages()
    form = html.fromstring(shown["register"])
    named = [
        *html.fromstring(shown["home"]).xpath('//a[@href="/held/en/register/"]'),
        *form.xpath('//nav//a[@href="/held/en/register/" and not(@lang) and not(@hreflang)]'),
        *form.xpath("//h1 | //form[@novalidate]//button"),
    ]
    assert len(named) >= 4 and {" ".join(part.text_content().split()) for part in named} == {act}
    assert form.findtext(".//title").startswith(act)
    assert ("All places are taken." in shown["register"]) is (act != "Register")


def test_a_page_asks_once_whom_the_form_takes() -> None:
    held(30, capacity=5, taken=5)
    with CaptureQueriesContext(connection) as found:
        page = Client().get("/held/en/contact/")
    assert "Join the waiting list" in page.content.decode()
    assert sum('AS "free"' in query["sql"] for query in found.captured_queries) == 1


def test_who_may_not_make_a_conference_is_not_led_there() -> None:
    assert "/new/" not in Client().get("/").content.decode()


def test_by_invitation() -> None:
    conference = held(30)
    conference.categories.update(approval="invitation")
    for name, page in pages().items():
        assert "Registration is by invitation." in page and not offers(name, page)


def test_where_everything_is_over_the_ways_lead_on() -> None:
    held(-10)
    shown = pages()
    assert 'href="/held/me/"' in shown["home"] and 'href="/held/me/"' in shown["register"]


def test_what_is_sent_all_the_same_is_refused() -> None:
    conference = held(1)
    client = Client()
    data = filled(conference)
    conference.starts_on = conference.ends_on = timezone.localdate() - dt.timedelta(days=1)
    conference.save()
    url = "/held/en/register/"
    assert "Took place" in client.get(url).content.decode()
    assert conference.registrations.count() == 0
    send_open_form(client, url, data)
    assert conference.registrations.count() == 0


def test_what_is_sent_after_the_last_day_of_registration_is_refused() -> None:
    """Refused where the form is read, and by the verb: no page leads there."""
    conference = held(30)
    client = Client()
    data = filled(conference)
    type(conference).objects.update(**dated(closes(-1)))
    send_open_form(client, "/held/en/register/", data)
    assert conference.registrations.count() == 0


def test_the_days_of_registration_are_set_with_the_conference(owner_client: Any, conference: Any) -> None:
    section = reverse("conferences_secretariat:settings", args=[conference.slug])
    page = owner_client.get(section, {"section": "1"}).content.decode()
    assert 'name="registration_opens_on"' in page and 'name="registration_closes_on"' in page
    with pytest.raises(IntegrityError), transaction.atomic():
        type(conference).objects.update(**dated(opens(3) | closes(2)))


def test_the_list_asks_the_same_number_of_queries() -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            Client().get("/")
        return len(found)

    held(30)
    Client().get("/")
    one = asked()
    for number in range(3):
        CategoryFactory(conference=ConferenceFactory(slug=f"more-{number}", registration_mode="open"))
    assert asked() == one
