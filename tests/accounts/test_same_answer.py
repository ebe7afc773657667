"""A stranger does not learn whether a mailbox is known: the same answer, by the same work.

Time is not measured, because it depends on the machine. What is compared is what takes it: the statements asked of the
database, and the passwords hashed.
"""

import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth import hashers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from confman.accounts.models import User
from confman.mail.models import Message
from confman.people.models import Person
from registrations.core.models.registration import Registration
from tests.access.world import picture
from tests.factories import (
    ConferenceFactory,
    FocalPointFactory,
    FormFieldFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "knownnn@example.org", "unknown@example.org"
# On record only, and speaker of a delegation only.
RECORDED, SPEAKER = "recordd@example.org", "delegat@example.org"
MAILBOX = re.compile(r"\b[a-z]{7}@example\.org")


@pytest.fixture
def conference():
    made = ConferenceFactory(slug="here", registration_mode="open")
    anna = {"conference": made, "name": {"en": "Anna Sample"}, "language": "en"}
    person = PersonFactory(**anna, email=KNOWN, user=UserFactory(email=KNOWN))
    RegistrationFactory(conference=made, person=person, status="approved")
    FocalPointFactory(delegation__conference=made, person=person)
    person.user.add_address(verified=True)
    PersonFactory(**anna, email=RECORDED)
    FocalPointFactory(delegation__conference=made, person__conference=made, person__email=SPEAKER)
    FormFieldFactory(conference=made, key="portrait", type="photo", required=True)
    return made


def typed(response: Any) -> str:
    """The page without what differs each time."""
    text = MAILBOX.sub("MAILBOX", response.content.decode())
    text = re.sub(
        r'(csrfmiddlewaretoken" value|csrf-token" content|name="shown" value)="[^"]*"', "TOKEN", text
    )
    return re.sub(r'value="[0-9a-f]{8}-[0-9a-f-]{27}"', "KEY", text)


def asked(client: Client, url: str, data: dict[str, Any], monkeypatch: Any) -> tuple[Any, ...]:
    hashed = []
    real = hashers.MD5PasswordHasher.encode
    with monkeypatch.context() as patched, CaptureQueriesContext(connection) as queries:
        patched.setattr(hashers.MD5PasswordHasher, "encode", lambda *more: hashed.append(1) or real(*more))
        response = client.post(url, data)
    statements = [
        re.sub(r"\s.*", "", query["sql"], flags=re.DOTALL)
        + " "
        + " ".join(re.findall(r'(?:FROM|INTO|UPDATE) "(\w+)"', query["sql"]))
        for query in queries.captured_queries
    ]
    headers = {
        name: MAILBOX.sub("MAILBOX", value)
        for name, value in response.headers.items()
        if name not in {"Content-Length", "Expires", "Content-Security-Policy", "Vary", "X-Request-ID"}
    }
    return response.status_code, headers, sorted(response.cookies), typed(response), len(hashed), statements


def follow(client: Client, response_headers: dict[str, str]) -> str:
    location = response_headers.get("Location")
    return typed(client.get(location)) if location else ""


def forms(conference) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        "password": (reverse("account_login"), {"login": "MAILBOX", "password": "a-wrong-password-5"}),
        "code": (reverse("account_request_login_code"), {"email": "MAILBOX"}),
        "reset": (reverse("account_reset_password"), {"email": "MAILBOX"}),
        "sign-up": (reverse("account_signup"), {"email": "MAILBOX", "password1": "kestrel-9-oaks-8"}),
        "portal": (reverse("people_portal:sign-in", args=["here"]), {"email": "MAILBOX"}),
        "link": (reverse("registrations_public:link-request", args=["here", "en"]), {"email": "MAILBOX"}),
        "delegation": (
            Client()
            .get(reverse("registrations_delegation:index", args=["here"]), follow=True)
            .request["PATH_INFO"],
            {"email": "MAILBOX"},
        ),
        "registration": (
            reverse("registrations_public:register", args=["here", "en"]),
            {
                "category": str(conference.categories.first().pk),
                "mode": "in-person",
                "name": "Anna Sample",
                "job_title": "Director",
                "sex": "female",
                "organization": "Institute",
                "country": "DE",
                "email": "MAILBOX",
                "listing": "participants",
                "data_consent": "on",
                "q_portrait": "PICTURE",
            },
        ),
    }


