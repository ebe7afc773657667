"""Anyone who deletes their account leaves what they did, with their name, and nothing else."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from agenda.sessions.models.personal import StarredSession
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.audit.models import AuditEntry
from confman.conferences.models import Membership, Task
from confman.people.models import Person
from tests.factories import MembershipFactory, PersonFactory, SessionFactory, UserFactory
from tests.submissions import submission

pytestmark = pytest.mark.django_db
PAGE = "/accounts/me/delete/"
EMAIL, PASSWORD = "Zyxomarker@example.org", "a-password-for-tests"


@pytest.fixture
def user(conference):
    found = User.objects.create_user(EMAIL, PASSWORD, name="Lola Kept", email_verified=True)
    MembershipFactory(conference=conference, user=found, role="programme")
    return found


@pytest.fixture
def desk(user, client_as):
    return client_as(user)


def deletes(client: Client, *, email: str = EMAIL, password: str = PASSWORD):
    """As a browser does it: the password is asked for, and the form goes on where it was left."""
    sent = {"email": email, **submission(client.get(PAGE))}
    answer = client.post(PAGE, sent)
    if answer.status_code == 302 and "reauthenticate" in answer["Location"]:
        return client.post(answer["Location"], {"password": password, "next": PAGE})
    return answer


def test_the_account_page_leads_there_and_the_page_says_what_stays(desk):
    assert PAGE in desk.get(reverse("accounts:account")).content.decode()
    page = desk.get(PAGE).content.decode()
    assert "Your name beside what you did" in page and "last owner" in page
    # The browser forgets the ticket it has kept, as where one signs out (tests/browser/door/test_ticket_offline.py).
    assert '<form class="form"' in page and 'data-forget="all"' in page


def test_nothing_of_the_user_s_own_is_left(user, desk, conference):
    TOTP.activate(user, generate_totp_secret())
    StarredSession.objects.create(user=user, session=SessionFactory(conference=conference))
    person = PersonFactory(conference=conference, user=user)
    Task.objects.create(conference=conference, what={"en": "Write to the host"}, owner=user)
    elsewhere = Client()
    elsewhere.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = deletes(desk)
    assert answer["Location"] == reverse("conferences_site:conference-list")
    assert "Your account was deleted." in desk.get(answer["Location"]).content.decode()
    for client in (desk, elsewhere):
        assert client.get(reverse("accounts:account")).status_code == 302
    for model in (Membership, StarredSession, Authenticator):
        assert not model.objects.filter(user=user).exists()
    assert Person.objects.get(pk=person.pk).user is None
    assert Task.objects.get().owner is None
    for model in apps.get_models():
        texts = [
            field.attname for field in model._meta.concrete_fields if isinstance(field, models.CharField)
        ]
        for row in model._base_manager.values_list(*texts) if texts else ():
            assert "zyxomarker" not in str(row).casefold(), model
    client = Client()
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    assert client.get(reverse("accounts:account")).status_code == 302
    assert User.objects.create_user(EMAIL, PASSWORD).pk != user.pk


@pytest.mark.parametrize(("name", "shown"), [("Lola Kept", "Lola Kept"), ("", "Deleted account")])
def test_what_they_did_stays_with_their_name(user, desk, conference, owner_client, name, shown):
    User.objects.filter(pk=user.pk).update(name=name)
    with transaction.atomic():
        record_audit("conferences.changed", by=user, conference=conference, target=conference)
    deletes(desk)
    verbs = AuditEntry.objects.filter(by=user).order_by("at").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["conferences.member_removed", "accounts.deleted"]
    page = owner_client.get(
        reverse("conferences_secretariat:history", args=[conference.slug])
    ).content.decode()
    assert shown in page and "system.invalid" not in page


@pytest.mark.parametrize(
    "typed",
    [{"password": "a-wrong-password-5"}, {"email": "another@example.org"}],
    ids=["password", "address"],
)
def test_who_finds_a_browser_open_deletes_nothing(user, desk, typed):
    deletes(desk, **typed)
    assert User.objects.get(pk=user.pk).is_active
    assert desk.get(reverse("accounts:account")).status_code == 200


def test_the_last_owner_of_a_conference_hands_it_over_first(user, desk, other_conference):
    MembershipFactory(conference=other_conference, user=user, role="owner")
    page = deletes(desk).content.decode()
    assert str(other_conference) in page and "Make someone else an owner there first" in page
    assert User.objects.get(pk=user.pk).is_active and user.memberships.count() == 2
    MembershipFactory(conference=other_conference, role="owner")
    deletes(desk)
    assert not User.objects.get(pk=user.pk).is_active


def test_who_runs_the_server_does_not_go_by_this_door(client_as):
    root = UserFactory(email="root@example.org", is_staff=True, is_superuser=True)
    page = deletes(client_as(root), email=root.email)
    assert "Ask another operator to take that right" in page.content.decode()
    assert User.objects.get(pk=root.pk).is_active
