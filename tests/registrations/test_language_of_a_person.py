"""The language of the page on which someone registered or signed in is that of their mails and of their own pages."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from agenda.speakers.domain import invite_speakers
from confman.mail.domain.delivery import deliver_outbox
from registrations.core.models.registration import Registration
from registrations.delegations.domain.delegations import add_focal_point
from registrations.lifecycle.domain.decisions import approve_registration
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    InviteeFactory,
    PersonFactory,
    RegistrationFactory,
    SessionRoleFactory,
)
from tests.registrations.delegations.test_pages import naming, nominee
from tests.registrations.forms import send_open_form

pytestmark = pytest.mark.django_db(transaction=True)

# A word that every mail and page of the language has.
WORDS = {"en": "Your page", "ru": "Ваша страница", "uz": "Sahifangiz"}


@pytest.fixture
def conference(conference: Any) -> Any:
    """Its first language is Uzbek, and it takes registrations."""
    conference.languages = ["uz", "ru", "en"]
    conference.registration_mode = "open"
    conference.save()
    CategoryFactory(conference=conference, name={"uz": "Ishtirokchi", "en": "Participant"})
    return conference


def mails() -> list[Any]:
    deliver_outbox()
    found, mail.outbox = mail.outbox, []
    return found


def is_in(language: str, letter: Any) -> bool:
    """Written in a language, by its header and by its words."""
    return letter.extra_headers["Content-Language"] == language and WORDS[language] in letter.body


def lang(page: Any) -> str:
    return re.search(r'<html lang="([^"]+)"', page.content.decode())[1]


def link_in(letter: Any) -> str:
    return re.search(r"https?://[^/\s]+(/\S+/link/[^\s)>\]]+)", letter.body)[1]


def filled(conference: Any, **changes: Any) -> dict[str, Any]:
    return {
        "category": str(conference.categories.first().pk),
        "mode": "in-person",
        "name": "Anna Sample",
        "job_title": "Director",
        "organization": "Institute",
        "country": "DE",
        "email": "anna@example.org",
        "sex": "female",
        "languages": [],
        "listing": "participants",
        "data_consent": "on",
        **changes,
    }


def register(conference: Any, language: str, **changes: Any) -> Client:
    client = Client(headers={"accept-language": "uz"})
    url = reverse("registrations_public:register", args=[conference.slug, language])
    assert send_open_form(client, url, filled(conference, **changes)).status_code == 302
    return client


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_who_registers_in_a_language_is_served_in_it(conference: Any, owner: Any, language: str) -> None:
    client = register(conference, language)
    [confirm] = mails()
    assert is_in(language, confirm)
    page = client.get(link_in(confirm), follow=True)
    assert lang(page) == language
    registration = Registration.objects.get()
    client.post(reverse("registrations_portal:confirm", args=[conference.slug, registration.pk]))
    registration.refresh_from_db()
    approve_registration(registration, by=owner)
    later = mails()
    assert later and all(is_in(language, letter) for letter in later)
    for name in ("ticket", "documents", "messages", "privacy", "own-agenda"):
        page = client.get(reverse(f"registrations_portal:{name}", args=[conference.slug, registration.pk]))
        assert lang(page) == language, name


def test_the_languages_one_works_in_are_another_matter(conference: Any) -> None:
    register(conference, "en", languages=["ru"])
    [confirm] = mails()
    assert is_in("en", confirm)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_someone_on_record_without_a_language(conference: Any, language: str) -> None:
    PersonFactory(conference=conference, name={"uz": "Anna Sample"}, email="anna@example.org")
    register(conference, language)
    assert all(is_in(language, letter) for letter in mails())


def test_a_stranger_does_not_change_the_language_of_another(conference: Any) -> None:
    person = PersonFactory(
        conference=conference, name={"uz": "Anna Sample"}, email="anna@example.org", language="ru"
    )
    RegistrationFactory(conference=conference, person=person, status="approved")
    register(conference, "en")
    send_open_form(
        Client(), reverse("registrations_public:link-request", args=[conference.slug, "en"]),
        {"email": "anna@example.org"},
    )  # fmt: skip
    assert all(is_in("ru", letter) for letter in mails())


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_the_code_and_what_follows_it(conference: Any, language: str) -> None:
    person = PersonFactory(conference=conference, name={"uz": "Anna Sample"}, email="anna@example.org")
    RegistrationFactory(conference=conference, person=person, status="approved")
    client = Client(headers={"accept-language": "de"})
    asked = client.get(f"/{conference.slug}/me/?language={language}", follow=True).redirect_chain[-1][0]
    page = client.post(asked, {"email": "anna@example.org"}, follow=True)
    assert lang(page) == language
    [letter] = mails()
    assert letter.extra_headers["Content-Language"] == language
    code = re.search(r"\d{3} \d{3} \d{3}", letter.body)[0]
    assert lang(client.post(f"{asked}code/", {"code": code}, follow=True)) == language
    # In any other browser, too, and in the next mail.
    send_open_form(
        Client(), reverse("registrations_public:link-request", args=[conference.slug, "uz"]),
        {"email": "anna@example.org"},
    )  # fmt: skip
    [link] = mails()
    assert is_in(language, link)
    assert lang(Client(headers={"accept-language": "uz"}).get(link_in(link), follow=True)) == language


def test_the_switch_on_ones_own_pages_is_remembered(conference: Any) -> None:
    client = register(conference, "ru")
    [confirm] = mails()
    page = client.get(link_in(confirm), follow=True)
    assert lang(page) == "ru"
    action = re.search(r'class="language-form" method="post" action="([^"]+)"', page.content.decode())[1]
    switched = client.post(action, {"language": "en", "next": page.request["PATH_INFO"]}, follow=True)
    assert lang(switched) == "en"
    client.post(f"{page.request['PATH_INFO']}confirm/")
    assert all(is_in("en", letter) for letter in mails())
    send_open_form(
        Client(), reverse("registrations_public:link-request", args=[conference.slug, "ru"]),
        {"email": "anna@example.org"},
    )  # fmt: skip
    [link] = mails()
    assert is_in("en", link)
    assert lang(Client(headers={"accept-language": "ru"}).get(link_in(link), follow=True)) == "en"


def test_a_language_the_conference_has_not_is_that_of_the_pages_alone(conference: Any) -> None:
    conference.languages = ["uz", "ru"]
    conference.save()
    client = register(conference, "ru")
    [confirm] = mails()
    page = client.get(link_in(confirm), follow=True)
    client.post(f"/{conference.slug}/me/language/", {"language": "en", "next": "/"})
    assert lang(client.get(page.request["PATH_INFO"])) == "en"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_delegation_is_served_in_the_language_it_was_invited_in(
    conference: Any, owner: Any, language: str
) -> None:
    delegation = DelegationFactory(conference=conference)
    InviteeFactory(conference=conference, delegation=delegation, language=language)
    add_focal_point(delegation, name="Focal Sample", email="focal@example.org", by=owner)
    [invitation] = mails()
    assert is_in(language, invitation)
    focal = Client(headers={"accept-language": "uz"})
    page = focal.get(link_in(invitation), follow=True)
    assert lang(page) == language
    url = reverse("registrations_delegation:nominate", args=[conference.slug, delegation.pk])
    rows = naming(nominee("Boris Sample", email="boris@example.org"))
    assert focal.post(url, rows).status_code == 302
    [nominated] = mails()
    assert nominated.to[0].endswith("boris@example.org>") or nominated.to == ["boris@example.org"]
    assert is_in(language, nominated)
    assert lang(Client(headers={"accept-language": "uz"}).get(link_in(nominated), follow=True)) == language


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_speaker(conference: Any, owner: Any, language: str) -> None:
    person = PersonFactory(conference=conference, name={"uz": "Speaker Sample"}, email="speaker@example.org")
    SessionRoleFactory(session__conference=conference, person=person, role="speaker")
    client = Client(headers={"accept-language": "uz"})
    asked = client.get(f"/{conference.slug}/me/?language={language}", follow=True).redirect_chain[-1][0]
    client.post(asked, {"email": "speaker@example.org"})
    [letter] = mails()
    code = re.search(r"\d{3} \d{3} \d{3}", letter.body)[0]
    assert lang(client.post(f"{asked}code/", {"code": code}, follow=True)) == language
    person.refresh_from_db()
    invite_speakers([person], by=owner)
    [invited] = mails()
    assert is_in(language, invited)


def test_who_was_invited_by_hand_in_a_language(conference: Any, owner_client: Client) -> None:
    """The secretariat says on a person's page in which language to write to them."""
    person = PersonFactory(conference=conference, name={"uz": "Anna Sample"}, email="anna@example.org")
    url = reverse("people_secretariat:person-change", args=[conference.slug, person.pk])
    assert 'name="language"' in owner_client.get(url).content.decode()
    data = {"name_uz": "Anna Sample", "email": "anna@example.org", "sex": "not-stated", "listing": "participants",
            "language": "ru"}  # fmt: skip
    assert owner_client.post(url, data).status_code == 302
    RegistrationFactory(conference=conference, person=person, status="approved")
    send_open_form(
        Client(), reverse("registrations_public:link-request", args=[conference.slug, "uz"]),
        {"email": "anna@example.org"},
    )  # fmt: skip
    [link] = mails()
    assert is_in("ru", link)
