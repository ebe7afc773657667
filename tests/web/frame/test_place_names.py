"""A place has one name: what the sidebar calls it stands above it, and its old name still finds it."""

import pytest
from django.urls import reverse
from django.utils import translation
from lxml import html

from confman.conferences.registries import navigation_items, navigation_views
from confman.conferences.web.navigation import WORKSPACES

pytestmark = pytest.mark.django_db

# The earlier name of each place.
FORMER = {
    "agenda.roles": "speakers and chairs",
    "agenda.releases": "releases",
    "conferences.messages": "messages",
    "conferences.pages": "pages and news",
    "mail.templates": "mail templates",
    "people.people": "people",
}


@pytest.mark.parametrize("key", FORMER)
def test_its_name_in_the_sidebar_stands_above_it_and_in_the_title(key, owner_client, conference):
    item = navigation_items.get(key)
    page = html.fromstring(
        owner_client.get(reverse(item.url_name, args=[conference.slug]), follow=True).content
    )
    assert page.findtext(".//h1").strip() == str(item.label)
    assert page.findtext(".//title").startswith(str(item.label))


@pytest.mark.parametrize("key", FORMER)
def test_the_search_finds_it_by_its_former_name(key, owner_client, conference):
    item = navigation_items.get(key)
    search = reverse("conferences_secretariat:search", args=[conference.slug])
    found = html.fromstring(owner_client.get(search, {"q": FORMER[key]}).content)
    assert reverse(item.url_name, args=[conference.slug]) in found.xpath("//main//a/@href")


LANGUAGES = ("en", "ru", "uz")


@pytest.mark.parametrize(
    "languages",
    [
        pytest.param(None, id="each-page-in-one-in-turn"),
        *(pytest.param([language], id=language, marks=pytest.mark.nightly) for language in LANGUAGES),
    ],
)
def test_the_heading_of_a_page_says_what_its_tab_or_view_is_called(languages, owner_client, conference):
    """It is the name of the tab, or of the view or workspace that opens there, or holds it and says more."""
    other = {}
    for number, page in enumerate([*navigation_items, *navigation_views]):
        language = (languages or LANGUAGES)[number % len(languages or LANGUAGES)]
        owner_client.cookies["django_language"] = language
        address = reverse(page.url_name, args=[conference.slug, *getattr(page, "arguments", ())])
        answer = owner_client.get(address, follow=True)
        with translation.override(language):
            item = navigation_items.get(getattr(page, "tab", page.key))
            names = {str(name).lower() for name in (page.label, item.label, WORKSPACES[item.workspace][0])}
        if answer.status_code != 200:  # asked of another kind of conference
            continue
        heading = " ".join(html.fromstring(answer.content).findtext(".//h1").split())
        if not any(name in heading.lower() for name in names):
            other[page.key] = (language, heading, names)
    assert other == {}
