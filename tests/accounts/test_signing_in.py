"""The ways to make an account and to sign in, and the people to whom they are open."""

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.accounts.domain.invitation import invite_user
from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.models import Message
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEW_ACCOUNT = {"email": "Gulnora@Example.org", "password1": "a-long-enough-one-7"}


def sent():
    """The mail that the outbox sends next."""
    deliver_outbox(urgent=True)
    return mail.outbox[-1]


def mailed_code() -> str:
    return re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", sent().body, re.MULTILINE)[1]


def test_a_person_makes_an_account_and_confirms_the_address(client, settings):
    settings.CONFMAN_OPEN_SIGNUP = True
    assert client.post(reverse("account_signup"), NEW_ACCOUNT).status_code == 302
    code = mailed_code()
    assert mail.outbox[-1].to == ["gulnora@example.org"]
    assert mail.outbox[-1].extra_headers["Auto-Submitted"] == "auto-generated"
    client.post(reverse("account_email_verification_sent"), {"code": code})
    assert client.session["_auth_user_id"] == str(User.objects.get(email="gulnora@example.org").pk)


def test_where_sign_up_is_closed_nobody_makes_an_account(client, settings):
    settings.CONFMAN_OPEN_SIGNUP = False
    client.post(reverse("account_signup"), NEW_ACCOUNT)
    assert not User.objects.filter(email="gulnora@example.org").exists()


def test_an_invited_user_signs_in_by_a_mailed_code(client, settings):
    settings.CONFMAN_OPEN_SIGNUP = False
    user = invite_user("New@Example.org", "New Colleague", by=UserFactory(language="ru"))
    assert (user.email, user.name, user.language) == ("new@example.org", "New Colleague", "ru")
    assert not user.has_usable_password()
    client.post(reverse("account_request_login_code"), {"email": "new@example.org"})
    client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_whoever_makes_the_account_may_vouch_for_the_address(client):
    user = User.objects.create_user("root@example.org", "a-password-for-tests", email_verified=True)
    client.post(reverse("account_login"), {"login": "root@example.org", "password": "a-password-for-tests"})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_inviting_an_existing_user_changes_nothing():
    existing = UserFactory(email="known@example.org", name="Known")
    assert invite_user("KNOWN@example.org", "Another Name", by=UserFactory()) == existing
    existing.refresh_from_db()
    assert existing.name == "Known"


@pytest.mark.parametrize("address", ["", "no-address", "command@system.invalid"])
def test_what_is_no_address_is_not_invited(address):
    with pytest.raises(ValidationError):
        invite_user(address, by=UserFactory())


def test_system_users_have_no_way_in(client):
    user = system_user("command")
    client.post(reverse("account_request_login_code"), {"email": user.email})
    assert not Message.objects.exists()
    # Even with a password and an active account, as someone might set them by hand.
    user.is_active = True
    user.set_password("a-password-for-tests")
    user.save()
    client.post(reverse("account_login"), {"login": user.email, "password": "a-password-for-tests"})
    assert "_auth_user_id" not in client.session


def test_a_system_address_makes_no_account(client, settings):
    settings.CONFMAN_OPEN_SIGNUP = True
    client.post(reverse("account_signup"), {**NEW_ACCOUNT, "email": "demo@system.invalid"})
    assert not User.objects.filter(email="demo@system.invalid").exists()


@pytest.mark.parametrize("asked", ["account_request_login_code", "account_reset_password"])
def test_no_request_speaks_to_the_mail_server(client, settings, asked):
    settings.EMAIL_BACKEND = "no.such.backend"
    UserFactory(email="known@example.org")
    for email in ("known@example.org", "unknown@example.org"):
        assert client.post(reverse(asked), {"email": email}, follow=True).status_code == 200


def test_a_code_is_read_by_nobody_but_its_reader(client, client_as):
    UserFactory(email="known@example.org")
    client.post(reverse("account_request_login_code"), {"email": "known@example.org"})
    row = Message.objects.values().get()
    code = mailed_code()
    assert code not in str(row) and code not in str(Message.objects.values().get())
    operator = client_as(UserFactory(is_staff=True, is_superuser=True))
    page = operator.get(reverse("admin:mail_message_changelist"), follow=True).content.decode()
    assert "known@example.org" not in page and "sent: 1" in page
    assert operator.get(reverse("admin:mail_message_change", args=[row["id"]])).status_code == 302
    # A mail whose content is no longer kept is not sent again.
    Message.objects.update(status="queued", next_attempt_at=timezone.now())
    deliver_outbox()
    assert len(mail.outbox) == 1 and "no longer kept" in Message.objects.get().last_error


def test_who_made_an_account_with_somebody_elses_address_loses_it_once_its_owner_signs_in(client, settings):
    settings.CONFMAN_OPEN_SIGNUP = True
    Client().post(reverse("account_signup"), NEW_ACCOUNT)
    user = invite_user("gulnora@example.org", by=UserFactory())
    client.post(reverse("account_request_login_code"), {"email": user.email})
    client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})
    assert client.session["_auth_user_id"] == str(user.pk)
    stranger = Client()
    answer = {"login": user.email, "password": NEW_ACCOUNT["password1"]}
    stranger.post(reverse("account_login"), answer)
    assert "_auth_user_id" not in stranger.session


@pytest.mark.parametrize("elsewhere", ["//[elsewhere", "//elsewhere.example", "https:elsewhere.example"])
def test_signing_in_leads_to_our_own_pages_alone(elsewhere):
    client, account = Client(raise_request_exception=False), UserFactory()
    account.add_address(verified=True)
    sent = {"login": account.email, "password": "a-password-for-tests", "next": elsewhere}
    assert client.post("/accounts/login/", sent).url == reverse("people_site:own-conferences")
