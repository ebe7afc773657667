"""By being refused nobody learns what there is: no conference that is not announced, and no row of any conference."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from confman.conferences.models import Conference
from tests.access.actors import client_of
from tests.access.test_matrix import ALL_ROWS, address, expected, of_each_kind, text_of
from tests.access.world import World

# Both with the same right: none.
pytestmark = pytest.mark.sqlite
ACTORS = ("visitor", "stranger")
TRIED = [
    pytest.param(actor, is_full, id=f"{actor}-{name}", marks=marks)
    for actor in ACTORS
    for name, is_full, marks in (("in-part", False, ()), ("in-full", True, pytest.mark.nightly))
]
# Parts of addresses that nobody guesses: the person who has one has a page.
SECRETS = {"token", "word", "feed"}
# Is rewritten into each answer.
_DRAWN = re.compile(r'csrfmiddlewaretoken" value="\w+|nonce="[^"]*|name="submission" value="[^"]*')


def told(actor: str, world: World, url: str, name: str, method: str) -> tuple[Any, ...]:
    """All that an answer tells, but for what was asked for."""
    client = client_of(actor, world)
    response = getattr(client, method)(url)
    text = _DRAWN.sub("", text_of(response))
    # Of the moment, or as long as the name that was asked for.
    passed_over = ("Content-Length", "Content-Security-Policy", "Date", "X-Request-ID")
    headers = {key: value for key, value in response.items() if key not in passed_over}
    return response.status_code, str(headers).replace(name, "…"), text.replace(name, "…")


def differences(
    actor: str, world: World, pairs: list[tuple[str, str, str, str]], *, is_full: bool
) -> Iterator[str]:
    """Of each address with one name in it and the same with another: where the answers differ. In part: of addresses of
    one kind the first, of two each actor one, of those one asked for and the next posted to.
    """
    for number, (url, name, other_url, other) in enumerate(pairs):
        if not is_full and ACTORS[number % 2] != actor:
            continue
        for method in ("get", "post") if is_full else (("get", "post")[number // 2 % 2],):
            first, second = (
                told(actor, world, *asked, method) for asked in ((url, name), (other_url, other))
            )
            if first != second:
                yield f"{actor} {method} {url}: {first[:2]}, else {second[:2]}"


def slugs(world: World, *, is_full: bool) -> Iterator[tuple[str, str, str, str]]:
    for name, parts, _answered in ALL_ROWS if is_full else of_each_kind(ALL_ROWS):
        keys = [part.partition("=")[0] for part in parts.split()]
        wanted = [
            f"{key}='guessed" if key in SECRETS else part
            for key, part in zip(keys, parts.split(), strict=True)
        ]
        if "slug" in keys:
            url = address(world, name, " ".join(wanted))
            yield url, "not-announced", url.replace("/not-announced/", "/never-was/"), "never-was"


def rows(world: World, actor: str, *, is_full: bool) -> Iterator[tuple[str, str, str, str]]:
    for name, parts, answered in ALL_ROWS if is_full else of_each_kind(ALL_ROWS):
        if "slug" not in parts.split() or expected(answered)[actor] == {"ok"}:
            continue
        own, url = world.values, address(world, name, parts)
        for part in parts.split():
            name_of_part, _equals, key = part.partition("=")
            key = key or part
            if isinstance(own.get(key), UUID) or name_of_part == "code":
                other = uuid4() if isinstance(own[key], UUID) else "NOSUCH"
                world.values = {**own, key: other}
                yield url, str(own[key]), address(world, name, parts), str(other)
                world.values = own


@pytest.mark.parametrize(("actor", "is_full"), TRIED)
def test_a_conference_that_is_not_announced_is_answered_like_none(world, actor, is_full):
    """Wherever an address names one; to the person who has no page in it."""
    Conference.objects.filter(pk=world.conference.pk).update(slug="not-announced", status="draft")
    world.values = {**world.values, "slug": "not-announced"}
    found = list(slugs(world, is_full=is_full))
    assert len(found) > (500 if is_full else 150)
    assert not list(differences(actor, world, found, is_full=is_full))


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("page", ["", "en/", "secretariat/", "secretariat/sessions/"])
def test_an_unknown_address_does_not_tell_of_a_conference_that_is_not_announced(world, actor, page):
    Conference.objects.filter(pk=world.conference.pk).update(slug="not-announced", status="draft")
    ours, nobodys = (
        told(actor, world, f"/{slug}/{page}no-such-page/", slug, "get")
        for slug in ("not-announced", "never-was")
    )
    assert ours == nobodys and ours[0] == 404


@pytest.mark.parametrize(("actor", "is_full"), TRIED)
def test_a_row_that_one_may_not_see_is_answered_like_none(world, actor, is_full):
    found = list(rows(world, actor, is_full=is_full))
    assert len(found) > (300 if is_full else 100)
    assert not list(differences(actor, world, found, is_full=is_full))
