"""Guesses and floods are counted once for all processes, by the true address, and lock nobody out."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.accounts.domain.rate_limits import delete_old_counts, next_turn, within_rate_limit
from confman.accounts.limits import LIMITS
from confman.accounts.models import RateLimitCount, User
from confman.mail.models import Message
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.invitation import Invitation
from tests.factories import CategoryFactory, MembershipFactory, RegistrationFactory
from tests.letters import as_sent
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-for-tests"


def sign_in(client: Client, email: str, password: str, **meta: str) -> Any:
    cache.clear()  # another process has a cache of its own
    return client.post(reverse("account_login"), {"login": email, "password": password}, **meta)


def account(email: str, **fields: Any) -> User:
    return User.objects.create_user(email, PASSWORD, email_verified=True, **fields)


def reach_all_limits() -> None:
    """Whatever was counted until now was counted more often than anything may be."""
    assert RateLimitCount.objects.update(number=10**6)


def flood_account(email: str) -> None:
    """Fifty wrong passwords for one account came from as many addresses."""
    for number in range(50):
        assert within_rate_limit("password", address=f"203.0.113.{number}", account=email)


def code_in(message: Message) -> str:
    """The code that a mail of an account brings."""
    return re.search(r"^\s*([A-Z]{4}-[A-Z]{4})\s*$", as_sent(message), re.MULTILINE)[1]


def flood_from(address: str) -> None:
    """More wrong passwords came from there than may, each for another account."""
    within_rate_limit("password", address=address, account="someone@example.org")
    reach_all_limits()


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
        answers = [
            sign_in(Client(), "anna@example.org", f"wrong-{number}", REMOTE_ADDR="203.0.113.9").status_code
            for number in range(60)
        ]
        assert answers == [200] * 5 + [429] * 55
        sign_in(client, "anna@example.org", PASSWORD, REMOTE_ADDR="198.51.100.7")
        assert is_signed_in(client)

    def test_right_ones_are_not_counted(self):
        account("anna@example.org")
        for _time in range(7):
            browser = Client()
            sign_in(browser, "anna@example.org", PASSWORD)
            assert is_signed_in(browser)

    def test_one_address_does_not_try_a_password_on_everybody(self, client):
        sign_in(Client(), "u1@example.org", "Summer2026!!")
        RateLimitCount.objects.update(number=999)
        answers = [sign_in(Client(), f"u{n}@example.org", "Summer2026!!").status_code for n in (2, 3)]
        assert answers == [200, 429]

    def test_many_addresses_together_try_an_account_fifty_times_an_hour(self, client):
        flood_account("anna@example.org")
        account("anna@example.org")
        assert sign_in(client, "anna@example.org", PASSWORD, REMOTE_ADDR="198.51.100.7").status_code == 429

    def test_then_its_owner_signs_in_where_they_did_before_and_elsewhere_by_a_code(self, client):
        account("anna@example.org")
        sign_in(client, "anna@example.org", PASSWORD)
        client.post(reverse("account_logout"))
        flood_account("anna@example.org")
        sign_in(client, "anna@example.org", "mistyped", REMOTE_ADDR="198.51.100.7")
        sign_in(client, "Anna@example.org", PASSWORD, REMOTE_ADDR="198.51.100.7")
        assert is_signed_in(client), "in the browser of before, wherever it is now"
        new = Client()
        assert sign_in(new, "anna@example.org", PASSWORD).status_code == 429
        new.post(reverse("account_request_login_code"), {"email": "anna@example.org"})
        new.post(reverse("account_confirm_login_code"), {"code": code_in(Message.objects.get())})
        assert is_signed_in(new)

    def test_a_browser_is_known_for_the_account_it_signed_in_to_and_tries_no_more_often(self, client):
        account("anna@example.org"), account("boris@example.org")
        sign_in(client, "boris@example.org", PASSWORD)
        client.post(reverse("account_logout"))
        flood_account("anna@example.org")
        assert sign_in(client, "anna@example.org", PASSWORD).status_code == 429
        answers = [sign_in(client, "boris@example.org", f"wrong-{n}").status_code for n in range(6)]
        assert answers == [200] * 5 + [429]
        client.cookies.clear()
        forged = dict.fromkeys(dict(client.cookies), "x:y:z") | {"known-0123456789ab": "x"}
        client.cookies.load(forged)
        assert sign_in(client, "anna@example.org", PASSWORD).status_code == 429

    def test_who_is_signed_in_is_asked_for_the_password_again_while_strangers_try_it(self, client):
        account("anna@example.org")
        sign_in(client, "anna@example.org", PASSWORD)
        client.cookies = type(client.cookies)({name: client.cookies[name] for name in ("sessionid",)})
        flood_account("anna@example.org")
        assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302

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
        flood_from("203.0.113.9")
        assert self.try_from(200, HTTP_X_FORWARDED_FOR="203.0.113.9", **proxy) == 429
        assert self.try_from(201, HTTP_X_FORWARDED_FOR="198.51.100.7", **proxy) == 200

    def test_what_the_sender_writes_before_it_does_not_help(self, settings):
        settings.CONFMAN_TRUSTED_PROXIES = 1
        flood_from("203.0.113.9")
        written = {"HTTP_X_FORWARDED_FOR": "192.0.2.1, 203.0.113.9", "REMOTE_ADDR": "127.0.0.1"}
        assert self.try_from(1, **written) == 429

    def test_without_a_proxy_the_header_is_not_believed(self, settings):
        settings.CONFMAN_TRUSTED_PROXIES = 0
        flood_from("127.0.0.1")
        assert self.try_from(1, HTTP_X_FORWARDED_FOR="192.0.2.1") == 429

    def test_a_network_of_64_bits_is_one_address(self):
        for number in range(20):
            within_rate_limit("message", address=f"2001:db8:1:2::{number:x}")
        assert not within_rate_limit("message", address="2001:db8:1:2:ffff::1")
        assert within_rate_limit("message", address="2001:db8:1:3::1")

    def test_whoever_has_thousands_of_them_tries_four_times_as_often(self):
        """A site is given a network of 48 bits, which are 65,536 of 64."""
        tried = [within_rate_limit("message", address=f"2001:db8:1:{number:x}::1") for number in range(81)]
        assert tried == [True] * 80 + [False]
        assert within_rate_limit("message", address="2001:db8:2::1"), "another site"

    def test_an_address_of_the_other_kind_is_the_same_one(self):
        for _time in range(20):
            within_rate_limit("message", address="::ffff:192.0.2.1")
        assert not within_rate_limit("message", address="192.0.2.1")

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
    """Codes and links that anyone may ask for: few are mailed, and the one that was mailed is good for its owner."""

    EMAIL = "anna@example.org"

    def ask(self, client: Client, email: str = EMAIL, **meta: str) -> Any:
        cache.clear()
        return client.post(reverse("account_request_login_code"), {"email": email}, follow=True, **meta)

    def mails(self) -> Any:
        return Message.objects.filter(to__iexact=self.EMAIL)

    @pytest.mark.parametrize("known", [True, False])
    def test_whoever_asks_without_end_sends_three_an_hour(self, known):
        if known:
            account(self.EMAIL)
        for number in range(12):
            page = self.ask(Client(), REMOTE_ADDR=f"192.0.2.{number}")
            assert page.status_code == 200 and "no other was sent" in page.content.decode()
        assert self.mails().count() == 1
        for minutes in (21, 42):
            with time_machine.travel(timezone.now() + dt.timedelta(minutes=minutes)):
                self.ask(Client())
                self.ask(Client())
        assert self.mails().count() == 3

    def test_the_owner_types_the_code_that_a_stranger_has_asked_for(self, client):
        account(self.EMAIL)
        strangers = [Client() for _one in range(4)]
        for stranger in strangers:
            self.ask(stranger)
            for number in range(3):
                stranger.post(reverse("account_confirm_login_code"), {"code": f"BCDF-BCD{'FGH'[number]}"})
        self.ask(client, "Anna@Example.org")
        code = code_in(self.mails().get())
        client.post(reverse("account_confirm_login_code"), {"code": code.lower().replace("-", " ")})
        assert is_signed_in(client)

    def test_it_signs_in_once_and_then_another_is_sent(self, client):
        account(self.EMAIL)
        late = Client()
        self.ask(client), self.ask(late)
        code = code_in(self.mails().get())
        client.post(reverse("account_confirm_login_code"), {"code": code})
        late.post(reverse("account_confirm_login_code"), {"code": code})
        assert is_signed_in(client) and not is_signed_in(late)
        self.ask(late)
        second = self.mails().order_by("created_at").last()
        assert self.mails().count() == 2 and code_in(second) != code
        late.post(reverse("account_confirm_login_code"), {"code": code_in(second)})
        assert is_signed_in(late)

    def test_a_thousand_wrong_ones_end_a_code(self, client):
        account(self.EMAIL)
        self.ask(client)
        client.post(reverse("account_confirm_login_code"), {"code": "BCDF-BCDF"})
        reach_all_limits()
        other = Client()
        other.cookies, code = client.cookies, code_in(self.mails().get())
        assert other.post(reverse("account_confirm_login_code"), {"code": code}).status_code == 429
        assert not is_signed_in(other)

    @pytest.mark.parametrize("known", [True, False])
    def test_links_for_a_new_password_are_three_an_hour_and_those_sent_stay_good(self, client, known):
        if known:
            account(self.EMAIL)
        for _time in range(5):
            page = client.post(reverse("account_reset_password"), {"email": self.EMAIL}, follow=True)
            assert page.status_code == 200 and "stay good" in page.content.decode()
        assert self.mails().count() == 3
        if known:
            link = re.search(r"http://\S+/password/reset/key/\S+", as_sent(self.mails().first()))[0]
            page = client.get(link.partition("testserver")[2] or link, follow=True)
            assert "password1" in page.context["form"].fields
        self.ask(client)
        assert self.mails().count() == 4, "a code has a limit of its own"

    def test_an_account_in_anothers_name_is_three_times_an_hour(self, client, settings):
        settings.CONFMAN_OPEN_SIGNUP = True
        account(self.EMAIL)
        typed = {"email": self.EMAIL, "password1": "a-long-enough-one-7"}
        answers = [Client().post(reverse("account_signup"), typed).status_code for _time in range(4)]
        assert answers == [302, 302, 302, 429] and self.mails().count() == 3

    def test_a_hall_behind_one_address_signs_in_by_code(self):
        answers = {self.ask(Client(), f"u{number}@example.org").status_code for number in range(12)}
        assert answers == {200} and Message.objects.count() == 12


class TestRegistrations:
    def test_confirmations_are_counted_by_address(self, conference):
        row, later = RegistrationFactory.create_batch(
            2, conference=conference, status="submitted", confirmed_at=None
        )

        def confirm(registration, **meta) -> int:
            phone = Client(**meta)
            phone.get(registration_link(registration).removeprefix(settings.BASE_URL), follow=True)
            url = reverse("registrations_portal:confirm", args=[conference.slug, registration.pk])
            status = phone.post(url).status_code
            registration.refresh_from_db()
            return status

        assert confirm(row) == 302 and row.confirmed_at
        reach_all_limits()
        assert confirm(later) == 429 and not later.confirmed_at
        assert confirm(later, REMOTE_ADDR="203.0.113.9") == 302 and later.confirmed_at

    def test_invitations_to_register_are_counted_by_account_and_by_mailbox(self, conference):
        def desk() -> Client:
            return signed_in(MembershipFactory(conference=conference, role="registration").user)

        def invite(by: Client, *names: str, at: str = "") -> str:
            url = reverse("registrations_secretariat:invite", args=[conference.slug])
            category = CategoryFactory(conference=conference, approval="review")
            lines = "\n".join(f"{name}; {at or name}@example.org" for name in names)
            until = (conference.today() + dt.timedelta(days=10)).isoformat()
            form = {"category": str(category.pk), "until": until, "lines": lines}
            return by.post(url, form, follow=True).content.decode()

        mine = desk()
        assert "2 persons are invited" in invite(mine, "anna", "boris")
        reach_all_limits()
        assert "clara: There were too many attempts" in invite(mine, "clara")
        invitation = Invitation.objects.order_by("pk").first()
        selected = {"selected": [str(invitation.pk)], "action": "renew", "confirmed": "yes"}
        until = (conference.today() + dt.timedelta(days=10)).isoformat()
        again = reverse("registrations_secretariat:invitations-action", args=[conference.slug])
        assert (
            "There were too many attempts"
            in mine.post(again, selected | {"until": until}, follow=True).content.decode()
        )
        one = [conference.slug, invitation.registration_id]
        assert mine.post(reverse("registrations_secretariat:invitation-renew", args=one)).status_code == 429
        assert Message.objects.filter(key="registrations.invited").count() == 2
        assert "1 person is invited" in invite(desk(), "clara")
        reach_all_limits()
        assert "dora: There were too many attempts" in invite(desk(), "dora", at="clara")
        assert "1 person is invited" in invite(desk(), "dora")


class TestTurns:
    """A mail that may wait is put into the first hour that has room."""

    def test_three_an_hour_for_twelve_hours_and_no_more(self):
        with time_machine.travel("2027-03-01T12:10:00Z", tick=False):
            begun = timezone.now()
            turns = [next_turn("mail from strangers", mailbox="anna") for _time in range(37)]
        hours = [None if turn is None else (turn - begun) / dt.timedelta(hours=1) for turn in turns]
        assert hours == [number // 3 for number in range(36)] + [None]

    @pytest.mark.parametrize("what", ["mail from strangers", "link by mail"])
    def test_a_mailbox_is_one_however_its_address_is_written(self, what):
        spellings = ("anna@bücher.example", "anna+news@bücher.example.", "Anna+x@xn--bcher-kva.example")
        assert all(within_rate_limit(what, mailbox=address) for address in spellings)
        assert not within_rate_limit(what, mailbox="anna@bücher.example")
        assert within_rate_limit(what, mailbox="anne@bücher.example")

    def test_a_code_for_a_tagged_address_does_not_stand_in_the_way_of_the_owners(self):
        assert within_rate_limit("code by mail", mailbox="anna+x@example.org")
        assert within_rate_limit("code by mail", mailbox="anna@example.org")

    def test_who_comes_later_stands_behind_those_who_wait(self):
        with time_machine.travel("2027-03-01T12:10:00Z", tick=False) as clock:
            begun = timezone.now()
            for _time in range(5):
                next_turn("mail from strangers", mailbox="anna")
            assert not within_rate_limit("mail from strangers", mailbox="anna")
            clock.shift(dt.timedelta(minutes=70))
            assert next_turn("mail from strangers", mailbox="anna") == timezone.now(), (
                "the third of this hour"
            )
            assert next_turn("mail from strangers", mailbox="anna") == begun + dt.timedelta(hours=2)
            clock.shift(dt.timedelta(hours=5))
            assert within_rate_limit("mail from strangers", mailbox="anna")

    def test_a_clock_that_was_three_days_ahead_puts_nothing_off(self):
        with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
            for _time in range(6):
                next_turn("mail from strangers", mailbox="anna")
        turn = next_turn("mail from strangers", mailbox="anna")
        assert turn and turn <= timezone.now()

    def test_at_the_same_moment_each_has_a_turn_of_its_own(self, at_once):
        got = at_once(*[lambda: next_turn("mail from strangers", mailbox="anna")] * 6)
        begun = min(got)
        assert sum(turn - begun > dt.timedelta(minutes=50) for turn in got) == 3


class TestTheStore:
    def test_at_the_same_moment_no_more_are_let_through_than_the_limit(self, at_once):
        got = at_once(*[lambda: within_rate_limit("password", account="anna", address="192.0.2.1")] * 12)
        assert sum(got) == 5

    def test_it_holds_nobodys_name_and_is_emptied(self):
        within_rate_limit("password", account="anna@example.org", address="192.0.2.1")
        kept = str(list(RateLimitCount.objects.values()))
        assert "anna" not in kept and "192.0.2" not in kept
        assert delete_old_counts() == 0
        with time_machine.travel(timezone.now() + dt.timedelta(hours=1, minutes=1)):
            assert delete_old_counts() == 3
        assert not RateLimitCount.objects.exists()

    def test_a_clock_that_was_three_days_ahead_limits_nobody_for_three_days(self):
        with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
            for _time in range(6):
                within_rate_limit("password", account="anna", address="192.0.2.1")
        assert within_rate_limit("password", account="anna", address="192.0.2.1")

    def test_the_worker_throws_old_ones_away(self):
        from confman.mail.registry import scheduled_jobs

        assert "accounts.delete_old_counts" in {job.key for job in scheduled_jobs}

    def test_the_table_of_limits_is_printed_whole(self):
        printed = (Path(__file__).parents[2] / "docs" / "operation" / "running.md").read_text()
        for limit in LIMITS:
            line = rf"\| {re.escape(limit.what)} \| {re.escape(' and '.join(limit.per))} \| {limit.amount} \|"
            assert re.search(line, printed), f"docs/operation/running.md has no line for {limit}"
