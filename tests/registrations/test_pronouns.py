"""Pronouns: asked if the conference wants to know, given by anyone who wishes, on a badge whose design shows them."""

import pytest
from django.urls import reverse

from confman.people.models import Person
from registrations.badges.domain.designs import add_badge_design
from registrations.badges.domain.layout import SHEETS, default_layout
from registrations.core.models.settings import RegistrationSettings
from tests.factories import CategoryFactory
from tests.registrations.forms import send_open_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(conference, client):
    """`register(language, pronouns=…)`: someone registers on the public site; returns what was asked and who it is."""
    conference.registration_mode = "open"
    conference.save()
    category = CategoryFactory(conference=conference, approval="open")

    def send(language, **more):
        address = reverse("registrations_public:register", args=[conference.slug, language])
        asked = client.get(address).context["form"].fields
        answer = send_open_form(
            client,
            address,
            {
                "name": "Анна Сэмпл",
                "organization": "Министерство юстиции",
                "email": "anna@example.org",
                "sex": "not-stated",
                "category": str(category.pk),
                "mode": "in-person",
                "listing": "participants",
                "data_consent": "on",
                **more,
            },
        )
        assert answer.status_code == 302, answer.context["form"].errors
        return asked, Person.objects.get(email="anna@example.org")

    return send


def test_nobody_is_asked_unless_the_conference_wants(register):
    asked, person = register("ru", pronouns="она/её")
    assert "pronouns" not in asked
    assert not person.pronouns


def test_the_conference_says_so_in_its_settings_and_the_team_reads_them(conference, owner, client, register):
    client.force_login(owner)
    address = reverse("registrations_secretariat:settings", args=[conference.slug])
    usual = {
        "waiting_line": "in-order",
        "offer_hours": "48",
        "certificate_share": "0",
        "list_readers": "nobody",
    }
    assert client.post(address, {**usual, "asks_pronouns": "on"}).status_code == 302

    asked, person = register("ru", pronouns="она/её")

    assert asked["pronouns"].required is False
    assert person.pronouns == {"ru": "она/её"}
    page = client.get(reverse("people_secretariat:person", args=[conference.slug, person.pk]))
    assert "она/её" in page.content.decode()


def test_who_says_nothing_is_registered_all_the_same(conference, register):
    RegistrationSettings.objects.create(conference=conference, asks_pronouns=True)
    _asked, person = register("en")
    assert not person.pronouns


def test_the_ready_made_badges_show_none_and_the_designer_offers_them(conference, owner, client):
    assert not any(default_layout(sheet).shows("pronouns") for sheet in SHEETS)
    design = add_badge_design(conference, by=owner, name="Day")
    client.force_login(owner)
    page = client.get(reverse("registrations_secretariat:badge-design", args=[conference.slug, design.pk]))
    assert 'value="pronouns"' in page.content.decode()
