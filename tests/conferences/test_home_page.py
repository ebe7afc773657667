"""The home page that an organizer sends out: picture, place and parts, each absent while it is empty."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from confman.conferences.models import Conference
from tests.factories import PageFactory, PartnerFactory, PersonFactory, SessionFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db
HEADING = re.compile(r'<h2[^>]*id="(\w+)-heading"')


def picture(name: str = "cover.jpg", size: tuple[int, int] = (2400, 1200)) -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(written, "JPEG")
    return SimpleUploadedFile(name, written.getvalue(), "image/jpeg")


def home(conference: Conference, language: str = "en") -> str:
    return Client().get(f"/{conference.slug}/{language}/").content.decode()


def change(client: Client, conference: Conference, **fields: Any) -> Any:
    """Change the section of the home page as the secretariat does, by its form."""
    address = f"/{conference.slug}/secretariat/settings/?section=5"
    shown = client.get(address)
    assert "Home page" in shown.content.decode()
    return client.post(address, {"cover_focus": "centre", **fields})


class TestCover:
    def test_its_picture_stands_on_the_home_page_with_its_words_and_in_two_sizes(
        self, owner_client: Client, conference: Conference
    ) -> None:
        done = change(
            owner_client,
            conference,
            cover=picture(),
            cover_text_en="The hall at night",
            cover_focus="right-top",
        )
        assert done.status_code == 302
        page = home(conference)
        assert 'alt="The hall at night"' in page and "at-right-top" in page
        for name, widest in (("small", 800), ("large", 1600)):
            address = f"/{conference.slug}/cover/{name}"
            assert address in page
            answer = Client().get(address)
            assert answer["Content-Type"] == "image/webp" and "public" in answer["Cache-Control"]
            assert max(Image.open(io.BytesIO(answer.content)).size) == widest
            again = Client().get(address, headers={"if-none-match": answer["ETag"]})
            assert again.status_code == 304

    def test_other_sites_show_it_beside_a_link(self, owner_client: Client, conference: Conference) -> None:
        change(owner_client, conference, cover=picture())
        shown = re.search(r'property="og:image" content="https?://[^/]+([^"]+)"', home(conference))
        assert shown and Client().get(shown[1])["Content-Type"] == "image/jpeg"

    def test_what_is_no_picture_is_refused_and_said(
        self, owner_client: Client, conference: Conference
    ) -> None:
        answer = change(owner_client, conference, cover=SimpleUploadedFile("cover.jpg", b"no picture"))
        assert "not a picture" in answer.content.decode()
        assert not Conference.objects.get(pk=conference.pk).cover


class TestPlace:
    def test_address_map_and_way_there_stand_on_the_home_page(
        self, owner_client: Client, conference: Conference
    ) -> None:
        change(
            owner_client, conference, address_en="1 Main Street\n100000 Tashkent", latitude="41.311081",
            longitude="69.240562", map_image=picture("map.jpg"), map_text_en="Streets around the hall",
            directions_en="## By metro\n\nLine 1.",
        )  # fmt: skip
        page = home(conference)
        assert "1 Main Street<br>100000 Tashkent" in page and ">By metro</h3>" in page
        assert "https://www.openstreetmap.org/?mlat=41.311081&amp;mlon=69.240562" in page
        assert f'src="/{conference.slug}/map" alt="Streets around the hall"' in page

    @pytest.mark.parametrize(
        ("point", "said"),
        [
            ({"latitude": "41.3"}, "needs both latitude and longitude"),
            ({"latitude": "91", "longitude": "10"}, "less than or equal to 90"),
        ],
    )
    def test_a_point_that_is_none_is_refused_and_said(
        self, owner_client: Client, conference: Conference, point: Any, said: str
    ) -> None:
        assert said in change(owner_client, conference, **point).content.decode()


class TestParts:
    def test_a_new_conference_shows_only_how_to_reach_its_secretariat(self, conference: Conference) -> None:
        assert set(HEADING.findall(home(conference))) <= {"steps", "about", "contact"}

    def test_each_stands_in_its_order_once_there_is_something_in_it(
        self, owner_client: Client, conference: Conference
    ) -> None:
        Conference.objects.filter(pk=conference.pk).update(
            description={"en": "About it"}, address={"en": "1 Main Street"}
        )
        now = timezone.now()
        PageFactory(conference=conference, title={"en": "Visas"}, published_at=now)
        PageFactory(conference=conference, kind="news", title={"en": "Doors open"}, published_at=now)
        PartnerFactory(conference=conference, role="donor", name={"en": "The donor"})
        PartnerFactory(conference=conference, role="organizer", name={"en": "The centre"})
        session = SessionFactory(conference=conference, title={"en": "Opening of all"})
        person = PersonFactory(conference=conference, listing="public", name={"en": "Dilnoza Karimova"})
        SessionRoleFactory(session=session, person=person)
        owner_client.post(f"/{conference.slug}/secretariat/agenda/publish/", {})
        page = home(conference)
        order = [name for name in HEADING.findall(page) if name != "steps"]
        assert order == [
            "programme", "about", "speakers", "place", "information", "documents", "news", "partners", "contact",
        ]  # fmt: skip
        for words in ("Opening of all", "Karimova", "Visas", "Doors open"):
            assert words in page
        assert page.index("The centre") < page.index("The donor")

    def test_a_picture_of_news_is_seen_once_they_are_published(
        self, owner_client: Client, conference: Conference
    ) -> None:
        piece = PageFactory(conference=conference, kind="news", picture=picture())
        address = f"/{conference.slug}/pictures/{piece.pk}"
        assert Client().get(address).status_code == 404
        assert owner_client.get(address)["Content-Type"] == "image/webp"
        piece.published_at = timezone.now()
        piece.save()
        large, small = (Client().get(url) for url in (address, f"{address}/small"))
        assert large.status_code == small.status_code == 200
        assert Image.open(io.BytesIO(small.content)).size == (480, 240), "a phone loads no more than it shows"
        assert f'src="{address}/small"' in home(conference)

    def test_search_engines_read_an_event(self, conference: Conference) -> None:
        PartnerFactory(conference=conference, name={"en": "The centre"}, role="co-organizer")
        PartnerFactory(conference=conference, name={"en": "The donor"}, role="donor")
        page = home(conference)
        (organizers,) = re.findall(r'<div hidden id="event-organizers">(.*?)</div>', page, re.DOTALL)
        assert 'itemref="event-organizers"' in page
        assert 'itemprop="organizer"' in organizers and "The centre" in organizers
        assert "The donor" not in organizers
        assert 'itemtype="https://schema.org/Event"' in page
        assert f'itemprop="startDate" content="{conference.starts_on.isoformat()}"' in page

    def test_the_page_asks_the_same_number_of_queries_for_many_partners_and_pages(
        self, conference: Conference, assert_constant_queries: Any
    ) -> None:
        assert_constant_queries(f"/{conference.slug}/en/", lambda: PartnerFactory(conference=conference))
        assert_constant_queries(
            f"/{conference.slug}/en/", lambda: PageFactory(conference=conference, published_at=timezone.now())
        )
