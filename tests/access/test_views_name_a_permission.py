"""A view that names no permission fails here."""

from urllib.parse import quote

import pytest
import rules

from confman.web.access import PUBLIC, AccessMixin
from tests.access.routes import own_routes


def fault(route):
    """Name the fault of the permission that the view of this route names; '' if it has none."""
    view_class = route.view_class
    if view_class is None:
        return "a function view cannot name its permission; use a class"
    # accounts and audit lie below web, where AccessMixin is; their pages are about the person who is signed in.
    below = view_class.__module__.startswith(("confman.accounts.", "confman.audit."))
    if not (below or issubclass(view_class, AccessMixin)):
        return f"{view_class.__name__} does not ask the rules (AccessMixin)"
    permission = getattr(view_class, "permission", None)
    if not permission:
        return f"{view_class.__name__} names no permission"
    return "" if permission == PUBLIC or rules.perm_exists(permission) else f"{permission} is not a rule"


def test_every_view_names_its_permission():
    assert {route.pattern: said for route in own_routes() if (said := fault(route))} == {}


def test_every_address_has_a_name_of_its_own():
    names = [route.name for route in own_routes()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("came_from", "next_page"),
    [
        ("http://testserver/here/secretariat/?status=waiting", "/here/secretariat/?status=waiting"),
        ("https://elsewhere.example/", "/here/secretariat/registrations/bulk/"),
        ("", "/here/secretariat/registrations/bulk/"),
    ],
    ids=["our page", "another host", "unknown"],
)
def test_a_button_pressed_after_the_session_is_over_leads_back_to_its_page(
    client, conference, came_from, next_page
):
    conference.slug = "here"
    conference.save()
    answer = client.post("/here/secretariat/registrations/bulk/", headers={"referer": came_from})
    assert answer.url.endswith("?next=" + quote(next_page))
