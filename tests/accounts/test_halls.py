"""A hall behind one network address, with two hundred phones of one make: everybody votes, signs in, enrols a device.

The first goes through the pages. What it counted is then made what 199 such phones would have counted, and the last
goes through the pages, too.
"""

import json
import re
from collections.abc import Iterator

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from confman.accounts.models import RateLimitCount, User
from confman.mail.models import Message
from registrations.check_in.domain.devices import enrolment_code
from registrations.surveys.domain.lifecycle import open_survey
from registrations.surveys.models import SurveyResponse
from tests.factories import CategoryFactory, CheckInDeviceFactory, CheckpointFactory, RegistrationFactory
from tests.letters import as_sent
from tests.registrations.forms import send_open_form
from tests.registrations.survey_samples import survey_with

pytestmark = pytest.mark.django_db
PEOPLE = 200
PASSWORD = "a-password-for-tests"


@pytest.fixture(params=["203.0.113.9", "2001:db8:1:2::9"], ids=["IPv4", "IPv6"])
def phones(request) -> Iterator[tuple[int, Client]]:
    return one_after_the_other(request.param)


def one_after_the_other(address: str) -> Iterator[tuple[int, Client]]:
    make = {"User-Agent": "Mozilla/5.0 (Linux; Android 14; One make) Chrome/120.0"}
    yield 1, Client(headers=make, REMOTE_ADDR=address)
    assert RateLimitCount.objects.update(number=F("number") * (PEOPLE - 1)), "something is counted"
    yield PEOPLE, Client(headers=make, REMOTE_ADDR=address)


def test_everybody_votes(phones, conference, owner):
    poll = open_survey(survey_with(conference, by=owner, kind="poll"), by=owner)
    url = reverse("registrations_public:poll", args=[conference.slug, "en", poll.pk])
    for _number, phone in phones:
        assert send_open_form(phone, url, {"q_knows": "right"}).status_code == 302
    assert SurveyResponse.objects.count() == 2


def test_everybody_signs_in_with_a_password_mistyped_at_first(phones):
    for number, phone in phones:
        email = f"u{number}@example.org"
        User.objects.create_user(email, PASSWORD, email_verified=True)
        for password in ("mistyped", PASSWORD):
            phone.post(reverse("account_login"), {"login": email, "password": password})
        assert "_auth_user_id" in phone.session, number


def test_everybody_opens_their_page_by_a_code(phones, conference):
    url, typed = (reverse(f"people_portal:{name}", args=[conference.slug]) for name in ("sign-in", "code"))
    for number, phone in phones:
        email = f"u{number}@example.org"
        RegistrationFactory(conference=conference, person__email=email, status="approved")
        assert phone.post(url, {"email": email}).status_code == 302
        code = re.search(r"\d{3} \d{3} \d{3}", as_sent(Message.objects.get(to=email)))[0]
        assert phone.post(typed, {"code": code})["Location"].endswith("/me/"), number


def test_everybody_registers(phones, conference):
    conference.registration_mode = "open"
    conference.save()
    category = CategoryFactory(conference=conference)
    url = reverse("registrations_public:register", args=[conference.slug, "en"])
    for number, phone in phones:
        typed = {
            "name": "Anna Sample", "organization": "Sample", "country": "UZ", "email": f"u{number}@example.org",
            "sex": "not-stated", "mode": "in-person", "listing": "participants", "data_consent": "on",
            "category": category.pk,
        }  # fmt: skip
        assert send_open_form(phone, url, typed).status_code == 302


def test_everybody_enrols_a_device_after_one_wrong_code(phones, conference, owner):
    checkpoint = CheckpointFactory(conference=conference)
    url = reverse("registrations_onsite:door-enrol", args=[conference.slug])
    for _number, phone in phones:
        device = CheckInDeviceFactory(checkpoint=checkpoint, secret_digest=None, enrolled_at=None)
        for code, answered in (("wrong", 410), (enrolment_code(device, by=owner), 200)):
            sent = phone.post(url, json.dumps({"code": code}), content_type="application/json")
            assert sent.status_code == answered
