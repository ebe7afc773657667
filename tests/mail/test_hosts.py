"""Addresses that are sent or shown begin with CONFMAN_BASE_URL, whatever host a stranger names in a request."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from confman.mail.domain.delivery import deliver_outbox
from tests.factories import RegistrationFactory, UserFactory

pytestmark = pytest.mark.django_db
FOREIGN = "elsewhere.example:1337"


@pytest.fixture(autouse=True)
def any_host(settings):
    """As if a proxy let every host through."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://conference.example.org"


@pytest.mark.parametrize(
    ("way", "sent"),
    [
        ("account_reset_password", {"email": "anna@example.org"}),
        ("account_reset_password", {"email": "nobody@example.org"}),
        ("account_request_login_code", {"email": "anna@example.org"}),
        (
            "account_signup",
            {"email": "new@example.org", "password1": "kx93-mmq-paelo", "password2": "kx93-mmq-paelo"},
        ),
        (
            "account_signup",
            {"email": "anna@example.org", "password1": "kx93-mmq-paelo", "password2": "kx93-mmq-paelo"},
        ),
        ("participant", {"email": "anna@example.org"}),
    ],
)
def test_no_mail_names_the_host_of_a_request(client, conference, settings, way, sent):
    settings.CONFMAN_OPEN_SIGNUP = True
    UserFactory(email="anna@example.org").add_address(verified=True)
    RegistrationFactory(conference=conference, person__email="anna@example.org", status="approved")
    own = reverse("people_portal:sign-in", args=[conference.slug])
    client.post(own if way == "participant" else reverse(way), {"name": "Anna", **sent}, HTTP_HOST=FOREIGN)
    deliver_outbox()
    assert mail.outbox
    for letter in mail.outbox:
        said = "\n".join([letter.subject, letter.body, *(str(each.content) for each in letter.alternatives)])
        assert "elsewhere.example" not in said and "1337" not in said
        for link in re.findall(r"https?://\S+", said):
            assert link.startswith("https://conference.example.org/"), link


def test_no_address_is_made_of_the_host_of_a_request():
    made = [
        str(path.relative_to(settings.BASE_DIR))
        for floor in ("confman", "agenda", "registrations", "outcomes")
        for path in (settings.BASE_DIR / floor).rglob("*.py")
        if re.search("build_absolute_uri|get_current_site", path.read_text())
    ]
    # It finds the addresses of allauth, to put ours in their place.
    assert made == ["confman/mail/account_mail.py"]


def test_elsewhere_than_in_production_no_foreign_host_is_answered(client, settings):
    from confman.settings import ALLOWED_HOSTS

    settings.ALLOWED_HOSTS = ALLOWED_HOSTS
    assert client.get("/", HTTP_HOST="elsewhere.example").status_code == 400
    assert client.get("/", HTTP_HOST="localhost:8000").status_code == 200
