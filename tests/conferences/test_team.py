"""The team: invited by e-mail, one role at a time, and never without an owner."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.access import has_right, own_conferences
from confman.conferences.domain.team import change_role, invite_member, remove_member
from confman.conferences.models import Conference, Membership
from confman.mail.models import Message
from confman.web.errors import Refused
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def page(conference: Conference) -> str:
    return f"/{conference.slug}/secretariat/team/"


def test_a_colleague_without_an_account_is_invited_by_e_mail(
    owner_client: Client, conference: Conference, page: str
) -> None:
    typed = {"email": "New@Example.org", "name": "New Colleague", "role": "programme"}
    content = owner_client.post(page, typed, follow=True).content.decode()
    assert "new@example.org was invited by e-mail." in content
    user = User.objects.get(email="new@example.org")
    assert not user.has_usable_password()
    assert Membership.objects.get(user=user).role == "programme"
    mail = Message.objects.get()
    assert mail.to == "new@example.org"
    assert f"/{conference.slug}/secretariat/" in mail.body_text
    assert "programme" in mail.body_text


def test_the_same_role_is_given_once_and_another_beside_it(conference: Conference, owner: User) -> None:
    invite_member(conference, email="a@example.org", role="programme", by=owner)
    with pytest.raises(Refused):
        invite_member(conference, email="A@example.org", role="programme", by=owner)
    invite_member(conference, email="a@example.org", role="rapporteur", by=owner)
    assert User.objects.get(email="a@example.org").memberships.count() == 2


def test_what_is_no_address_is_said_at_its_field_and_kept(
    owner_client: Client, page: str, owner: User
) -> None:
    content = owner_client.post(
        page, {"email": "nobody", "name": "Kept", "role": "programme"}
    ).content.decode()
    assert 'value="nobody"' in content
    assert 'value="Kept"' in content
    with pytest.raises(ValidationError):
        invite_member(Conference.objects.get(), email="nobody", role="programme", by=owner)
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("action", ["remove", "demote"])
def test_the_last_owner_stays(conference: Conference, owner: User, action: str) -> None:
    membership = Membership.objects.get(user=owner)
    # An owner who may not sign in any more is none to rely on.
    MembershipFactory(conference=conference, user=UserFactory(is_active=False))
    with pytest.raises(Refused):
        remove_member(membership, by=owner) if action == "remove" else change_role(
            membership, "observer", by=owner
        )
    assert Membership.objects.get(user=owner).role == "owner"
    MembershipFactory(conference=conference)
    remove_member(membership, by=owner) if action == "remove" else change_role(
        membership, "observer", by=owner
    )
    assert not Membership.objects.filter(user=owner, role="owner").exists()


def test_the_page_says_why_the_last_owner_stays(owner_client: Client, page: str, owner: User) -> None:
    membership = Membership.objects.get(user=owner)
    assert "Remove" in owner_client.get(f"{page}{membership.pk}/remove/").content.decode()
    content = owner_client.post(f"{page}{membership.pk}/remove/", follow=True).content.decode()
    assert "This is the last owner." in content
    content = owner_client.post(f"{page}{membership.pk}/role/", {"role": "observer"}).content.decode()
    assert "This is the last owner." in content


def test_a_role_is_changed_and_the_history_knows(
    owner_client: Client, conference: Conference, page: str
) -> None:
    membership = MembershipFactory(conference=conference, role="programme")
    listed = owner_client.get(page).content.decode()
    for action in ("role", "remove"):
        assert f'href="{page}{membership.pk}/{action}/"' in listed
    owner_client.post(f"{page}{membership.pk}/role/", {"role": "rapporteur"})
    membership.refresh_from_db()
    assert membership.role == "rapporteur"
    entry = AuditEntry.objects.about(membership).get()
    assert entry.details == {"from": "programme", "to": "rapporteur"}
    owner_client.post(f"{page}{membership.pk}/remove/")
    assert not Membership.objects.filter(pk=membership.pk).exists()


@pytest.mark.parametrize("part", ["role", "remove"])
def test_a_member_of_another_team_is_not_found(
    owner_client: Client, other_conference: Conference, page: str, part: str
) -> None:
    membership = MembershipFactory(conference=other_conference)
    assert owner_client.post(f"{page}{membership.pk}/{part}/", {"role": "observer"}).status_code == 404


def test_only_owners_manage_the_team(
    member: Callable[..., User], client_as: Callable[..., Client], other_conference: Conference, page: str
) -> None:
    assert client_as(member("programme")).get(page).status_code == 403
    assert client_as(member("owner", other_conference)).get(page).status_code == 403
    assert Client().get(page).status_code == 302


def test_the_list_asks_a_constant_number_of_queries(
    owner_client: Client, conference: Conference, page: str, assert_constant_queries: Any
) -> None:
    assert_constant_queries(page, lambda: MembershipFactory(conference=conference), client=owner_client)


def test_a_task_is_offered_to_the_team_only(
    owner_client: Client, conference: Conference, member: Any
) -> None:
    colleague, stranger = member("programme"), UserFactory()
    content = owner_client.get(f"/{conference.slug}/secretariat/checklist/add/").content.decode()
    assert str(colleague.pk) in content
    assert str(stranger.pk) not in content


@pytest.mark.parametrize(
    "page", ["team", "invitees", "invitees/letters", "invitees/remind", "invitations", "invitations/send"]
)
def test_without_a_mail_server_each_page_that_invites_says_that_no_mail_leaves(
    conference, owner_client, settings, page
):
    url = f"/{conference.slug}/secretariat/{page}/"
    assert "No mail server is set" not in owner_client.get(url).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert "No mail server is set" in owner_client.get(url).content.decode()


def test_what_is_known_of_ones_rights_follows_their_change_within_a_request(conference: Conference) -> None:
    """One user object is one request: what it was answered before a role came, changed or went is asked again."""
    MembershipFactory(conference=conference, role="owner")
    user = UserFactory()
    assert not has_right(user, "conferences.manage_team", conference) and not own_conferences(user)
    membership = invite_member(conference, email=user.email, role="owner", by=user)
    assert has_right(user, "conferences.manage_team", conference) and [
        row.slug for row in own_conferences(user)
    ] == [conference.slug]
    change_role(membership, "observer", by=user)
    assert not has_right(user, "conferences.manage_team", conference)
    assert has_right(user, "conferences.view_dashboard", conference)
    remove_member(membership, by=user)
    assert not has_right(user, "conferences.view_dashboard", conference) and not own_conferences(user)
