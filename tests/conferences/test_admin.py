"""The operator of the server finds every object in /admin/; the history is only read there."""

from typing import Any

import pytest
from django.contrib import admin
from django.core.checks import run_checks
from django.test import Client

from confman.accounts.models import User
from confman.conferences.models import Conference
from tests.factories import (
    ContactMessageFactory,
    MembershipFactory,
    PageFactory,
    PartnerFactory,
    PersonFactory,
    SeriesFactory,
    TaskFactory,
    ThemeFactory,
)

FACTORIES = [
    ContactMessageFactory, MembershipFactory, PageFactory, PartnerFactory, PersonFactory, TaskFactory, ThemeFactory,
]  # fmt: skip


@pytest.fixture
def superuser_client(db: Any, client_as: Any) -> Client:
    return client_as(User.objects.create_superuser("root@example.org", "a-password-for-tests"))


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory._meta.model.__name__)
def test_lists_and_pages_open(superuser_client: Client, conference: Conference, factory: Any) -> None:
    row = factory(conference=conference)
    address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/"
    assert str(row.pk) in superuser_client.get(address).content.decode()
    assert superuser_client.get(f"{address}{row.pk}/change/").status_code == 200
    assert superuser_client.get(f"{address}?q=x").status_code == 200


def test_conferences_and_series_open(superuser_client: Client, conference: Conference) -> None:
    conference.series = SeriesFactory()
    conference.save()
    for address in (f"conferences/conference/{conference.pk}", f"conferences/series/{conference.series.pk}"):
        assert superuser_client.get(f"/admin/{address}/change/").status_code == 200
    assert superuser_client.get("/admin/conferences/conference/").status_code == 200


def test_the_history_is_only_read(superuser_client: Client) -> None:
    assert superuser_client.get("/admin/audit/auditentry/").status_code == 200
    assert superuser_client.get("/admin/audit/auditentry/add/").status_code == 403


def test_every_model_of_the_ground_floor_is_there() -> None:
    admin.autodiscover()  # as the addresses do
    registered = {model._meta.label for model in admin.site._registry}
    assert {"conferences.Conference", "people.Person", "accounts.User", "audit.AuditEntry"} <= registered


def test_a_fault_in_a_page_is_found_by_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check loads the pages: nothing else has, in a command."""
    assert run_checks(tags=["admin"]) == []
    monkeypatch.setattr(type(admin.site._registry[Conference]), "list_display", ("nothing",))
    assert [fault.id for fault in run_checks(tags=["admin"])] == ["admin.E108"]
