"""The guide is served with the product, leads nowhere that is not there, and calls things as the pages do."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst

from confman.conferences.registries import navigation_items, navigation_views
from confman.web.guide import FOLDER, guide_pages, guide_url
from tests.access.routes import own_routes

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)


class Page(HTMLParser):
    """The pages to which a page leads, and the places on it that can be led to."""

    def __init__(self, text: str):
        super().__init__()
        self.links: set[str] = set()
        self.places: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "a":
            self.links.add(facts["href"])
        if "id" in facts:
            self.places.append(facts["id"])


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return Page(answer.text)


@pytest.fixture
def catalogue():
    file = polib.pofile(settings.LOCALE_PATHS[0] / "ru" / "LC_MESSAGES" / "django.po")
    current = [entry for entry in file if not entry.obsolete]
    texts = {text.strip() for entry in current for text in (entry.msgid, entry.msgid_plural) if text}
    # Names of fields are labels with a capital.
    return texts | {capfirst(text) for text in texts}


class TestPages:
    def test_every_file_is_a_page_that_another_page_leads_to(self, client):
        """From the first page on, as a reader goes."""
        waiting, seen = [reverse("guide")], {}
        while waiting:
            url = waiting.pop()
            if url not in seen:
                seen[url] = read(client, url)
                ways = (urlsplit(link).path for link in seen[url].links)
                waiting += [way for way in ways if way.startswith("/guide/")]
        assert set(seen) == {page.url for page in guide_pages().values()}
        assert len(seen) == len(list(FOLDER.rglob("*.md")))

    def test_every_link_and_anchor_leads_somewhere(self, client):
        for page in guide_pages().values():
            for href in read(client, page.url).links:
                way = urlsplit(href)
                assert not way.netloc, f"{page.source.name} leads out of the product: {href}"
                if way.path.startswith("/guide/") and way.fragment:
                    assert way.fragment in read(client, way.path).places, f"{page.source.name}: {href}"
                assert not way.path.endswith(".md"), f"{page.source.name}: {href}"

    def test_places_on_a_page_are_named_once(self, client):
        for page in guide_pages().values():
            places = read(client, page.url).places
            assert len(places) == len(set(places)), page.source.name

    def test_what_is_in_bold_is_called_so_on_the_pages(self, catalogue):
        wrong = {
            f"{page.source.relative_to(FOLDER)}: {label}"
            for page in guide_pages().values()
            for label in BOLD.findall(page.source.read_text(encoding="utf-8"))
            if label not in catalogue
        }
        assert not wrong, f"The interface has no such words: {sorted(wrong)}"

    def test_a_page_that_is_not_there(self, client):
        for name in ("nothing", "organizers/nothing", "../running", "organizers/01-set-up", "index"):
            assert client.get(f"/guide/{name}/").status_code == 404, name

    def test_its_text_is_english_in_whatever_language_its_frame_is(self, client):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
        text = client.get(reverse("guide-page", args=["organizers"])).text
        assert '<html lang="ru"' in text and '<article class="guide-page prose" lang="en"' in text


class TestSearch:
    def found(self, client, words):
        text = unescape(client.get(reverse("guide"), {"q": words}).text)
        part = text.partition('<div class="guide-page">')[2]
        return re.findall(r'href="(/guide/[^"]*)"', part)

    def test_pages_are_found_by_words_the_title_first(self, client):
        found = self.found(client, "badges")
        assert found[0] == "/guide/organizers/badges/" and len(found) > 3

    def test_every_word_has_to_be_there(self, client):
        assert self.found(client, "deadline credentials")
        assert not self.found(client, "badges zeppelin")

    def test_what_was_typed_is_shown_as_text(self, client):
        assert "<b>x" not in client.get(reverse("guide"), {"q": "<b>x"}).text


class TestHelp:
    def test_every_tab_names_a_page_there_is(self):
        assert all(item.guide for item in navigation_items)

    def test_every_place_of_the_secretariat_leads_to_a_place_there_is(self, client):
        """Tabs, their views, and the pages that name a place of their own."""
        pages = {route.view_class for route in own_routes() if route.view_class}
        own = {page.__name__: page.guide for page in pages if getattr(page, "guide", "")}
        assert len(own) > 5
        places = {entry.key: entry.guide for entry in (*navigation_items, *navigation_views) if entry.guide}
        for key, guide in {**own, **places}.items():
            name, _mark, anchor = guide.partition("#")
            assert f"organizers/{name}" in guide_pages(), key
            assert not anchor or anchor in read(client, guide_url(f"organizers/{name}")).places, key

    def test_a_page_of_the_secretariat_leads_to_its_own_page(self, client, conference, member):
        client.force_login(member("owner"))
        for name, guide in (
            ("registrations_secretariat:badge-list", "badges"),
            ("conferences_secretariat:search", ""),
            ("registrations_secretariat:invitation-list", "invite#persons-by-link"),
            ("agenda_secretariat:running-late", "running-late"),
            ("people_secretariat:duplicate-list", "directory#possible-duplicates"),
            ("conferences_secretariat:checklist", "today#checklist"),
            ("conferences_secretariat:practice", "set-up#trying-it-out-practice-mode"),
        ):
            text = client.get(reverse(name, args=[conference.slug])).text
            wanted = guide_url(f"organizers/{guide}" if guide else "organizers")
            assert f'href="{wanted}"' in text and 'id="shortcuts-dialog"' in text

    @pytest.mark.parametrize("name", ["conferences_public:home", "agenda_public:speaker-list"])
    def test_a_public_page_leads_to_the_guide_for_participants(self, client, conference, name):
        text = client.get(reverse(name, args=[conference.slug, "en"])).text
        assert f'href="{reverse("guide-page", args=["participants"])}"' in text

    def test_the_shortcuts_stand_in_the_guide_as_in_the_dialog(self, client, conference, member):
        keys = re.findall(r"<dd>(.*?)</dd>", client.get(reverse("guide-page", args=["shortcuts"])).text)
        client.force_login(member("owner"))
        page = client.get(reverse("conferences_secretariat:search", args=[conference.slug])).text
        assert len(keys) > 10 and re.findall(r"<dd>(.*?)</dd>", page.partition("shortcuts-dialog")[2]) == keys
