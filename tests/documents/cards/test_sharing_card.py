"""Other sites show a picture beside a link to a conference: its logo, else a card with its name, place and days."""

import io
import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from confman.conferences.models import Conference
from confman.documents.domain import mastheads
from confman.documents.rendering import card_engine
from tests.factories import SessionFactory


def picture_of(page: str) -> Any:
    """The picture that the page names, fetched as another site does."""
    found = re.search(r'<meta property="og:image" content="https?://[^/"]+(/[^"]+)">', page)
    assert found
    return Client().get(found[1])


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_conference_without_a_logo_is_shown_by_a_card_in_the_language_of_the_page(
    conference: Any, language: str
) -> None:
    shown = picture_of(Client().get(f"/{conference.slug}/{language}/").content.decode())
    assert shown["Content-Type"] == "image/png" and "public" in shown["Cache-Control"]
    card = Image.open(io.BytesIO(shown.content))
    assert card.size == (1200, 630)
    other = Client().get(f"/{conference.slug}/uz/card.png").content
    assert other != shown.content


def test_so_is_each_of_its_sessions(conference: Any, owner_client: Client) -> None:
    session = SessionFactory(conference=conference)
    owner_client.post(f"/{conference.slug}/secretariat/agenda/publish/", {})
    page = Client().get(f"/{conference.slug}/en/agenda/{session.pk}/")
    assert page.status_code == 200
    assert picture_of(page.content.decode())["Content-Type"] == "image/png"


def test_a_card_is_drawn_once_for_what_it_says(conference: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(
        card_engine,
        "render_card_pictures",
        lambda _template, card, **_how: [drawn.append(card.meta.masthead.conference) or b"PNG"],
    )
    mastheads._drawn.cache_clear()
    address = f"/{conference.slug}/en/card.png"
    for _time in range(3):
        assert Client().get(address).status_code == 200
    Conference.objects.filter(pk=conference.pk).update(title={"en": "Another name"})
    Client().get(address)
    mastheads._drawn.cache_clear()
    assert drawn == [str(conference.title), "Another name"]


def test_a_logo_goes_before_it(conference: Any, settings: Any) -> None:
    written = io.BytesIO()
    Image.new("RGB", (90, 90), "#446688").save(written, format="PNG")
    conference.logo.save("logo.png", ContentFile(written.getvalue()))
    page = Client().get(f"/{conference.slug}/en/").content.decode()
    assert re.search(rf'og:image" content="[^"]+/{conference.slug}/logo"', page)
    assert picture_of(page)["Content-Type"] == "image/png"


def test_a_draft_has_none_for_strangers(conference: Any) -> None:
    Conference.objects.filter(pk=conference.pk).update(status="draft")
    assert Client().get(f"/{conference.slug}/en/card.png").status_code == 404
