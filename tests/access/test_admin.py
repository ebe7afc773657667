"""/admin/: every address of it, by everyone; and nothing in it that could run code or open an account."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client

from tests.access import table
from tests.access.actors import ACTORS, client_of
from tests.access.routes import all_routes
from tests.factories import UserFactory
from tests.signing_in import signed_in

OURS = ("confman.", "agenda", "registrations", "outcomes")


def addresses() -> list[str]:
    """Each address under /admin/, with a key that no row has where one is asked for."""
    found = [route.pattern for route in all_routes() if route.pattern.startswith("admin/")]
    found.remove("admin/logout/")  # takes POST alone, and leads everybody on
    filled = {
        "<path:object_id>": "0",
        "<id>": "0",
        "<int:content_type_id>": "1",
        "<path:object_id>/": "0/",
        "^(?P<app_label>": "",
        "(?P<url>.*)$": "nowhere",
    }
    made = []
    for pattern in found:
        for part, text in filled.items():
            pattern = pattern.replace(part, text)
        if "^" in pattern or "(?P" in pattern:  # the list of one app
            pattern = "admin/accounts/"
        made.append("/" + pattern)
    return made


def what_happens(client: Client, address: str) -> str:
    response = client.get(address)
    path = urlsplit(response.get("Location", "")).path
    if path == "/accounts/login/":
        return "in"
    if path == "/accounts/2fa/":
        return "factor"
    if path == "/admin/login/":
        return what_happens(client, path)
    return "no" if response.status_code == 403 else "ok" if response.status_code < 500 else "broken"


@pytest.fixture
def browsers(world: Any) -> dict[str, Client]:
    found = {actor: client_of(actor, world) for actor in ACTORS}
    for name, powers in (
        ("staff-without-factor", {"is_staff": True}),
        ("superuser-without-factor", {"is_staff": True, "is_superuser": True}),
    ):
        found[name] = Client()
        found[name].force_login(UserFactory(**powers))
    found["superuser"] = signed_in(UserFactory(is_staff=True, is_superuser=True))
    return found


def test_everyone_gets_at_every_address_of_the_admin_what_the_table_says(browsers):
    assert set(browsers) == set(table.ADMIN)
    found = addresses()
    assert len(found) > 100
    wrong = []
    for address in found:
        for actor, expected in table.ADMIN.items():
            if actor == "superuser":
                continue
            if (got := what_happens(browsers[actor], address)) != expected:
                wrong.append(f"{address}: {actor} gets {got}, not {expected}")
    assert not wrong


def test_whoever_runs_the_server_reaches_every_address_of_the_admin(browsers):
    got = {address: what_happens(browsers["superuser"], address) for address in addresses()}
    refused = {address for address, answer in got.items() if answer == "no"}
    assert set(got.values()) <= {"ok", "no"}
    # What is only read has no page to add one, nor rows to look up in forms.
    assert all(address.endswith(("/add/", "/delete/", "/autocomplete/")) for address in refused), refused
    assert {"/admin/django_q/schedule/add/", "/admin/account/emailaddress/add/"} <= refused


@pytest.mark.django_db
def test_of_a_librarys_tables_nothing_is_made_changed_or_deleted_there(client_as, rf):
    user = UserFactory(is_staff=True, is_superuser=True)
    request = rf.get("/admin/")
    request.user = user
    foreign = [
        model
        for model in admin.site._registry
        if not apps.get_app_config(model._meta.app_label).name.startswith((*OURS, "django.contrib.auth"))
    ]
    assert {"django_q.Schedule", "django_q.OrmQ", "account.EmailAddress"} <= {
        model._meta.label for model in foreign
    }
    assert not any(
        any(list(admin.site._registry[model].get_model_perms(request).values())[:3]) for model in foreign
    )
    browser = client_as(user)
    for model in foreign:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert browser.get(base).status_code == 200, base
        assert browser.post(f"{base}add/", {"func": "os.system"}).status_code == 403
        assert browser.post(base, {"action": "delete_selected"}).status_code in {200, 302, 403}
    assert "mfa" not in {model._meta.app_label for model in admin.site._registry}, "factors hold secrets"
