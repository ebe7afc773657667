"""Browsers and caches keep public and the operator's pages as these say; for all others see test_matrix.py."""

from django.test import Client

from confman.conferences.models import Conference
from tests.access.actors import client_of
from tests.access.answers import PUBLIC_AMONG_OTHERS, PUBLIC_ROOMS, UNCACHED, is_public
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
        assert answer["Cache-Control"] == UNCACHED, path


def test_public_pages_say_what_they_said_and_take_no_cookie(world):
    for group, rows in groups().items():
        if not group.startswith(PUBLIC_ROOMS):
            continue
        for name, parts, _answered in rows:
            if is_public(name):
                answer = Client().get(address(world, name, parts))
                assert answer.get("Cache-Control") != UNCACHED, name
                assert not answer.cookies, name


def test_a_public_page_that_a_session_may_change_is_kept_by_nobody(world):
    page = address(world, "conferences_public:home", "slug language")
    assert client_of("owner", world).get(page)["Cache-Control"] == UNCACHED


def test_before_it_is_announced_nothing_of_a_conference_is_kept(world):
    """Whatever its pages say themselves: what its team gets of a draft nobody else may have from a cache."""
    Conference.objects.filter(pk=world.conference.pk).update(status="draft")
    owner = client_of("owner", world)
    kept, shown = [], 0
    for rows in groups().values():
        for name, parts, _answered in rows:
            if not getattr(ROUTES[name].view_class, "may_be_cached", False) or "slug" not in parts.split():
                continue
            # Behind an address of their own, which is the way in: shells that say nothing, and screens on a wall.
            if name in PUBLIC_AMONG_OTHERS:
                continue
            answer = owner.get(address(world, name, parts))
            shown += answer.status_code == 200
            if answer.get("Cache-Control") != UNCACHED:
                kept.append(f"{name}: {answer.status_code} {answer.get('Cache-Control')}")
    assert shown > 20
    assert not kept, "\n".join(kept)


def test_only_what_is_public_may_be_kept():
    """A view that is not public by its rule is kept by nobody, whoever writes the next one."""
    for route in ROUTES.values():
        if getattr(route.view_class, "may_be_cached", False):
            assert is_public(route.name), route.name
