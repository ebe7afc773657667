"""What every test may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from confman.accounts.models import User
from confman.conferences.models import Conference
from tests.factories import ConferenceFactory, MembershipFactory, UserFactory


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    """Files and mail of a test go to its own folder; passwords are hashed fast."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _clean_process() -> Iterator[None]:
    """No test inherits another's cache, language or time zone."""
    cache.clear()
    translation.activate("en")
    yield
    translation.activate("en")
    timezone.deactivate()


@pytest.fixture
def conference(db: Any) -> Conference:
    """An announced conference, 30 and 31 March 2027 in Tashkent; languages en, ru, uz."""
    return ConferenceFactory(slug="tashkent2027")


@pytest.fixture
def other_conference(db: Any) -> Conference:
    """A second conference, whose people and objects the first one's must never meet."""
    return ConferenceFactory(slug="geneva2027", timezone="Europe/Zurich", country="CH", city={"en": "Geneva"})


@pytest.fixture
def owner(conference: Conference) -> User:
    """An owner of `conference`."""
    return MembershipFactory(conference=conference, role="owner", user__email="owner@example.org").user


@pytest.fixture
def member(conference: Conference) -> Callable[..., User]:
    """`member("programme")`: a user with that role in `conference`; `member("owner", other)` in another."""

    def make(role: str, of: Conference | None = None) -> User:
        return MembershipFactory(conference=of or conference, role=role).user

    return make


@pytest.fixture
def stranger(db: Any) -> User:
    """Someone with an account and no role anywhere."""
    return UserFactory(email="stranger@example.org")


@pytest.fixture
def client_as() -> Callable[[User], Client]:
    """`client_as(user)`: a browser in which that user is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture
def owner_client(owner: User, client_as: Callable[[User], Client]) -> Client:
    """A browser in which an owner of `conference` is signed in."""
    return client_as(owner)


@pytest.fixture
def assert_constant_queries(client: Client) -> Callable[..., None]:
    """`assert_constant_queries(url, add_row, client=…)`: as many queries for three rows as for one.

    `add_row()` adds one row to what the page lists; it is called once, then twice more.
    """
    anonymous = client

    def check(url: str, add_row: Callable[[], object], *, client: Client = anonymous) -> None:
        def ask() -> list[str]:
            with CaptureQueriesContext(connection) as captured:
                response = client.get(url)
                getattr(response, "streaming_content", None) and b"".join(response.streaming_content)
            assert response.status_code == 200, f"{url} answers {response.status_code}"
            return [query["sql"] for query in captured.captured_queries]

        add_row()
        ask()  # what is remembered per process (content types, caches) is not what is measured
        one = ask()
        add_row()
        add_row()
        three = ask()
        assert len(three) == len(one), (
            f"{url}: {len(one)} queries for one row, {len(three)} for three:\n"
            + "\n".join(query[:300] for query in three)
        )

    return check
