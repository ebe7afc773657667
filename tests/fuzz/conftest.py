"""Number, seed and format of the inputs: options that `script/fuzz` gives."""

import dataclasses
import logging
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from confman.conferences.models import Conference, ConferenceProfile
from tests.access.actors import ACTORS, client_of
from tests.access.table import DOCUMENTS
from tests.access.test_matrix import ALL_ROWS, address
from tests.access.world import World, build_world
from tests.databases import made_once
from tests.fuzz.answers import taken_back
from tests.fuzz.conversation import Page, Talk, forms_of


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("fuzz")
    group.addoption("--fuzz-count", type=int, default=0, help="how many of each (default: a few)")
    group.addoption("--fuzz-seconds", type=float, default=0, help="no longer than this")
    group.addoption(
        "--fuzz-seed", type=int, default=11, help="of chance; the same seed makes the same inputs"
    )
    group.addoption("--fuzz-first", type=int, default=0, help="the number of the first, to repeat one")
    group.addoption("--fuzz-format", default="", help="a format of files alone")


@pytest.fixture(autouse=True)
def _refusals_are_no_news() -> Iterator[None]:
    """Do not log refusals, of which there are thousands; crashes are reported anyway."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def kept_world(kept: Any) -> World:
    def build() -> World:
        made = made_once(build_world, kept.files)
        # All pages exist here: an expert meeting has no votes.
        Conference.objects.filter(pk=made.conference.pk).update(profile=ConferenceProfile.INTERGOVERNMENTAL)
        made.conference.refresh_from_db()
        return made

    return kept(build)


@pytest.fixture
def world(kept: Any, kept_world: World, db: Any, settings: Any) -> World:
    settings.MEDIA_ROOT = kept.files
    # A folder of certificates, so that files are verified.
    settings.CONFMAN_SEAL_CERTIFICATES = kept.files
    return dataclasses.replace(kept_world, values=dict(kept_world.values), clients={})


@pytest.fixture
def talk(world: Any, pytestconfig: pytest.Config) -> Talk:
    """Requests to all addresses, with the forms that lead to them, for the actors with most permissions."""
    addresses = [address(world, name, parts) for name, parts, _answered in ALL_ROWS]
    addresses += [
        address(world, "documents_secretariat:document-request", f"slug key='{key}") for key in DOCUMENTS
    ]
    addresses += ["/admin/", "/admin/login/", "/nosuch/"]
    addresses += [f"/accounts/{page}/" for page in ("login", "signup", "login/code", "password/reset")]
    for actor in ACTORS:
        # Signed in before anything is undone.
        client_of(actor, world)

    @cache
    def seen(url: str) -> Page | None:
        for actor in ("owner", "participant", "focal-point", "visitor"):
            with taken_back(world):
                response = client_of(actor, world).get(url)
            if response.status_code == 200 and not response.streaming and "html" in response["Content-Type"]:
                return Page(actor, forms_of(response.content, url))
        return None

    # Only in a long run: searching all pages for forms that lead here.
    elsewhere: dict[str, Page] = {}
    for found in map(seen, addresses if pytestconfig.option.fuzz_count else []):
        for form in found.forms if found else []:
            elsewhere.setdefault(form.action, Page(found.actor, [])).forms.append(form)

    def page(url: str) -> Page:
        return seen(url) or elsewhere.get(url, Page("owner", []))

    return Talk(addresses, list(ACTORS), [str(value) for value in world.values.values()], page)
