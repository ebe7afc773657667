"""Changing the addresses of an account: who one is is shown again, and the mailbox that was is told."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from confman.audit.models import AuditEntry
from confman.mail.domain.delivery import deliver_outbox
from tests.accounts.test_signing_in import mailed_code
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a-password-for-tests"
OLD, NEW = "old@example.org", "new@example.org"


@pytest.fixture
def user(client):
    """A user who is signed in, and did not show their password since."""
    found = UserFactory(email=OLD)
    found.add_address(verified=True)
    client.force_login(found, backend="django.contrib.auth.backends.ModelBackend")
    return found


def change(client, action: str, email: str):
    return client.post(reverse("account_email"), {f"action_{action}": "", "email": email})


@pytest.mark.parametrize("action", ["add", "primary", "remove"])
def test_who_finds_a_browser_open_changes_no_address(client, user, action):
    if action != "add":
        EmailAddress.objects.create(user=user, email=NEW, verified=True)
    before = list(EmailAddress.objects.values_list("email", "primary"))
    answer = change(client, action, NEW)
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert list(EmailAddress.objects.values_list("email", "primary")) == before
    deliver_outbox(urgent=True)
    assert not mail.outbox


def test_the_old_mailbox_is_told_and_the_history_has_it(client, user):
    change(client, "add", NEW)
    # The act that was asked for goes on at the place it was left.
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("account_email")})
    client.post(reverse("account_email_verification_sent"), {"code": mailed_code()})
    assert mail.outbox[-1].to == [NEW]
    mail.outbox.clear()
    change(client, "primary", NEW)
    user.refresh_from_db()
    assert user.email == NEW
    deliver_outbox(urgent=True)
    [told] = mail.outbox
    assert told.to == [OLD]
    assert OLD in told.body and NEW in told.body
    change(client, "remove", OLD)
    verbs = AuditEntry.objects.filter(verb__contains="address").order_by("at").values_list("verb", flat=True)
    assert list(verbs) == [f"accounts.address_{what}" for what in ("confirmed", "changed", "removed")]
    assert "E-mail address changed" in client.get(reverse("accounts_sessions:list")).content.decode()
    assert NEW not in str(list(AuditEntry.objects.values()))


def test_who_has_set_a_new_password_by_a_link_is_told_once_and_not_held_up(client):
    """Strangers' mails to a mailbox are counted; that one is none of them."""
    found = UserFactory(email=OLD)
    found.add_address(verified=True)
    for _time in range(3):
        client.post(reverse("account_reset_password"), {"email": OLD})
    deliver_outbox(urgent=True)
    link = next(word for word in mail.outbox[-1].body.split() if "/password/reset/key/" in word)
    page = client.get(link[link.index("/accounts/") :], follow=True)
    new = "another-long-one-8"
    answer = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert answer.status_code == 302
    mail.outbox.clear()
    deliver_outbox(urgent=True)
    assert [told.subject for told in mail.outbox] == ["Password Reset"]


def test_a_code_mailed_to_an_address_that_was_removed_since_signs_nobody_in(client, user):
    EmailAddress.objects.create(user=user, email=NEW, verified=True)
    late = Client()
    late.post(reverse("account_request_login_code"), {"email": OLD})
    code = mailed_code()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    change(client, "primary", NEW)
    change(client, "remove", OLD)
    late.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in late.session
    deliver_outbox(urgent=True)
    # Nor is the address offered to be confirmed once more.
    assert not any("Confirm" in told.subject for told in mail.outbox if told.to == [OLD])
    assert not EmailAddress.objects.filter(email=OLD).exists()
