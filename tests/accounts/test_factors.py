"""Second factors: sealed in the database, a code of an app good for one sign-in, no way past them."""

import datetime as dt
import json

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from confman.audit.models import AuditEntry
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-for-tests"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ACCOUNT = "accounts:account"


@pytest.fixture
def clock():
    with time_machine.travel(dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def user(clock):
    """A user who signs in with a password and the code of an app."""
    found = UserFactory(email="lola@example.org")
    found.add_address(verified=True)
    TOTP.activate(found, SECRET)
    return found


def app_code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def signs_in(code: str, client: Client | None = None) -> bool:
    client = client or Client()
    client.post(reverse("account_login"), {"login": "lola@example.org", "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code})
    return client.get(reverse(ACCOUNT)).status_code == 200


def dump() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mfa_authenticator")
        return json.dumps(cursor.fetchall(), default=str)


def test_a_dump_of_the_database_has_no_second_factor(clock, django_capture_on_commit_callbacks):
    user = UserFactory(email="lola@example.org")
    user.add_address(verified=True)
    desk = Client()
    desk.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    desk.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = desk.get(reverse("mfa_activate_totp")).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    codes = desk.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert codes
    rows = dump()
    for said in (secret, *codes):
        assert said not in rows
    clock.shift(60)
    assert signs_in(app_code(secret))
    assert signs_in(codes[0])
    assert not signs_in(codes[0])


def test_keys_are_changed_without_losing_a_factor(user, clock, settings, capsys):
    RecoveryCodes.activate(user)
    code = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    for keys in (["the first key"], ["the second key", "the first key"]):
        settings.FIELD_ENCRYPTION_KEYS = keys
        assert signs_in(app_code())
        clock.shift(60)
    call_command("rotatefieldkeys")
    assert "2 second factors" in capsys.readouterr().out
    assert AuditEntry.objects.filter(verb="accounts.factors_sealed_again", details__number=2).exists()
    settings.SECRET_KEY, settings.FIELD_ENCRYPTION_KEYS = "another", ["the second key"]
    assert signs_in(app_code())
    assert signs_in(code)


def test_a_factor_whose_key_is_gone_lets_nobody_in_and_breaks_no_page(user, clock, settings):
    settings.SECRET_KEY = "another secret key of fifty characters and of no use"
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    # Neither the code of the secret that was sealed, nor one of a secret that anybody knows.
    for secret in (SECRET, ""):
        answer = client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
        assert "Incorrect code" in answer.content.decode()
    with pytest.raises(CommandError, match="1 second factors are sealed with a key that is not"):
        call_command("rotatefieldkeys")


def test_a_code_of_an_app_is_good_for_one_sign_in_whatever_process_is_asked(user, clock):
    code = app_code()
    assert signs_in(code)
    # Another web process remembers the code.
    cache.clear()
    assert not signs_in(code)
    assert not signs_in(f"{code[:3]} {code[3:]}")
    clock.shift(90)
    assert signs_in(app_code())


@pytest.mark.django_db(transaction=True)
def test_of_many_who_type_the_same_code_at_once_one_is_let_in(user, at_once):
    code = app_code()
    assert sum(at_once(*[lambda: signs_in(code)] * 4)) == 1


def test_a_new_password_does_not_go_past_the_second_factor(user, client):
    from tests.accounts.test_signing_in import sent

    client.post(reverse("account_reset_password"), {"email": user.email})
    link = next(word for word in sent().body.split() if "/password/reset/key/" in word)
    page = client.get(link[link.index("/accounts/") :], follow=True)
    new = "another-long-one-8"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert client.get(reverse(ACCOUNT)).status_code == 302
    client.post(reverse("account_login"), {"login": user.email, "password": new})
    assert client.get(reverse(ACCOUNT)).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": app_code()})
    assert client.get(reverse(ACCOUNT)).status_code == 200
