"""Search engines are told of every public page in each language, and of none that is hidden."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agenda.releases.domain.publication import publish_agenda
from confman.conferences.models import Conference, Page
from outcomes.publication.domain.issues import publish_recommendations
from registrations.core.models.settings import RegistrationSettings
from tests.access.routes import own_routes
from tests.factories import PageFactory, PersonFactory, SessionFactory, SessionRoleFactory
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ru")


@pytest.fixture
def world(conference, owner):
    Conference.objects.filter(pk=conference.pk).update(languages=list(LANGUAGES))
    conference.refresh_from_db()
    pages = {}
    for key, fields in {
        "page": {"kind": "page", "published_at": timezone.now()},
        "news": {"kind": "news", "published_at": timezone.now()},
        "draft": {"kind": "page"},
    }.items():
        pages[key] = PageFactory(conference=conference, slug=key, **fields)
    sessions = {
        visibility: SessionFactory(conference=conference, visibility=visibility)
        for visibility in ("public", "participants", "closed")
    }
    people = {}
    for listing in ("public", "secretariat"):
        people[listing] = PersonFactory(conference=conference, listing=listing)
        SessionRoleFactory(
            session=sessions["public"], person=people[listing], role="speaker", status="confirmed"
        )
    publish_agenda(conference, by=owner)
    # Since the release someone does not want to be found any more, and a session came that nobody has published.
    sessions["new"] = SessionFactory(conference=conference, visibility="public")
    texts = {key: recommendation(conference, by=owner, stage="adopted") for key in ("published", "adopted")}
    publish_recommendations([texts["published"]], by=owner)
    for text in texts.values():
        text.refresh_from_db()
    return {"conference": conference, "sessions": sessions, "people": people, "texts": texts}


def mapped(conference):
    """The addresses of the map, each with those of the same page in other languages."""
    answer = Client().get(f"/{conference.slug}/sitemap.xml")
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/xml")
    space = {
        "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "html": "{http://www.w3.org/1999/xhtml}link",
    }
    return {
        url.findtext("map:loc", namespaces=space): {
            link.get("hreflang"): link.get("href") for link in url.iter(space["html"])
        }
        for url in ElementTree.fromstring(answer.content).iterfind("map:url", space)
    }


def address(settings, conference, name, language="en", **arguments):
    return settings.BASE_URL + reverse(
        name, kwargs={"slug": conference.slug, "language": language, **arguments}
    )


def shown(world, settings):
    """The public pages of this conference by name and arguments."""
    return [
        ("conferences_public:home", {}),
        ("conferences_public:contact", {}),
        ("conferences_public:privacy", {}),
        ("conferences_public:page-list", {}),
        ("conferences_public:page", {"page_slug": "page"}),
        ("conferences_public:news-list", {}),
        ("conferences_public:news", {"page_slug": "news"}),
        ("agenda_public:agenda", {}),
        ("agenda_public:session", {"session": world["sessions"]["public"].pk}),
        ("agenda_public:speaker-list", {}),
        ("agenda_public:speaker", {"person": world["people"]["public"].pk}),
        ("outcomes_public:recommendation-list", {}),
        ("outcomes_public:recommendation-number", {"number": world["texts"]["published"].number}),
    ]


def test_the_map_has_every_public_page_in_each_language(world, settings):
    conference = world["conference"]
    found = mapped(conference)
    for name, arguments in shown(world, settings):
        languages = {code: address(settings, conference, name, code, **arguments) for code in LANGUAGES}
        for there in languages.values():
            assert found.get(there) == languages, there
            assert Client().get(there.removeprefix(settings.BASE_URL)).status_code == 200, there


def test_the_map_has_nothing_that_is_hidden(world, settings):
    conference = world["conference"]
    told = "\n".join(mapped(conference))
    hidden = [
        *(world["sessions"][key].pk for key in ("participants", "closed", "new")),
        world["people"]["secretariat"].pk,
        "pages/draft",
        f"/recommendations/{world['texts']['adopted'].number}/",
        "/participants/",
        "/secretariat/",
        "/me/",
    ]
    assert [str(each) for each in hidden if str(each) in told] == []
    person = world["people"]["public"]
    person.listing = "secretariat"
    person.save()
    Page.objects.update(published_at=None)
    told = "\n".join(mapped(conference))
    assert str(person.pk) not in told and "/news/" not in told and "/pages/" not in told


def test_who_takes_part_is_not_in_the_map_even_where_everybody_may_read_it(world, settings):
    conference = world["conference"]
    RegistrationSettings.objects.update_or_create(conference=conference, defaults={"list_readers": "public"})
    there = address(settings, conference, "registrations_public:participants")
    page = Client().get(there.removeprefix(settings.BASE_URL))
    assert page.status_code == 200 and page["X-Robots-Tag"] == "noindex"
    assert there not in mapped(conference)


@pytest.mark.parametrize("status", ["draft", "announced"])
def test_robots_are_told_of_the_maps_of_announced_conferences_alone(conference, settings, status):
    Conference.objects.filter(pk=conference.pk).update(status=status)
    robots = Client().get("/robots.txt").content.decode()
    maps = re.findall(r"^Sitemap: (.+)$", robots, re.MULTILINE)
    there = f"{settings.BASE_URL}/{conference.slug}/sitemap.xml"
    assert (there in maps) is (status == "announced")
    assert Client().get(f"/{conference.slug}/sitemap.xml").status_code == (
        200 if status == "announced" else 404
    )


def test_no_public_page_has_another_map_beside_that_of_the_conference(world):
    """Red while the recommendations had a second one, which knew no other languages."""
    maps = [route.name for route in own_routes() if "sitemap" in route.pattern]
    assert maps == ["conferences_site:sitemap"]
