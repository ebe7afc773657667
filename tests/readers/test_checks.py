"""/readyz tells of the replica and the cache that several machines share, and is ready without them."""

import datetime as dt
from threading import Event

import pytest
from django.core.cache import caches
from django.db import OperationalError
from django.utils import timezone

from confman.conferences.domain.changes import change_conference
from confman.machines import cache
from confman.machines.cache_settings import shared_cache
from confman.readers import checks
from confman.readers.checks import cache_fault, replica_fault

# The replica is asked in a thread of its own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def replica(monkeypatch, conference, owner, time_machine):
    """The database itself as its replica, with something done two minutes ago."""
    now = timezone.now()
    time_machine.move_to(now - dt.timedelta(minutes=2), tick=False)
    change_conference(conference, by=owner, city={"en": "Samarkand"})
    time_machine.move_to(now, tick=False)
    monkeypatch.setattr(checks, "REPLICA", "default")


def test_one_machine_has_neither():
    assert replica_fault() == "" == cache_fault()


def test_a_replica_that_follows(replica):
    assert replica_fault() == ""


def test_one_that_lacks_what_was_done_two_minutes_ago(replica, monkeypatch):
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: False)
    assert "is behind" in replica_fault()


def test_one_that_does_not_answer(replica, monkeypatch):
    def gone(self):
        raise OperationalError("connection refused")

    monkeypatch.setattr("django.db.models.query.QuerySet.exists", gone)
    assert "does not answer: connection refused" in replica_fault()


def test_one_that_hangs_is_not_waited_for(replica, monkeypatch, client):
    """As long as all checks may take, or the machine would be taken away because of a mere replica."""
    ends = Event()
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda self: ends.wait(60))
    answer = client.get("/readyz", REMOTE_ADDR="127.0.0.1")
    ends.set()
    assert answer.status_code == 200
    [check] = [each for each in answer.json()["checks"] if each["name"] == "replica"]
    assert "does not answer: No answer within 1 seconds" in check["words"]


def test_a_cache_that_keeps_nothing(settings, monkeypatch):
    monkeypatch.setattr(cache.SharedCacheClient, "paused_until", 0.0)
    settings.CONFMAN_REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {**settings.CACHES, "default": shared_cache(settings.CONFMAN_REDIS_URL, "default")}
    assert "keeps nothing" in cache_fault()
    assert caches["default"].get("readyz") is None