WAYS = [(way, KNOWN) for way in ("password", "code", "reset", "sign-up", "portal", "link", "registration")]
WAYS += [("delegation", SPEAKER), ("registration", RECORDED)]


@pytest.mark.parametrize(("way", "mailbox"), WAYS)
def test_a_known_and_an_unknown_mailbox_get_the_same(conference, settings, monkeypatch, way, mailbox):
    settings.CONFMAN_OPEN_SIGNUP = True
    url, data = forms(conference)[way]
    # Things made once, as the user that strangers act as, are there before.
    answer_to("firsttt@example.org", url, data, monkeypatch)
    unknown, page_of_unknown = answer_to(UNKNOWN, url, data, monkeypatch)
    known, page_of_known = answer_to(mailbox, url, data, monkeypatch)
    assert unknown[0] == (200 if way == "password" else 302)
    assert unknown[:5] == known[:5]
    assert page_of_unknown == page_of_known
    reads, writes = zip(*(divided(answer[5]) for answer in (unknown, known)), strict=True)
    assert writes[0] == writes[1]
    # A new account is read again by its keys, and so is a registration: less than a thousandth of a second.
    assert abs(len(reads[0]) - len(reads[1])) <= {"sign-up": 8, "registration": 4}.get(way, 2)
    assert User.objects.filter(email=KNOWN).count() == 1


@pytest.mark.parametrize("door", ["participant", "account"])
def test_a_wrong_code_costs_the_same_for_a_known_and_an_unknown_mailbox(conference, monkeypatch, door):
    """The first, which stands in the history of who is known, and the next, which does not any more."""
    ask, url, wrong = {
        "participant": (
            *(reverse(f"people_portal:{name}", args=["here"]) for name in ("sign-in", "code")),
            "000 000 000",
        ),
        "account": (
            reverse("account_request_login_code"), reverse("account_confirm_login_code"), "BCDF-BCDF",
        ),
    }[door]  # fmt: skip

    def answers(mailbox):
        client = Client()
        client.post(ask, {"email": mailbox})
        return [asked(client, url, {"code": wrong}, monkeypatch) for _each in range(2)]

    answers("firsttt@example.org")
    for unknown, known in zip(answers(UNKNOWN), answers(KNOWN), strict=True):
        assert unknown[:5] == known[:5]
        reads, writes = zip(*(divided(answer[5]) for answer in (unknown, known)), strict=True)
        assert writes[0] == writes[1]
        # An account is read by its key.
        assert len(reads[1]) - len(reads[0]) in {0, 1}


def test_of_whom_a_stranger_registers_again_nothing_new_is_kept(conference, settings, monkeypatch):
    url, data = forms(conference)["registration"]
    answer_to(KNOWN, url, data, monkeypatch)
    assert Person.objects.filter(email=KNOWN).count() == Registration.objects.count() == 1
    assert [letter.to for letter in Message.objects.all()] == [KNOWN]
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def divided(statements: list[str]) -> tuple[list[str], list[str]]:
    """Statements that read, and those that write; where a savepoint ends, both ways cost the same."""
    writes = [line for line in statements if line.startswith(("INSERT", "UPDATE", "DELETE"))]
    return [line for line in statements if line.startswith("SELECT")], writes


def answer_to(mailbox: str, url: str, data: dict[str, Any], monkeypatch: Any) -> tuple[Any, str]:
    """The answer to a browser that asks for a mailbox, and the page that it is led to."""
    client = Client()
    with time_machine.travel("2027-03-01T12:00:00Z", tick=False) as clock:
        page = client.get(url)
        shown = page.context["form"].initial.get("shown", "")
        clock.shift(5)
        filled = {name: mailbox if value == "MAILBOX" else value for name, value in data.items()}
        if "q_portrait" in filled:
            filled["q_portrait"] = SimpleUploadedFile("me.png", picture())
        answer = asked(client, url, {"shown": shown, **filled}, monkeypatch)
        return answer, follow(client, answer[1])
