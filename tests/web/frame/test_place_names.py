"""A place has one name: what the sidebar calls it stands above it, and its old name still finds it."""

import pytest
from django.urls import reverse
from lxml import html

from confman.conferences.registries import navigation_items

pytestmark = pytest.mark.django_db

# What each was called before.
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
