"""/admin/: every address of it, by everyone; nothing in it that goes past a verb, runs code or opens an account."""

from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from lxml import html

from confman.accounts.models import User
from confman.audit.models import AuditEntry
from tests.access import table
from tests.access.actors import ACTORS, client_of
from tests.access.routes import all_routes
from tests.factories import UserFactory
from tests.sign_in import signed_in


def addresses() -> list[str]:
    """Return each address under /admin/, with a key that no row has if one is needed."""
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
        # All addresses lead there; what a browser gets there is asked once.
        if client not in _AT_THE_DOOR:
            _AT_THE_DOOR[client] = what_happens(client, path)
        return _AT_THE_DOOR[client]
    return "no" if response.status_code == 403 else "ok" if response.status_code < 500 else "broken"


_AT_THE_DOOR: WeakKeyDictionary[Client, str] = WeakKeyDictionary()


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


# Nothing of a conference opens the admin: those who try every address are one of each kind, the others share them.
ONE_OF_EACH_KIND = {"visitor", "owner", "staff-without-factor", "superuser-without-factor"}


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "shared", [True, pytest.param(False, marks=pytest.mark.nightly)], ids=["shared", "all"]
)
def test_everyone_gets_at_every_address_of_the_admin_what_the_table_says(browsers, shared):
    assert set(browsers) == set(table.ADMIN)
    found = addresses()
    assert len(found) > 100
    wrong = []
    for number, address in enumerate(found):
        for place, (actor, expected) in enumerate(table.ADMIN.items()):
            if actor == "superuser":
                continue
            if shared and actor not in ONE_OF_EACH_KIND and (number + place) % len(table.ADMIN):
                continue
            if (got := what_happens(browsers[actor], address)) != expected:
                wrong.append(f"{address}: {actor} gets {got}, not {expected}")
    assert not wrong


def test_whoever_runs_the_server_reaches_every_address_of_the_admin(browsers):
    got = {address: what_happens(browsers["superuser"], address) for address in addresses()}
    refused = {address for address, answer in got.items() if answer == "no"}
    assert set(got.values()) <= {"ok", "no"}
    # A table that is only read has no page to add a row, and no rows to look up in forms.
    assert all(address.endswith(("/add/", "/delete/", "/autocomplete/")) for address in refused), refused
    assert {"/admin/django_q/schedule/add/", "/admin/account/emailaddress/add/"} <= refused


# The tables that are written there, because only the operator of the server can do it, and by which verbs. All others
# have pages and verbs of their own, or are a library's.
WRITTEN_THERE = {
    "accounts.User": {"accounts.added", "accounts.rights_changed"},
    "auth.Group": {"accounts.group_changed", "accounts.group_deleted"},
}


@pytest.fixture
def root(db):
    return UserFactory(email="root@example.org", is_staff=True, is_superuser=True)


def written() -> list[str]:
    return list(AuditEntry.objects.order_by("at").values_list("verb", flat=True))


def send_form(browser: Client, address: str, **changed: Any) -> Any:
    """Send the form of an admin page like a browser, with `changed` values; None removes a field.

    If the page has no form, only `changed` is sent.
    """
    [*forms] = html.fromstring(browser.get(address).content).xpath("//*[@id='content-main']//form")
    sent: dict[str, Any] = {}
    for name, value in forms[0].form_values() if forms else ():
        sent.setdefault(name, []).append(value)
    sent |= changed
    return browser.post(address, {name: value for name, value in sent.items() if value is not None})


