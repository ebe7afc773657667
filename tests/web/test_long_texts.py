"""Texts that a parser of Markdown takes long for: none that may be stored holds a page up."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from confman.conferences.models import Page
from confman.translation.fields import MAX_TEXT_LENGTH
from confman.web.search import fold
from tests.factories import ConferenceFactory, MembershipFactory

MAX_WAIT = 0.2
PIECES = (
    "[a](", "[", "![", "*a_ ", "**a ", "*a _b ", "`a``b```c", "> ", "- ", "  - a\n", "[a]: b\n", "<", "<a ", "&amp",
    "\\[", "|a|b\n|-|-\n", "a|", "~~a ", "[a](b)", "<http://a", "](", "[]()[", "[a](<b", "# a\n", "\t\n", "\n", "*",
    "_", "~", "a**b*c", "[a][", "<!--", "    a\n", "```\n", "1. ", '[a](b "', "[[[[a]]]]", "&#x", "[a [b](c) ", "a  \n",
    "[x]: <\n", "a\n=\n", "> a\nb\n", "> - ", "1. a\n   - b\n", "word ", "a" * 79 + "\n", "((((", "https://a.b ",
)  # fmt: skip


def seconds(text: str) -> float:
    """The processor's time for a text on a page: the least of three, so that what else runs does not count."""
    template = Template("{% load markdown %}{{ text|markdown }}{{ text|summary }}")
    found = []
    for _again in range(3):
        begun = time.process_time()
        template.render(Context({"text": text}))
        found.append(time.process_time() - begun)
    return min(found) / 2


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("length", [pytest.param(MAX_TEXT_LENGTH, marks=pytest.mark.nightly), 80_000])
def test_no_text_holds_a_page_up(piece: str, length: int) -> None:
    text = (piece * (length // len(piece) + 1))[:length]
    assert seconds(text) < MAX_WAIT


@pytest.mark.parametrize("piece", PIECES)
def test_a_list_of_summaries_reads_no_text_to_its_end(piece: str) -> None:
    text = (piece * (MAX_TEXT_LENGTH // len(piece)))[:MAX_TEXT_LENGTH]
    begun = time.process_time()
    Template("{% load markdown %}{% for _each in rows %}{{ text|summary }}{% endfor %}").render(
        Context({"text": text, "rows": range(20)})
    )
    assert time.process_time() - begun < 20 * MAX_WAIT / 4


def programme(piece: str) -> Callable[[Client, Any], Any]:
    text = (piece * (200_000 // len(piece) + 1))[:200_000]
    return lambda client, conference: client.post(
        reverse("agenda_secretariat:paste", args=[conference.slug]), {"stage": "read", "text": text}
    )


def corrected(client: Client, conference: Any) -> Any:
    rows = {f"rows-{number}-items": "Title (Anna Sample, Ministry) [Hall]\n" * 8_000 for number in range(10)}
    rows |= {f"rows-{number}-kind": "other" for number in range(10)}
    management = {"rows-TOTAL_FORMS": "10", "rows-INITIAL_FORMS": "10"}
    return client.post(
        reverse("agenda_secretariat:paste", args=[conference.slug]),
        {"stage": "review", "text": "10:00 Opening", **management, **rows},
    )


REQUESTS = {
    "a programme of brackets": programme("["),
    "a programme of spaces": programme("a" + " " * 4_000),
    "a programme of hours": programme("10:00\n"),
    "a programme of lines": programme("\n"),
    "a corrected programme": corrected,
}


@pytest.mark.django_db
@pytest.mark.parametrize("ask", REQUESTS.values(), ids=REQUESTS)
def test_no_request_takes_long_whatever_is_typed(owner_client, conference, ask) -> None:
    owner_client.get(reverse("agenda_secretariat:paste", args=[conference.slug]))
    begun = time.process_time()
    answer = ask(owner_client, conference)
    # A second where nothing else runs; twice that, for processors differ.
    assert time.process_time() - begun < 2
    assert answer.status_code == 200


@pytest.mark.parametrize("piece", ["k", "kh", "zx", "iy", "ye", "dz"])
def test_no_word_is_folded_for_long(piece: str) -> None:
    begun = time.process_time()
    assert fold(piece * (MAX_TEXT_LENGTH // len(piece)) + "h")
    assert time.process_time() - begun < MAX_WAIT


def test_what_is_no_text_stands_as_it_was_typed() -> None:
    written = Template("{% load markdown %}{{ text|markdown }}").render(
        Context({"text": "[a](" * 5000 + "<script>"})
    )
    assert "<p>[a]([a](" in written and "&lt;script&gt;" in written


@pytest.mark.django_db
def test_a_page_takes_ten_pages_of_text_and_says_so(client) -> None:
    conference = ConferenceFactory()
    client.force_login(MembershipFactory(conference=conference, role="programme").user)
    address = f"/{conference.slug}/secretariat/pages/add/"
    posted = {"kind": "page", "slug": "long", "title_en": "Long", "body_en": "word " * 5000}
    form = client.get(address).context["form"]
    posted |= {
        name: "" for name in form.fields if name not in posted and not name.startswith(("title", "body"))
    }
    answer = client.post(address, posted)
    assert answer.status_code == 200 and not Page.objects.filter(slug="long").exists()
    assert "20" in str(answer.context["form"].errors) and "word word" in answer.content.decode()
