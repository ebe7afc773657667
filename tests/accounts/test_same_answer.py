"""Who asks for a mailbox does not learn whether it is known: the same answer, by the same work.

Time is not measured, for it depends on the machine. What is compared is what takes it: the statements asked of the
database, and the passwords hashed.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from confman.accounts.models import User
from tests.factories import (
    ConferenceFactory,
    FocalPointFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "knownnn@example.org", "unknown@example.org"


@pytest.fixture
def conference():
    made = ConferenceFactory(slug="here", registration_mode="open")
    person = PersonFactory(conference=made, email=KNOWN, user=UserFactory(email=KNOWN))
    RegistrationFactory(conference=made, person=person, status="approved")
    FocalPointFactory(delegation__conference=made, person=person)
    person.user.add_address(verified=True)
    return made


def typed(response: Any) -> str:
    """The page without what differs each time."""
    text = response.content.decode().replace(KNOWN, "MAILBOX").replace(UNKNOWN, "MAILBOX")
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
        name: value.replace(KNOWN, "MAILBOX").replace(UNKNOWN, "MAILBOX")
        for name, value in response.headers.items()
        if name not in {"Content-Length", "Expires", "Content-Security-Policy", "Vary"}
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
        "portal": (reverse("registrations_portal:sign-in", args=["here"]), {"email": "MAILBOX"}),
        "link": (reverse("registrations_public:link-request", args=["here", "en"]), {"email": "MAILBOX"}),
    }


@pytest.mark.parametrize("way", ["password", "code", "reset", "sign-up", "portal", "link"])
def test_a_known_and_an_unknown_mailbox_get_the_same(conference, settings, monkeypatch, way):
    settings.CONFMAN_OPEN_SIGNUP = True
    url, data = forms(conference)[way]
    # What is made once, as the user that strangers act as, is there before.
    answer_to("firsttt@example.org", url, data, monkeypatch)
    unknown, page_of_unknown = answer_to(UNKNOWN, url, data, monkeypatch)
    known, page_of_known = answer_to(KNOWN, url, data, monkeypatch)
    assert unknown[0] in {200, 302}
    assert unknown[:5] == known[:5]
    assert page_of_unknown == page_of_known
    reads, writes = zip(*(divided(answer[5]) for answer in (unknown, known)), strict=True)
    assert writes[0] == writes[1]
    # A new account is read again by its keys, which takes less than a thousandth of a second.
    assert abs(len(reads[0]) - len(reads[1])) <= (8 if way == "sign-up" else 2)
    assert User.objects.filter(email=KNOWN).count() == 1


def divided(statements: list[str]) -> tuple[list[str], list[str]]:
    """Statements that read, and those that write; where a savepoint ends, both ways cost the same."""
    writes = [line for line in statements if line.startswith(("INSERT", "UPDATE", "DELETE"))]
    return [line for line in statements if line.startswith("SELECT")], writes


def answer_to(mailbox: str, url: str, data: dict[str, Any], monkeypatch: Any) -> tuple[Any, str]:
    """What a browser is told that asks for a mailbox, and the page that it is led to."""
    client = Client()
    with time_machine.travel("2027-03-01T12:00:00Z", tick=False) as clock:
        page = client.get(url)
        shown = page.context["form"].initial.get("shown", "")
        clock.shift(5)
        filled = {name: mailbox if value == "MAILBOX" else value for name, value in data.items()}
        answer = asked(client, url, {"shown": shown, **filled}, monkeypatch)
        return answer, follow(client, answer[1])
