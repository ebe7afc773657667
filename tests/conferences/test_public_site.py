"""The public site: in every language, without a cookie, for everyone once the conference is announced."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from confman.conferences.models import Conference, Status
from tests.factories import PageFactory, PartnerFactory, ThemeFactory

PAGES = ["", "pages/", "pages/place/", "news/", "news/opening/", "contact/", "contact/sent/", "privacy/"]


@pytest.fixture
def site(conference: Conference) -> Conference:
    now = timezone.now()
    PageFactory(conference=conference, slug="place", title={"en": "The place"}, published_at=now)
    PageFactory(conference=conference, kind="news", slug="opening", title={"en": "Opening"}, published_at=now)
    PartnerFactory(conference=conference, credit_line={"en": "With the support of the donor."})
    return conference


def assert_no_cookie(response: HttpResponse) -> None:
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_no_page_sets_or_needs_a_cookie(client: Client, site: Conference, page: str, language: str) -> None:
    response = client.get(f"/{site.slug}/{language}/{page}")
    assert response.status_code == 200
    assert_no_cookie(response)
    assert response["Content-Language"] == language
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.django_db
def test_the_stylesheet_and_the_redirect_set_no_cookie_either(client: Client, site: Conference) -> None:
    for address in (f"/{site.slug}/", f"/{site.slug}/theme.css"):
        assert_no_cookie(client.get(address))


@pytest.mark.parametrize(
    ("header", "language"),
    [
        pytest.param("ru-RU,ru;q=0.9,en;q=0.8", "ru", id="region"),
        pytest.param("fr,uz-Cyrl;q=0.5", "uz", id="other-script"),
        pytest.param("fr", "en", id="none-of-ours"),
        pytest.param("", "en", id="no-header"),
        pytest.param("en;q=0.1,uz", "uz", id="weights"),
    ],
)
def test_the_address_leads_to_the_best_language(
    client: Client, conference: Conference, header: str, language: str
) -> None:
    response = client.get(f"/{conference.slug}/", headers={"Accept-Language": header})
    assert response["Location"] == f"/{conference.slug}/{language}/"
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize(
    "address", ["/nothing/", "/nothing/en/", "/nothing/me/", "/nothing/delegation/", "/nothing/theme.css"]
)
@pytest.mark.django_db
def test_an_unknown_conference_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_language_the_conference_does_not_have_is_not_found(client: Client, conference: Conference) -> None:
    assert client.get(f"/{conference.slug}/fr/").status_code == 404


@pytest.mark.parametrize("address", ["", "en/", "en/contact/", "en/privacy/", "theme.css", "logo"])
def test_a_draft_does_not_exist_for_strangers(
    client: Client, conference: Conference, stranger: Any, client_as: Callable[..., Client], address: str
) -> None:
    Conference.objects.update(status=Status.DRAFT)
    assert client.get(f"/{conference.slug}/{address}").status_code == 404
    assert client_as(stranger).get(f"/{conference.slug}/{address}").status_code == 404


def test_a_draft_is_shown_to_its_team(owner_client: Client, conference: Conference) -> None:
    Conference.objects.update(status=Status.DRAFT)
    assert owner_client.get(f"/{conference.slug}/en/").status_code == 200
    assert conference.slug in owner_client.get("/").content.decode()


def test_the_list_names_announced_conferences_only(
    client: Client, conference: Conference, other_conference: Conference
) -> None:
    Conference.objects.filter(pk=other_conference.pk).update(status=Status.DRAFT)
    content = client.get("/").content.decode()
    assert conference.slug in content
    assert other_conference.slug not in content


def test_text_is_read_in_the_language_of_the_address_else_in_another(
    client: Client, site: Conference
) -> None:
    content = client.get(f"/{site.slug}/ru/").content.decode()
    assert f"Конференция {site.slug}" in content
    assert 'lang="ru"' in content
    # Written in English alone: better than nothing.
    assert "Opening" in client.get(f"/{site.slug}/ru/news/").content.decode()


def test_credit_lines_stand_on_every_page(client: Client, site: Conference) -> None:
    for page in PAGES:
        assert "With the support of the donor." in client.get(f"/{site.slug}/en/{page}").content.decode()


def test_what_is_not_published_is_seen_by_its_writers_alone(
    client: Client, owner_client: Client, conference: Conference
) -> None:
    PageFactory(conference=conference, slug="secret", title={"en": "Not yet"})
    PageFactory(conference=conference, slug="news", kind="news", title={"en": "Nor this"})
    for address in ("pages/secret/", "news/news/"):
        assert client.get(f"/{conference.slug}/en/{address}").status_code == 404
        assert "not published" in owner_client.get(f"/{conference.slug}/en/{address}").content.decode()
    assert "Not yet" not in client.get(f"/{conference.slug}/en/pages/").content.decode()


def test_a_page_of_another_conference_is_not_found(
    client: Client, site: Conference, other_conference: Conference
) -> None:
    assert client.get(f"/{other_conference.slug}/en/pages/place/").status_code == 404


def test_the_secretariat_puts_a_page_into_the_menu_with_a_label_of_its_own(
    client: Client, site: Conference
) -> None:
    def menu(page: str = "") -> list[tuple[str, str]]:
        content = client.get(f"/{site.slug}/ru/{page}").content.decode()
        (menu,) = re.findall(r'<nav class="masthead-navigation".*?</ul>', content, re.DOTALL)
        return re.findall(r"<a href=\"[^\"]*\"( aria-current=\"page\")?>([^<]+)</a>", menu)

    now = timezone.now()
    labels = {"visas": {"en": "Visas", "ru": "Визы"}, "hotels": {}}
    for position, (slug, label) in enumerate(labels.items()):
        PageFactory(
            conference=site, slug=slug, title={"ru": f"Всё о {slug}"}, menu_label=label, in_menu=True,
            position=5 - position, published_at=now,
        )  # fmt: skip
    PageFactory(conference=site, slug="later", title={"ru": "Потом"}, in_menu=True)
    names = [name for _current, name in menu()]
    assert names.index("Всё о hotels") + 1 == names.index("Визы") and "Потом" not in names
    assert [name for current, name in menu("pages/visas/") if current] == ["Визы"]


def test_lists_ask_a_constant_number_of_queries(conference: Conference, assert_constant_queries: Any) -> None:
    now = timezone.now()
    for kind, address in (("page", "pages/"), ("news", "news/"), ("news", "")):
        assert_constant_queries(
            f"/{conference.slug}/en/{address}",
            lambda kind=kind: PageFactory(conference=conference, kind=kind, published_at=now),
        )


def test_the_list_of_conferences_asks_a_constant_number_of_queries(
    db: Any, assert_constant_queries: Any
) -> None:
    from tests.factories import ConferenceFactory

    assert_constant_queries("/", ConferenceFactory)


def test_the_stylesheet_has_the_colours_and_is_not_sent_twice(client: Client, conference: Conference) -> None:
    theme = ThemeFactory(conference=conference, colour="#8a5a00")
    response = client.get(f"/{conference.slug}/theme.css")
    content = response.content.decode()
    assert response["Content-Type"].startswith("text/css")
    assert "--conference-accent:#1f4e79" in content
    assert f".theme-{theme.pk}{{--swatch:#8a5a00" in content
    again = client.get(f"/{conference.slug}/theme.css", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    Conference.objects.update(colour="#ffcc00")
    changed = client.get(f"/{conference.slug}/theme.css", headers={"If-None-Match": response["ETag"]})
    assert "--conference-accent:#ffcc00" in changed.content.decode()


class TestMissingPages:
    @pytest.mark.parametrize(
        "page", ["nothing/", "pages/nothing/", f"agenda/{'0' * 8}-0000-0000-0000-{'0' * 12}/"]
    )
    def test_one_of_a_conference_is_said_within_its_site(
        self, client: Client, site: Conference, page: str
    ) -> None:
        answer = client.get(f"/{site.slug}/ru/{page}")
        assert answer.status_code == 404
        content = answer.content.decode()
        assert f'href="/{site.slug}/ru/"' in content and 'class="masthead-name"' in content
        assert 'lang="ru"' in content and 'content="noindex"' in content
        assert_no_cookie(answer)

    @pytest.mark.parametrize(
        ("page", "asked"),
        [("agenda/", "agenda/"), ("agenda", "agenda/"), ("contact/?from=mail", "contact/?from=mail")],
    )
    def test_one_without_its_language_is_opened_in_the_readers(
        self, client: Client, site: Conference, page: str, asked: str
    ) -> None:
        answer = client.get(f"/{site.slug}/{page}", headers={"Accept-Language": "ru-RU, en;q=0.5"})
        assert answer.status_code == 302 and answer["Location"] == f"/{site.slug}/ru/{asked}"
        assert "Accept-Language" in answer["Vary"]
        assert_no_cookie(answer)
        assert client.post(f"/{site.slug}/{page}").status_code == 404

    @pytest.mark.parametrize("page", ["xx/", "xx/agenda/", "nothing", "nothing/at/all/"])
    def test_one_in_no_language_is_said_in_the_readers(
        self, client: Client, site: Conference, page: str
    ) -> None:
        answer = client.get(f"/{site.slug}/{page}", headers={"Accept-Language": "ru"})
        content = answer.content.decode()
        assert answer.status_code == 404 and f'href="/{site.slug}/ru/"' in content and 'lang="ru"' in content

    @pytest.mark.parametrize("page", ["secretariat/nothing/", "me/nothing/", "onsite/nothing/"])
    def test_elsewhere_it_is_the_plain_page(self, client: Client, site: Conference, page: str) -> None:
        answer = client.get(f"/{site.slug}/{page}")
        assert answer.status_code == 404 and "masthead" not in answer.content.decode()

    def test_a_draft_is_not_revealed_by_it(self, client: Client, site: Conference) -> None:
        Conference.objects.update(status=Status.DRAFT)
        for page in ("en/nothing/", "nothing/", "agenda/"):
            answer = client.get(f"/{site.slug}/{page}")
            assert answer.status_code == 404 and "masthead" not in answer.content.decode()


def test_every_language_names_the_others_and_the_one_for_all_else(client: Client, site: Conference) -> None:
    for language in site.languages:
        page = client.get(f"/{site.slug}/{language}/contact/").content.decode()
        named = dict(re.findall(r'hreflang="([\w-]+)" href="https?://[^/]+([^"]+)">', page))
        expected = {code: f"/{site.slug}/{code}/contact/" for code in site.languages}
        assert named == {**expected, "x-default": f"/{site.slug}/{site.default_language}/contact/"}


def test_the_time_of_the_conference_is_told_by_city_and_offset(conference: Conference) -> None:
    conference.timezone, conference.city = "Asia/Tashkent", {"en": "Tashkent"}
    assert conference.time_zone_label == "Tashkent, UTC+5"
    conference.timezone, conference.city = "Asia/Kolkata", {}
    assert conference.time_zone_label == "UTC+5:30"
    conference.timezone = "America/Sao_Paulo"
    assert conference.time_zone_label == "UTC-3"


def test_the_head_of_the_site_says_the_days_once(client: Client, conference: Conference) -> None:
    conference.starts_on = conference.today() - dt.timedelta(days=30)
    conference.ends_on = conference.starts_on + dt.timedelta(days=1)
    conference.save()
    page = client.get(f"/{conference.slug}/en/contact/").content.decode()
    facts = page.split('class="masthead-facts"')[1].split("</p>")[0]
    parts = facts.count("<span") + facts.count("<bdi")
    assert parts == 2 and "Took place" in facts, "city and state, which has the days"
