"""Each process remembers the bodies that are read most: of this minute and edition, within a bound, for all threads."""

import datetime as dt
import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.urls import reverse

from agenda.releases.domain.publication import publish_agenda
from confman.conferences.domain.changes import change_conference
from confman.people.domain.people import change_person
from confman.readers import web
from confman.readers.bodies import Body, BodyMemory, memory
from tests.factories import SessionFactory, SessionRoleFactory


@pytest.fixture
def store_readings(monkeypatch):
    """Return the list of keys for which the store was asked."""
    found = []
    whole = web.stored_body

    def noted(key):
        found.append(key)
        return whole(key)

    monkeypatch.setattr(web, "stored_body", noted)
    return found


@pytest.fixture
def home(store, conference):
    return reverse("conferences_public:home", args=[conference.slug, "en"])


def remembered(content=b"x" * 100, made_at=None, **fields):
    return Body((), "", time.time() if made_at is None else made_at, plain=content, is_whole=True, **fields)


@pytest.mark.django_db
def test_what_is_read_again_is_not_fetched_from_the_store(home, conference, owner, store, store_readings):
    first = Client().get(home)
    assert Client().get(home).content == first.content
    store_readings.clear()
    store.clear()
    for encoding in ("", "gzip", "br"):
        assert Client().get(home, headers={"Accept-Encoding": encoding})["ETag"] == first["ETag"]
    assert Client().get(home, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert not store_readings
    change_conference(conference, by=owner, city={"en": "Samarkand"})
    assert "Samarkand" in Client().get(home).content.decode() and store_readings


@pytest.mark.django_db
def test_it_is_remembered_until_the_minute_is_over(home, time_machine):
    for second, made in ((58, 58), (59, 58), (61, 61), (62, 61)):
        now = dt.datetime(2027, 1, 15, 8, 0, tzinfo=dt.UTC) + dt.timedelta(seconds=second)
        time_machine.move_to(now, tick=False)
        for _time in range(2):
            assert f":{made % 60:02d} GMT" in Client().get(home)["Last-Modified"]


def test_what_the_store_still_has_of_the_minute_before_is_not_remembered(time_machine):
    time_machine.move_to(dt.datetime(2027, 1, 15, 8, 1, tzinfo=dt.UTC), tick=False)
    bodies = BodyMemory()
    bodies.get("key", "1:1")
    bodies.put("key", "1:1", remembered(made_at=time.time() - 1))
    assert bodies.get("key", "1:1") is None


@pytest.mark.django_db
def test_whoever_is_hidden_is_forgotten_at_once_wherever_they_stood(store, conference, owner):
    session = SessionFactory(conference=conference, visibility="public")
    role = SessionRoleFactory(
        session=session, status="confirmed", person__conference=conference,
        person__name={"en": "Anna Sample"}, person__listing="public",
    )  # fmt: skip
    publish_agenda(conference, by=owner)
    pages = [
        reverse(f"agenda_public:{name}", args=[conference.slug, "en", *more])
        for name, more in (
            ("agenda", ()),
            ("speaker-list", ()),
            ("speaker", (role.person_id,)),
            ("schedule-json", ()),
        )
    ]
    for address in pages * 2:
        Client().get(address)
    assert len(memory._bodies) == len(pages)
    change_person(role.person, by=owner, listing="counted-only")
    # One reader of any page is enough.
    Client().get(reverse("conferences_public:home", args=[conference.slug, "en"]))
    assert not memory._bodies and memory.bytes == 0


def test_another_conference_keeps_its_bodies_and_a_late_reader_brings_nothing_back(early_in_a_minute):
    bodies = BodyMemory()
    for edition in ("1:5", "2:8"):
        bodies.get(edition, edition)
        bodies.put(edition, edition, remembered())
    assert bodies.get("new", "1:6") is None
    # Whoever saw the edition before, and was slow.
    bodies.put("1:5", "1:5", remembered())
    assert [*bodies._bodies] == ["2:8"]


@pytest.mark.django_db
def test_that_nothing_is_kept_for_everybody_is_not_remembered(home, conference, owner_client):
    conference.status = "draft"
    conference.save()
    for client in (owner_client, Client(), owner_client):
        client.get(home)
    assert not memory._bodies


def test_no_more_than_the_bound_is_remembered_and_what_is_read_stays(early_in_a_minute):
    bodies = BodyMemory(max_bytes=1000)
    for number in range(20):
        bodies.get("hot", "1:1")
        bodies.put("hot", "1:1", remembered(gzip=b"y" * 100, brotli=b"z" * 100))
        bodies.put(f"page {number}", "1:1", remembered())
        assert bodies.bytes <= 1000
    assert bodies.get("hot", "1:1") and [*bodies._bodies][:2] == ["page 13", "page 14"]


def test_threads_share_it(early_in_a_minute):
    bodies = BodyMemory(max_bytes=2000)

    def read(number):
        chance = random.Random(number)
        for _time in range(2000):
            edition, page = f"{chance.randrange(2)}:{chance.randrange(3)}", chance.randrange(20)
            key = f"{edition} {page}"
            found = bodies.get(key, edition)
            assert found is None or found.etag == key
            bodies.put(key, edition, Body((), key, time.time(), plain=b"x" * (page + 100)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read, range(8)))
    assert bodies.bytes == sum(body.size for _edition, body in bodies._bodies.values()) <= 2000
