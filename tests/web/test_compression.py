"""Pages that everybody may read travel compressed; one person's do not: their size would tell (BREACH)."""

import gzip
from typing import Any

import pytest
from django.test import Client
from lxml import html

from confman.conferences.models import Conference, Status
from tests.factories import PageFactory

pytestmark = pytest.mark.django_db
READS_GZIP = {"accept-encoding": "gzip, br"}


def encoding_of(client: Client, address: str) -> str:
    answer = client.get(address, headers=READS_GZIP)
    assert answer.status_code == 200
    return answer.get("Content-Encoding", "")


@pytest.mark.parametrize("page", ["en/", "en/pages/", "en/agenda/", "en/contact/"])
def test_public_text_is_compressed(conference: Conference, page: str) -> None:
    for number in range(3):
        PageFactory(conference=conference, title={"en": f"A page of many words, number {number}"})
    answer = Client().get(f"/{conference.slug}/{page}", headers=READS_GZIP)
    assert answer["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer["Vary"]
    plain = Client().get(f"/{conference.slug}/{page}")
    assert len(gzip.decompress(answer.content)) == pytest.approx(len(plain.content), abs=200)
    assert "Content-Encoding" not in plain


def test_a_stylesheet_that_a_browser_has_is_not_sent_again(conference: Conference) -> None:
    address = f"/{conference.slug}/theme.css"
    answer = Client().get(address, headers=READS_GZIP)
    again = Client().get(address, headers={**READS_GZIP, "if-none-match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("page", ["/accounts/login/", "/", "/{slug}/secretariat/", "/{slug}/me/"])
def test_a_page_with_a_token_or_of_one_person_is_not(
    conference: Conference, owner_client: Client, page: str
) -> None:
    address = page.format(slug=conference.slug)
    for client in (Client(), owner_client):
        assert "Content-Encoding" not in client.get(address, headers=READS_GZIP)


def test_nor_is_a_draft_that_its_team_alone_sees(conference: Conference, owner_client: Client) -> None:
    Conference.objects.filter(pk=conference.pk).update(status=Status.DRAFT)
    assert encoding_of(owner_client, f"/{conference.slug}/en/") == ""


def test_styles_and_scripts_are_compressed_in_the_embedded_server_too(client: Any) -> None:
    for name in ("app.css", "app.js", "public.css", "public.js"):
        answer = client.get(f"/static/{name}", headers=READS_GZIP)
        assert answer["Content-Encoding"] == "br"
        assert (
            client.get(f"/static/{name}", headers={"accept-encoding": "gzip"})["Content-Encoding"] == "gzip"
        )


@pytest.mark.parametrize("page", ["ru/", "ru/agenda/", "ru/register/"])
def test_a_public_page_leaves_its_pictures_a_hundred_of_its_250_kilobytes(
    conference: Conference, page: str
) -> None:
    """In Russian, which needs the fonts of two scripts."""
    address = f"/{conference.slug}/{page}"
    tree = html.fromstring(Client().get(address).content)
    parts = {
        str(part)
        for part in tree.xpath(
            "//link[@rel='stylesheet' or @rel='preload' or @rel='modulepreload']/@href | //script/@src"
        )
    }
    assert any("public.css" in part for part in parts) and any(part.endswith(".woff2") for part in parts)
    weights = {part: weight_of(part) for part in (address, *parts)}
    assert sum(weights.values()) <= 150_000, weights


def weight_of(address: str) -> int:
    answer: Any = Client().get(address, headers=READS_GZIP)
    assert answer.status_code == 200
    return len(b"".join(answer)) + sum(len(f"{name}: {value}") + 2 for name, value in answer.items())
