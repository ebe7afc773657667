"""What can be guessed or flooded is counted once for all processes, by the true address, and locks nobody out."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.accounts.domain.tries import delete_old_tries, may_try
from confman.accounts.limits import LIMITS
from confman.accounts.models import Tries, User
from confman.mail.models import Message

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-for-tests"


def sign_in(client: Client, email: str, password: str, **meta: str) -> Any:
    cache.clear()  # another process has a cache of its own
    return client.post(reverse("account_login"), {"login": email, "password": password}, **meta)


def account(email: str, **fields: Any) -> User:
    return User.objects.create_user(email, PASSWORD, email_verified=True, **fields)


def tried_from(address: str, times: int) -> None:
    """So many wrong passwords came from there, each for another account."""
    for number in range(times):
        may_try("password", address=address, account=f"someone{number}@example.org")


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


class TestPasswords:
    def test_a_sixth_wrong_one_is_not_looked_at_in_any_process_and_says_when_to_come_again(self, client):
        account("anna@example.org")
        for number in range(5):
            assert sign_in(client, "anna@example.org", f"wrong-{number}").status_code == 200
        refused = sign_in(client, "ANNA@example.org", PASSWORD)
        assert refused.status_code == 429 and not is_signed_in(client)
        assert 290 <= int(refused["Retry-After"]) <= 300
        page = refused.content.decode()
        assert "in 5 minutes" in page and 'value="ANNA@example.org"' in page, "nothing typed is lost"
        with time_machine.travel(timezone.now() + dt.timedelta(minutes=6)):
            assert sign_in(client, "anna@example.org", PASSWORD).status_code == 302

    def test_a_stranger_does_not_lock_the_owner_out(self, client):
        account("anna@example.org")
        for number in range(7):
            sign_in(Client(), "anna@example.org", f"wrong-{number}", REMOTE_ADDR="203.0.113.9")
        sign_in(client, "anna@example.org", PASSWORD, REMOTE_ADDR="198.51.100.7")
        assert is_signed_in(client)

    def test_right_ones_are_not_counted(self):
        account("anna@example.org")
        for _time in range(7):
            browser = Client()
            sign_in(browser, "anna@example.org", PASSWORD)
            assert is_signed_in(browser)

    def test_one_address_does_not_try_a_password_on_everybody(self, client):
        tried_from("127.0.0.1", 99)
        answers = [sign_in(Client(), f"u{n}@example.org", "Summer2026!!").status_code for n in range(2)]
        assert answers == [200, 429]

    def test_another_name_of_the_host_is_no_new_account(self, client, settings):
        for number in range(5):
            sign_in(client, "anna@example.org", "wrong", HTTP_HOST=f"testserver:{8000 + number}")
        assert sign_in(client, "anna@example.org", "wrong", HTTP_HOST="testserver:9000").status_code == 429


class TestAddresses:
    """Behind the documented proxy, which appends whom it heard from; and without one."""

    def try_from(self, number: int, **meta: str) -> int:
        return sign_in(Client(), f"u{number}@example.org", "wrong", **meta).status_code

    def test_thirty_strangers_do_not_lock_everyone_out(self, settings):
        settings.CONFMAN_TRUSTED_PROXIES = 1
        proxy = {"REMOTE_ADDR": "127.0.0.1"}
        tried_from("203.0.113.9", 100)
        assert self.try_from(200, HTTP_X_FORWARDED_FOR="203.0.113.9", **proxy) == 429
        assert self.try_from(201, HTTP_X_FORWARDED_FOR="198.51.100.7", **proxy) == 200

    def test_what_the_sender_writes_before_it_does_not_help(self, settings):
        settings.CONFMAN_TRUSTED_PROXIES = 1
        tried_from("203.0.113.9", 100)
        written = {"HTTP_X_FORWARDED_FOR": "192.0.2.1, 203.0.113.9", "REMOTE_ADDR": "127.0.0.1"}
        assert self.try_from(1, **written) == 429

    def test_without_a_proxy_the_header_is_not_believed(self, settings):
        settings.CONFMAN_TRUSTED_PROXIES = 0
        tried_from("127.0.0.1", 100)
        assert self.try_from(1, HTTP_X_FORWARDED_FOR="192.0.2.1") == 429

    def test_a_network_of_64_bits_is_one_address(self):
        for number in range(100):
            may_try("password", address=f"2001:db8:1:2::{number:x}", account=number)
        assert self.try_from(1, REMOTE_ADDR="2001:db8:1:2:ffff::1") == 429
        assert self.try_from(500, REMOTE_ADDR="2001:db8:1:3::1") == 200

    @pytest.mark.parametrize("header", ["", "rubbish", "1.2.3.4, ", "x" * 5000])
    def test_a_header_of_rubbish_is_no_fault(self, settings, header):
        settings.CONFMAN_TRUSTED_PROXIES = 1
        assert self.try_from(1, HTTP_X_FORWARDED_FOR=header) == 200


class TestSecondFactor:
    def test_codes_are_counted(self, client):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        user = account("root@example.org", is_staff=True, is_superuser=True)
        TOTP.activate(user, generate_totp_secret())
        assert sign_in(client, user.email, PASSWORD)["Location"].startswith("/accounts/2fa/authenticate/")
        for number in range(5):
            cache.clear()
            answer = client.post(reverse("mfa_authenticate"), {"code": f"00000{number}"})
            assert answer.status_code == 200
        cache.clear()
        answer = client.post(reverse("mfa_authenticate"), {"code": "000009"})
        assert answer.status_code == 429 and "Retry-After" in answer
        assert not is_signed_in(client)
        assert Authenticator.objects.count() == 1


class TestMailFromStrangers:
    def ask(self, email: str, **meta: str) -> Any:
        cache.clear()
        return Client().post(reverse("account_request_login_code"), {"email": email}, **meta)

    @pytest.mark.parametrize("known", [True, False])
    def test_three_an_hour_over_all_that_a_stranger_can_do(self, settings, known):
        settings.CONFMAN_OPEN_SIGNUP = True
        if known:
            account("anna@example.org")
        for number in range(2):
            assert self.ask("anna@example.org", REMOTE_ADDR=f"192.0.2.{number}").status_code == 302
        Client().post(reverse("account_reset_password"), {"email": "Anna@example.org"})
        assert Message.objects.filter(to__iexact="anna@example.org").count() == 3
        answer = self.ask("anna@example.org", REMOTE_ADDR="192.0.2.77")
        assert answer.status_code == 429 and "in 60 minutes" in answer.content.decode()
        signing_up = {"email": "anna@example.org", "password1": "a-long-enough-one-7"}
        assert Client().post(reverse("account_signup"), signing_up).status_code == 429
        assert Message.objects.filter(to__iexact="anna@example.org").count() == 3
        assert self.ask("boris@example.org").status_code == 302, "another mailbox is another"

    def test_a_hall_behind_one_address_signs_in_by_code(self):
        answers = {self.ask(f"u{number}@example.org").status_code for number in range(12)}
        assert answers == {302}


class TestTheStore:
    def test_at_the_same_moment_no_more_are_let_through_than_the_limit(self, at_once):
        got = at_once(*[lambda: may_try("password", account="anna", address="192.0.2.1")] * 12)
        assert sum(got) == 5

    def test_it_holds_nobodys_name_and_is_emptied(self):
        may_try("password", account="anna@example.org", address="192.0.2.1")
        kept = str(list(Tries.objects.values()))
        assert "anna" not in kept and "192.0.2" not in kept
        assert delete_old_tries() == 0
        with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
            assert delete_old_tries() == 2
        assert not Tries.objects.exists()

    def test_a_clock_that_was_three_days_ahead_limits_nobody_for_three_days(self):
        with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
            for _time in range(6):
                may_try("password", account="anna", address="192.0.2.1")
        assert may_try("password", account="anna", address="192.0.2.1")

    def test_the_worker_throws_old_ones_away(self):
        from confman.mail.registry import scheduled_jobs

        assert "accounts.delete_old_tries" in {job.key for job in scheduled_jobs}

    def test_the_table_of_limits_is_printed_whole(self):
        printed = (Path(__file__).parents[2] / "docs" / "running.md").read_text()
        for limit in LIMITS:
            line = rf"\| {re.escape(limit.what)} \| {re.escape(' and '.join(limit.per))} \| {limit.amount} \|"
            assert re.search(line, printed), f"docs/running.md has no line for {limit}"
