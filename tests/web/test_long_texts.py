"""Texts that a parser of Markdown takes long for: none that may be stored holds a page up."""

from __future__ import annotations

import time

import pytest
from django.template import Context, Template

from confman.conferences.models import Page
from confman.translation.fields import LONGEST_TEXT
from tests.factories import ConferenceFactory, MembershipFactory

LONGEST_WAIT = 0.2
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
@pytest.mark.parametrize("length", [LONGEST_TEXT, 80_000])
def test_no_text_holds_a_page_up(piece: str, length: int) -> None:
    text = (piece * (length // len(piece) + 1))[:length]
    assert seconds(text) < LONGEST_WAIT


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
