"""My page: one address for everybody who is anything in a conference, by the mailbox alone."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from confman.accounts.system_users import system_user
from confman.mail.domain.delivery import deliver_outbox
from outcomes.follow_up.domain.focal_points import current_term
from tests.factories import (
    AddresseeFactory,
    ConferenceFactory,
    DelegationFactory,
    FocalPointFactory,
    GroupRoleFactory,
    MembershipFactory,
    PersonFactory,
    RegistrationFactory,
    SessionRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(conference: Any) -> SimpleNamespace:
    """One person of each kind, each with a mailbox of their own, and one who is all of it."""

    def person(name: str, email: str) -> Any:
        return PersonFactory(conference=conference, name={"en": name}, email=email)

    everything = person("Everybody Sample", "all@example.org")
    delegation = DelegationFactory(conference=conference, name={"en": "Delegation of Samplia"})
    for one in (person("Participant Sample", "participant@example.org"), everything):
        RegistrationFactory(conference=conference, person=one, status="approved")
    for one in (person("Focal Sample", "focal@example.org"), everything):
        FocalPointFactory(delegation=delegation, person=one)
    for one in (person("Speaker Sample", "speaker@example.org"), everything):
        SessionRoleFactory(session__conference=conference, person=one, role="speaker")
    group = GroupRoleFactory(
        person=person("Member Sample", "member@example.org"), group__conference=conference, role="member"
    ).group
    GroupRoleFactory(person=everything, group=group, role="member")
    body = AddresseeFactory(
        conference=conference, name={"en": "Ministry of Samples"}, email="ministry@example.org"
    )
    current_term(body, by=system_user("demo"))
    desk = UserFactory(email="desk@example.org")
    MembershipFactory(conference=conference, user=desk, role="registration")
    MembershipFactory(conference=conference, user=UserFactory(email="all@example.org"), role="observer")
    return SimpleNamespace(conference=conference, group=group, body=body)


def mails() -> list[Any]:
    deliver_outbox()
    found, mail.outbox = mail.outbox, []
    return found


def by_code(client: Client, start: str, email: str) -> Any:
    """From an address to the mailbox form, the code in the mail, and where it leads."""
    page = client.get(start, follow=True)
    asked = page.redirect_chain[-1][0]
    client.post(asked, {"email": email}, follow=True)
    [letter] = mails()
    assert letter.to == [email]
    code = re.search(r"\d{3} \d{3} \d{3}", letter.body)[0]
    return client.post(f"{asked}code/", {"code": code}, follow=True)


KINDS = {
    "participant@example.org": ("registrations_portal:registration", "Participant Sample"),
    "focal@example.org": ("registrations_delegation:delegation", "Delegation of Samplia"),
    "speaker@example.org": ("agenda_portal:speaker", "Speaker Sample"),
    "member@example.org": ("outcomes_portal:room", ""),
    "ministry@example.org": ("outcomes_portal:follow-up", "Ministry of Samples"),
    "desk@example.org": ("account_login", ""),
}


@pytest.mark.parametrize("email", KINDS)
def test_one_door_leads_each_to_their_own_page(world: Any, email: str) -> None:
    client = Client()
    found = by_code(client, "/tashkent2027/me/", email)
    name, words = KINDS[email]
    assert found.status_code == 200
    assert found.resolver_match.view_name == name
    assert words in found.content.decode()
    again = client.get("/tashkent2027/me/", follow=True)
    assert again.resolver_match.view_name == name, "and the next time without a code"


@pytest.mark.parametrize("start", ["delegation/", "me/follow-up/", "me/"])
def test_every_dead_end_asks_for_the_mailbox(world: Any, start: str) -> None:
    email = {"me/follow-up/": "ministry@example.org"}.get(start, "focal@example.org")
    found = by_code(Client(), f"/tashkent2027/{start}", email)
    assert found.resolver_match.view_name == KINDS[email][0]


def test_who_is_several_things_chooses_among_their_own_alone(world: Any) -> None:
    client = Client()
    found = by_code(client, "/tashkent2027/me/", "all@example.org")
    ways = set(re.findall(r'stretched-link" href="([^"]+)"', found.content.decode()))
    kinds = {client.get(way, follow=True).resolver_match.view_name for way in ways}
    assert kinds == {
        "registrations_portal:registration",
        "registrations_delegation:delegation",
        "agenda_portal:speaker",
        "outcomes_portal:room",
        "account_login",
    }
    shown = found.content.decode()
    for other in ("Participant Sample", "Speaker Sample", "Ministry of Samples"):
        assert other not in shown


def test_a_member_reads_the_room_until_the_role_is_taken_away(world: Any) -> None:
    client = Client()
    by_code(client, "/tashkent2027/me/", "member@example.org")
    room = reverse("outcomes_portal:room", args=["tashkent2027", world.group.code])
    assert client.get(room).status_code == 200
    world.group.roles.all().delete()
    assert client.get(room).status_code == 302


def test_a_code_of_one_conference_opens_nothing_of_another(world: Any, other_conference: Any) -> None:
    person = PersonFactory(conference=other_conference, email="participant@example.org")
    other = RegistrationFactory(conference=other_conference, person=person, status="approved")
    client = Client()
    by_code(client, "/tashkent2027/me/", "participant@example.org")
    assert client.get(f"/geneva2027/me/{other.pk}/").status_code == 302


def test_unknown_mailboxes_read_the_same_and_get_nothing(world: Any) -> None:
    said = {}
    for email in (*KINDS, "nobody@example.org"):
        page = Client().post("/tashkent2027/me/sign-in/", {"email": email}, follow=True)
        text = page.content.decode().replace(email, "…")
        said[email] = re.sub(r'(value|content)="[^"]+"', "", text)
    assert len(set(said.values())) == 1
    assert {letter.to[0] for letter in mails()} == set(KINDS)


def test_every_public_page_and_every_portal_page_links_to_it(world: Any, client: Client) -> None:
    for language in ("en", "ru", "uz"):
        for part in ("", "pages/", "news/", "contact/", "privacy/", "register/", "my-link/"):
            page = client.get(f"/tashkent2027/{language}/{part}")
            if page.status_code == 200:
                assert f'href="/tashkent2027/me/?language={language}"' in page.content.decode()
                assert not page.cookies
    by_code(client, "/tashkent2027/me/", "all@example.org")
    found = client.get("/tashkent2027/me/")
    for way in re.findall(r'stretched-link" href="([^"]+)"', found.content.decode()):
        if "/me/" in way or "/delegation/" in way:
            assert 'href="/tashkent2027/me/"' in client.get(way).content.decode(), way


def test_the_public_page_brings_its_language_along(world: Any) -> None:
    client = Client(headers={"accept-language": "uz"})
    page = client.get("/tashkent2027/me/?language=ru", follow=True)
    assert '<html lang="ru"' in page.content.decode()


def test_forgetting_closes_every_page(world: Any) -> None:
    client = Client()
    by_code(client, "/tashkent2027/me/", "all@example.org")
    client.post("/tashkent2027/me/forget/")
    assert client.get("/tashkent2027/me/", follow=True).resolver_match.view_name == "people_portal:sign-in"


class TestSigningIn:
    """With a password or a code at /accounts/: to one's page, not to a list with “Create a conference”."""

    def sign_in(self, email: str, **more: str) -> Any:
        data = {"login": email, "password": "a-password-for-tests", **more}
        return Client().post(reverse("account_login"), data, follow=True)

    def account(self, email: str) -> Any:
        user = UserFactory(email=email)
        user.add_address(verified=True)
        return user

    def test_a_participant_comes_to_their_page(self, world: Any) -> None:
        self.account("participant@example.org")
        found = self.sign_in("participant@example.org")
        assert found.resolver_match.view_name == "registrations_portal:registration"
        assert "Participant Sample" in found.content.decode()

    def test_an_address_that_is_not_confirmed_proves_nothing(self, world: Any, client_as: Any) -> None:
        user = UserFactory(email="participant@example.org")
        user.add_address(verified=False)
        found = client_as(user).get("/tashkent2027/me/", follow=True)
        assert found.resolver_match.view_name == "people_portal:sign-in"

    def test_the_team_comes_to_its_desk(self, conference: Any) -> None:
        MembershipFactory(conference=conference, user=self.account("desk@example.org"), role="registration")
        found = self.sign_in("desk@example.org")
        assert found.request["PATH_INFO"] == "/tashkent2027/secretariat/registrations/"

    def test_what_was_asked_for_goes_first(self, world: Any) -> None:
        self.account("participant@example.org")
        found = self.sign_in("participant@example.org", next="/tashkent2027/en/contact/")
        assert found.request["PATH_INFO"] == "/tashkent2027/en/contact/"

    def test_several_conferences_are_listed(self, world: Any, other_conference: Any) -> None:
        user = self.account("participant@example.org")
        MembershipFactory(conference=other_conference, user=user, role="owner")
        hidden = ConferenceFactory(slug="secret2028", status="draft")
        RegistrationFactory(
            conference=hidden, person=PersonFactory(conference=hidden, email="participant@example.org")
        )
        ConferenceFactory(slug="elsewhere2027")
        page = self.sign_in("participant@example.org").content.decode()
        assert 'href="/tashkent2027/me/"' in page and 'href="/geneva2027/secretariat/"' in page
        assert "secret2028" not in page and "elsewhere2027" not in page and 'href="/new/"' not in page

    def test_who_is_nothing_anywhere_reads_what_there_is(self, conference: Any) -> None:
        self.account("stranger@example.org")
        assert self.sign_in("stranger@example.org").request["PATH_INFO"] == "/"
