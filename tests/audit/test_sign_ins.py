"""The history tells the operator and the user of acts on an account; it holds no secret."""

import datetime as dt
import json

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.audit.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-for-tests"


@pytest.fixture
def user():
    found = UserFactory(email="lola@example.org")
    found.add_address(verified=True)
    return found


def sign_in(client: Client, email: str, password: str) -> Client:
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client


def history() -> list[tuple]:
    entries = AuditEntry.objects.filter(verb__startswith="accounts.").order_by("at")
    return [(entry.verb, entry.target_id, entry.details) for entry in entries]


def entry_page(client: Client) -> str:
    return client.get(reverse("accounts_sessions:list")).content.decode()


def test_sign_ins_and_failures_stand_in_the_history(client, user):
    sign_in(client, user.email, "a-wrong-password-5")
    sign_in(client, "nobody@example.org", "a-wrong-password-5")
    sign_in(client, user.email, PASSWORD)
    assert history() == [
        ("accounts.sign_in_failed", user.pk, {"way": "password"}),
        ("accounts.sign_in_failed", None, {"way": "password"}),
        ("accounts.signed_in", user.pk, {"way": "password"}),
    ]
    page = entry_page(client)
    assert "Sign-in failed" in page
    assert "Signed in" in page
    written = json.dumps(list(AuditEntry.objects.values_list("target_label", "reason", "details")))
    assert "wrong-password" not in written
    assert "nobody@" not in written


def test_a_wrong_mailed_code_is_a_failure(client, user):
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": "XXXXXX"})
    assert history() == [("accounts.sign_in_failed", user.pk, {"way": "code"})]


def totp(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@time_machine.travel("2027-03-01T12:00:00Z", tick=False)
def test_a_factor_that_comes_or_goes_is_told_and_ends_the_other_sessions(
    client, user, django_capture_on_commit_callbacks
):
    phone = sign_in(Client(), user.email, PASSWORD)
    sign_in(client, user.email, PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    assert [verb for verb, _target, _details in history()].count("accounts.factor_added") >= 1
    assert phone.get(reverse("accounts:account")).status_code == 302
    again = sign_in(Client(), user.email, PASSWORD)
    again.post(reverse("mfa_authenticate"), {"code": "000000"})
    # While the clock stands still, no entry is the last one.
    assert ("accounts.sign_in_failed", user.pk, {"way": "totp"}) in history()
    client.post(reverse("mfa_deactivate_totp"))
    assert "accounts.factor_removed" in [verb for verb, _target, _details in history()]
    assert secret not in json.dumps([details for _verb, _target, details in history()])


def test_the_operator_sees_them_of_all(client, client_as, user):
    sign_in(client, user.email, "a-wrong-password-5")
    root = client_as(UserFactory(is_staff=True, is_superuser=True))
    page = root.get(reverse("admin:audit_auditentry_changelist")).content.decode()
    assert "accounts.sign_in_failed" in page


def test_nobody_sees_the_sign_ins_of_another(client, user):
    sign_in(Client(), user.email, "a-wrong-password-5")
    other = UserFactory()
    other.add_address(verified=True)
    assert "Sign-in failed" not in entry_page(sign_in(client, other.email, PASSWORD))


class TestFlood:
    """Failures of a day stand there as the first, tenth, hundredth …; none pushes what its user did off the page."""

    def test_of_addresses_that_nobody_has_few_stand_in_the_history(self, user):
        for number in range(25):
            sign_in(Client(), f"nobody{number}@example.org", "a-wrong-password-5")
        found = [details for _verb, target, details in history() if target is None]
        assert found == [{"way": "password"}, {"way": "password", "count": 10}]

    def test_of_an_account_they_are_counted_apart(self, user):
        for number in range(12):
            typed = {"login": user.email, "password": "a-wrong-password-5"}
            Client().post(reverse("account_login"), typed, REMOTE_ADDR=f"203.0.113.{number}")
            sign_in(Client(), f"nobody{number}@example.org", "a-wrong-password-5")
        found = [details for _verb, target, details in history() if target == user.pk]
        assert found == [{"way": "password"}, {"way": "password", "count": 10}]

    def test_ones_own_list_shows_what_one_did_whatever_strangers_do(self, client, user):
        sign_in(client, user.email, PASSWORD)
        for day in range(1, 31):
            with time_machine.travel(timezone.now() + dt.timedelta(days=day)):
                sign_in(Client(), user.email, "a-wrong-password-5")
        page = entry_page(client)
        assert page.count("Sign-in failed") == 20 and "Signed in" in page