def not_refused(browser: Client, model: Any) -> set[str]:
    """Return the ways of writing to these rows that an admin page offers or accepts."""
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    row = model._default_manager.first()
    pages = ["add/", *([f"{quote(row.pk)}/change/", f"{quote(row.pk)}/delete/"] if row else [])]
    found = {page.split("/")[-2] for page in pages if send_form(browser, base + page).status_code != 403}
    number = model._default_manager.count()
    if row:
        browser.post(base, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    return found | ({"delete"} if model._default_manager.count() < number else set())


def test_no_list_is_narrowed_by_what_it_does_not_show(db, client_as):
    staff = UserFactory(is_staff=True)
    staff.user_permissions.add(*Permission.objects.filter(codename__startswith="view_"))
    browser = client_as(staff)
    users, registrations = "/admin/accounts/user/", "/admin/registrations/registration/"
    for address in (
        f"{users}?password__startswith=argon2",
        f"{registrations}?ticket_token__startswith=A",
        f"{registrations}?vetting_note__contains=a",
        "/admin/mail/message/?links__contains=a",
    ):
        assert browser.get(address).status_code == 400, address
    for address in (f"{users}?is_staff__exact=1", f"{registrations}?status=approved"):
        assert browser.get(address).status_code == 200, address
    history = browser.get(f"{users}{staff.pk}/history/", follow=True)
    assert history.status_code == 200 and history.redirect_chain


def test_whatever_has_pages_and_verbs_of_its_own_is_only_read_there(world, root, client_as):
    Group.objects.create(name="Help desk")
    browser = client_as(root)
    labels = {model._meta.label: model for model in admin.site._registry}
    assert {"people.Person", "conferences.Conference", "django_q.Schedule", "account.EmailAddress"} <= set(
        labels
    )
    before = written()
    taken = {label: ways for label, model in labels.items() if (ways := not_refused(browser, model))}
    assert set(taken) == set(WRITTEN_THERE), taken
    assert set(written()[len(before) :]) <= set().union(*WRITTEN_THERE.values())
    assert not any(model._meta.app_label == "mfa" for model in admin.site._registry), "factors hold secrets"


def test_each_write_there_is_a_verb_in_the_history_and_leaves_no_other_trace(root, client_as, stranger):
    browser = client_as(root)
    group = Group.objects.create(name="Help desk")
    page = reverse("admin:accounts_user_change", args=[stranger.pk])
    send_form(browser, reverse("admin:accounts_user_add"), email="Made@Example.org", name="Zyxomarker Made")
    send_form(browser, page, is_superuser="on", is_staff="on", groups=[group.pk])
    send_form(browser, page, is_active=None, may_hold_conferences="on")
    may_see = Permission.objects.get(codename="view_message")
    send_form(browser, reverse("admin:auth_group_add"), name="Post room", permissions=[may_see.pk])
    browser.post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"})

    entries = AuditEntry.objects.filter(by=root).exclude(verb__startswith="accounts.factor").order_by("at")
    assert [(entry.verb, entry.target_label, entry.details) for entry in entries] == [
        ("accounts.added", "", {}),
        ("accounts.rights_changed", "", {"groups": ["Help desk"], "is_staff": True, "is_superuser": True}),
        ("accounts.rights_changed", "", {"is_active": False, "may_hold_conferences": True}),
        ("accounts.group_changed", "Post room", {"permissions": ["mail.view_message"]}),
        ("accounts.group_deleted", "Help desk", {}),
    ]
    made = User.objects.get(email="made@example.org")
    assert not made.has_usable_password() and made.emailaddress_set.filter(verified=False).count() == 1
    assert [entry.target_id for entry in entries[:3]] == [made.pk, stranger.pk, stranger.pk]
    stranger.refresh_from_db()
    assert (stranger.is_superuser, stranger.is_active, [*stranger.groups.all()]) == (True, False, [])
    assert [*Group.objects.get().permissions.all()] == [may_see]
    assert not LogEntry.objects.exists()
    # Read where all of the history is, and led to from the object.
    history = browser.get(reverse("admin:accounts_user_history", args=[stranger.pk]), follow=True)
    verbs = html.fromstring(history.content).xpath("//td[contains(@class, 'field-verb')]/text()")
    assert verbs == ["accounts.rights_changed"] * 2
