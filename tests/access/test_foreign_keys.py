"""An owner of one conference reaches nothing of another by asking at the one for a key of the other."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.access.actors import ACTORS, client_of
from tests.access.pages import KEY
from tests.access.test_matrix import ALL_ROWS, address, of_each_kind, permitted
from tests.access.world import World

OUTSIDE_THE_TEAM = ACTORS[: ACTORS.index("owner")]
# The target of a link that opens nothing; the ticket of another conference is looked for as a word.
LED_ON = ("/here/me/opened/", "?words=")


def foreign_addresses(world: World, there: World, name: str, parts: str) -> Iterator[str]:
    """Return the address with our own slug and, one at a time, a key of the other conference's object."""
    own = world.values
    for part in parts.split():
        value = part.partition("=")[2] or part
        if value not in {"slug", "language"} and own.get(value) != there.values.get(value):
            world.values = {**own, value: there.values[value]}
            yield address(world, name, parts)
    world.values = own


def is_that_of_nothing(client: Any, url: str, response: Any, name: str) -> bool:
    """Tell whether a part of a public page answers as it does for what does not exist at all."""
    if name != "registrations_portal:seat-part":
        return False
    unknown = KEY.sub(str(uuid4()), url)
    return response.content == client.get(unknown).content


@pytest.mark.parametrize("is_full", [False, pytest.param(True, marks=pytest.mark.nightly)])
def test_what_is_another_conferences_does_not_exist_under_our_own_slug(world, there, is_full):
    """For whoever the table permits, or an owner; asked for and posted to, or one of both in turn at an address of each
    kind. 401: a door opens to its devices alone; 410: a link that opens nothing."""
    asked, wrong = 0, []
    for name, parts, answered in ALL_ROWS if is_full else of_each_kind(ALL_ROWS):
        actor = (permitted(answered) or ["owner"])[0]
        client = client_of(actor, world)
        # An actor who may see some rows and does not work here is not told which others there are.
        alike = {403} if actor in OUTSIDE_THE_TEAM else set()
        for url in foreign_addresses(world, there, name, parts):
            methods = (client.get, client.post)
            for ask in methods if is_full else methods[asked % 2 :][:1]:
                response = ask(url)
                asked += 1
                led_on = response.status_code in {302, 303} and any(
                    way in response["Location"] for way in LED_ON
                )
                is_refused = response.status_code in {401, 404, 405, 410} | alike or led_on
                if not is_refused and not is_that_of_nothing(client, url, response, name):
                    wrong.append(f"{url}: {response.status_code}")
    assert not wrong
    assert asked > (800 if is_full else 150)
