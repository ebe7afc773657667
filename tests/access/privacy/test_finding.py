"""Every public page describes itself to other sites and to search engines, and leads to My page."""

import re
from typing import Any

import pytest
from django.test import Client

from confman.conferences.models import Conference
from tests.access import table
from tests.access.test_matrix import address

PUBLIC = [
    (name, parts) for name, parts, _row in table.ROWS if "language" in parts.split() and "_public:" in name
]


def html(response: Any) -> str:
    """The page, where it is one of our frame: a window for other sites is none."""
    if response.status_code != 200 or not response.get("Content-Type", "").startswith("text/html"):
        return ""
    text = response.content.decode()
    return text if 'class="masthead-service' in text else ""


def meta(page: str, name: str) -> str:
    found = re.search(rf'<meta property="{name}" content="([^"]*)">', page)
    return found[1].strip() if found else ""


@pytest.mark.sqlite  # the same pages come of every database
def test_every_public_page_says_what_it_is_and_where(world: Any, settings: Any) -> None:
    base = settings.BASE_URL
    seen = 0
    for name, parts in PUBLIC:
        url = address(world, name, parts)
        response = Client().get(url)
        if not (page := html(response)):
            continue
        seen += 1
        assert not response.cookies, url
        for key in (
            "og:title",
            "og:description",
            "og:type",
            "og:url",
            "og:locale",
            "og:site_name",
            "og:image",
        ):
            assert meta(page, key), (url, key)
        # Some networks show the picture small, or not at all, unless a page asks for it.
        assert '<meta name="twitter:card" content="summary_large_image">' in page, url
        assert re.fullmatch(r"[a-z]{2,3}_[A-Z]{2}", meta(page, "og:locale")), url
        (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)">', page)
        assert canonical == meta(page, "og:url") and canonical.startswith(base), url
        assert html(Client().get(canonical.removeprefix(base))), canonical
        others = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page)
        assert [code for code, _url in others] == [*world.conference.languages, "x-default"], url
        assert canonical in dict(others).values() and all(
            there.startswith(base) for _code, there in others
        ), url
        (description,) = re.findall(r'<meta name="description" content="([^"]+)">', page)
        assert description.strip(), url
        assert page.count('itemtype="https://schema.org/Event"') == 1, url
        starts = world.conference.starts_on.isoformat()
        assert f'<meta itemprop="startDate" content="{starts}">' in page, url
        feeds = re.findall(
            r'<link rel="alternate" type="application/atom\+xml" title="([^"]+)" href="([^"]+)">', page
        )
        assert {there.rpartition("/")[2] for _title, there in feeds} == {"changes.atom", "feed.atom"}, url
        assert re.search(r'<a class="masthead-mine" href="/[^/]+/me/\?language=', page), url
    assert seen > 15


def test_a_draft_is_not_found_by_anybody(world: Any, settings: Any) -> None:
    Conference.objects.filter(pk=world.conference.pk).update(status="draft")
    slug = world.conference.slug
    assert Client().get(f"/{slug}/sitemap.xml").status_code == 404
    assert f"/{slug}/" not in Client().get("/robots.txt").content.decode()
    client = Client()
    client.force_login(world.users["owner"])
    seen = 0
    for name, parts in PUBLIC:
        if page := html(client.get(address(world, name, parts))):
            seen += 1
            assert '<meta name="robots" content="noindex">' in page and "og:" not in page, name
    assert seen > 10


def test_the_map_leads_to_public_pages_alone(world: Any, settings: Any) -> None:
    base = settings.BASE_URL
    robots = Client().get("/robots.txt").content.decode()
    assert f"Sitemap: {base}/{world.conference.slug}/sitemap.xml" in robots
    assert "Disallow: /*/secretariat/" in robots and "Disallow: /*/me/" in robots
    found = re.findall(
        r"<loc>([^<]+)</loc>", Client().get(f"/{world.conference.slug}/sitemap.xml").content.decode()
    )
    assert len(found) == len(set(found)) > 10
    for there in found:
        assert html(Client().get(there.removeprefix(base))), there


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_page_speaks_of_itself_in_its_language(world: Any, language: str) -> None:
    page = Client().get(f"/{world.conference.slug}/{language}/").content.decode()
    assert meta(page, "og:locale").startswith(f"{language}_")
    assert meta(page, "og:title") == str(
        world.conference.title.in_language(language, world.conference.languages)
    )
