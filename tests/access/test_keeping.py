"""What browsers and caches on the way keep: of a person's pages and files nothing; public pages are as they were."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from tests.access.actors import client_of
from tests.access.test_matrix import ROUTES, address, groups
from tests.factories import UserFactory

# Every address once: what is looked at does not depend on the database.
pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="walked with the embedded database"),
]

KEPT_BY_NOBODY = "private, no-store"
# Whoever gets in somewhere gets in here as one of these; the others are turned away, which says no more.
ACTORS = ("visitor", "participant", "other-participant", "focal-point", "owner", "check-in")
# Public, though they stand among pages of persons: shells and scripts that name nobody, screens on a wall.
PUBLIC_AMONG_OTHERS = {
    "registrations_portal:worker",
    "registrations_portal:manifest",
    "registrations_onsite:door",
    "registrations_onsite:door-worker",
    "registrations_onsite:door-manifest",
    "agenda_onsite:screen",
    "agenda_onsite:screen-part",
    "agenda_onsite:screen-worker",
    "outcomes_onsite:screen",
    "outcomes_onsite:screen-part",
}
# Personal, though they stand among public pages: calendars behind a secret address.
PERSONAL_AMONG_PUBLIC = {"agenda_public:own-calendar", "registrations_public:own-calendar"}
PUBLIC_ROOMS = (
    "conferences_public",
    "documents_public",
    "agenda_public",
    "registrations_public",
    "outcomes_public",
)
PUBLIC_ADDRESSES = {
    "healthz", "readyz", "favicon", "styleguide", "styleguide-theme", "styleguide-secretariat", "styleguide-portal",
    "styleguide-public", "conferences_site:conference-list", "conferences_site:best-language",
    "conferences_site:stylesheet", "conferences_site:logo", "conferences_site:partner-logo",
}  # fmt: skip


def is_public(name: str) -> bool:
    if name in PERSONAL_AMONG_PUBLIC:
        return False
    return name.startswith(PUBLIC_ROOMS) or name in PUBLIC_AMONG_OTHERS | PUBLIC_ADDRESSES


@pytest.mark.parametrize("group", sorted(groups()))
def test_nobody_keeps_what_is_a_persons(world, group):
    kept = [
        f"{name} {parts}: {actor} {response.get('Cache-Control')}"
        for name, parts, _answered in groups()[group]
        if not is_public(name)
        for actor in ACTORS
        if (response := client_of(actor, world).get(address(world, name, parts))).get("Cache-Control")
        != KEPT_BY_NOBODY
    ]
    assert not kept


def test_pages_of_accounts_and_of_the_operator_are_kept_by_nobody(client_as, db):
    root = client_as(UserFactory(is_staff=True, is_superuser=True))
    for path in (
        "/admin/",
        "/admin/accounts/user/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
    ):
        answer = root.get(path)
        assert answer.status_code in {200, 302}, path
        assert answer["Cache-Control"] == KEPT_BY_NOBODY, path


def test_public_pages_say_what_they_said_and_take_no_cookie(world):
    for group, rows in groups().items():
        if not group.startswith(PUBLIC_ROOMS):
            continue
        for name, parts, _answered in rows:
            if is_public(name):
                answer = Client().get(address(world, name, parts))
                assert answer.get("Cache-Control") != KEPT_BY_NOBODY, name
                assert not answer.cookies, name


def test_a_public_page_that_a_session_may_change_is_kept_by_nobody(world):
    page = address(world, "conferences_public:home", "slug language")
    assert client_of("owner", world).get(page)["Cache-Control"] == KEPT_BY_NOBODY


def test_only_what_is_public_may_be_kept():
    """A view that is not public by its rule is kept by nobody, whoever writes the next one."""
    for route in ROUTES.values():
        if getattr(route.view_class, "may_be_kept", False):
            assert is_public(route.name), route.name
