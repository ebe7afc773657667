"""The statements of a registration are counted: each costs more than what it finds."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from confman.mail.domain.delivery import compose
from confman.mail.models import Message
from registrations.core.models.registration import Registration
from tests.factories import CategoryFactory

pytestmark = pytest.mark.django_db
CONFIRM = re.compile(r'action="([^"]+/confirm/)"')


def ask(browser: Client, address: str, data: dict[str, Any] | None = None) -> tuple[Any, int]:
    """The answer, and how many statements it took, apart from the savepoints that stand for transactions here."""
    with CaptureQueriesContext(connection) as captured:
        answer = browser.get(address) if data is None else browser.post(address, data)
    return answer, sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def register(conference: Any, number: int) -> dict[str, int]:
    """Register a person with a browser of their own; return the statements of each step."""
    browser, email = Client(), f"person{number}@example.org"
    address = f"/{conference.slug}/en/register/"
    with time_machine.travel(timezone.now() - dt.timedelta(seconds=30)):
        form = browser.get(address).context["form"]
    sent = {
        "shown": str(form["shown"].value()), "category": next(iter(form.fields["category"].choices))[0],
        "name": f"Person {number}", "organization": "Institute", "country": "UZ", "email": email,
        "sex": "not-stated", "mode": "in-person", "listing": "participants", "data_consent": "on",
    }  # fmt: skip
    asked = {}
    answer, asked["form sent"] = ask(browser, address, sent)
    assert answer.status_code == 302
    [link] = re.findall(r"http://[^/\s]+(/\S+/me/\S+)", compose(Message.objects.get(to=email)).body)[:1]
    answer, asked["link opened"] = ask(browser, link)
    answer, asked["leads on"] = ask(browser, answer["Location"])
    answer, asked["own page"] = ask(browser, answer["Location"])
    [button] = CONFIRM.findall(answer.content.decode())
    answer, asked["confirmed"] = ask(browser, button, {})
    assert answer.status_code == 302
    return asked


def test_a_registration_asks_no_more_than_it_did(conference):
    conference.registration_mode = "open"
    conference.save()
    CategoryFactory(conference=conference, approval="open", capacity=5)
    register(conference, 1)

    asked = register(conference, 2)

    assert Registration.objects.filter(conference=conference, status="approved").count() == 2
    assert asked == {"form sent": 16, "link opened": 7, "leads on": 1, "own page": 12, "confirmed": 21}
