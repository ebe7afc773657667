"""Mail that nobody sends is said by /readyz; mail that has just been written is not late."""

import datetime as dt
import json

import pytest
import time_machine
from django.test import Client

from tests.factories import MessageFactory

NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, ""), (9, ""), (11, "1 mail should have been sent. The oldest waits since 2027-03-01 12:00 UTC.")],
)
def test_mail_is_late_when_it_has_waited_for_ten_minutes(transactional_db, monkeypatch, minutes, words):
    monkeypatch.setattr("confman.web.readiness.SECONDS", 60)
    with time_machine.travel(NOON, tick=False):
        MessageFactory()
    with time_machine.travel(NOON + dt.timedelta(minutes=minutes), tick=False):
        checks = json.loads(Client().get("/readyz").content)["checks"]
    said = next(check["words"] for check in checks if check["name"] == "outbox")
    assert said.removesuffix(" Is the worker running?") == words
