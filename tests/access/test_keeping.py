"""What browsers and caches on the way keep of public pages and of the operator's; of all others: test_matrix.py."""

from __future__ import annotations

from django.test import Client

from tests.access.actors import client_of
from tests.access.answers import KEPT_BY_NOBODY, PUBLIC_ROOMS, is_public
from tests.access.test_matrix import ROUTES, address, groups
from tests.factories import UserFactory


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
