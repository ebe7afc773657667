"""Public pages are read from a replica that has caught up, and from nothing else."""

import contextlib
import datetime as dt

import pytest
from django.db import DatabaseError, OperationalError, connections
from django.db.utils import load_backend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.conferences.domain.changes import change_conference
from confman.conferences.models import Conference
from confman.conferences.web.views.public import HomeView
from confman.machines import replica as replicas
from confman.readers.models import EditionStep
from tests.databases import empty_copy
from tests.factories import ConferenceFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(settings, tmp_path):
    settings.CONFMAN_KEEPS_BODIES = True
    settings.BODIES_ROOT = tmp_path / "bodies"
    settings.CACHES = {
        **settings.CACHES, "bodies": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }  # fmt: skip
    conference = ConferenceFactory(slug="tashkent", city={"en": "Tashkent"})
    return reverse("conferences_public:home", args=[conference.slug, "en"])


@pytest.fixture
def replica(home, settings, tmp_path, monkeypatch):
    """A copy of the database as its replica; its conference says another city, so that one sees what is read."""
    settings.DATABASE_ROUTERS = ["confman.machines.replica.PublicReadsRouter"]
    monkeypatch.setattr(replicas, "_paused_until", 0.0)
    with empty_copy(tmp_path) as name:
        parts = {**connections.settings["default"], "NAME": name}
        connections.settings["replica"] = parts
        # By its own name, no test would be allowed to use it.
        connections["replica"] = load_backend(parts["ENGINE"]).DatabaseWrapper(parts, "default")
        Conference.objects.using("replica").update(city={"en": "Replica City"})
        try:
            yield connections["replica"]
        finally:
            connections["replica"].close()
            del connections["replica"], connections.settings["replica"]


def test_a_replica_in_the_same_edition_is_read(home, replica):
    assert "Replica City" in Client().get(home).content.decode()


def test_one_that_is_behind_is_not(home, replica):
    conference = Conference.objects.get()
    change_conference(conference, by=UserFactory(is_superuser=True), city={"en": "Samarkand"})
    page = Client().get(home).content.decode()
    assert "Samarkand" in page and "Replica City" not in page


def test_one_that_is_an_hour_behind_is_read_again_when_it_has_caught_up(
    home, replica, monkeypatch, time_machine
):
    read = []
    monkeypatch.setattr(replicas, "count", lambda _name, database: read.append(database))
    change_conference(Conference.objects.get(), by=UserFactory(is_superuser=True), city={"en": "Samarkand"})
    time_machine.move_to(timezone.now() + dt.timedelta(hours=1))
    for _time in range(2):
        assert "Replica City" not in Client().get(home).content.decode()
    EditionStep.objects.using("replica").bulk_create(EditionStep.objects.all())
    assert "Replica City" in Client().get(home).content.decode()
    assert read == ["default", "default", "replica"]


def test_one_that_is_behind_by_more_than_is_allowed_is_not_read_though_its_edition_is_the_same(
    home, replica, settings, monkeypatch, caplog
):
    settings.CONFMAN_REPLICA_LAG = 60
    behind = 3600.0
    monkeypatch.setattr(replicas, "seconds_behind", lambda _alias: behind)
    for _time in range(2):
        assert "Tashkent" in Client().get(home).content.decode()
    assert caplog.text.count("is behind by 3600 seconds, and is not read") == 1
    behind = 59.0
    monkeypatch.setattr(replicas, "_paused_until", 1.0)
    assert "Replica City" in Client().get(home).content.decode()
    assert replicas._paused_until == 0


def test_a_database_that_follows_none_is_not_behind(home):
    assert replicas.seconds_behind("default") == 0


def test_of_a_replica_that_did_not_answer_one_page_asks_whether_it_is_back(home, replica, monkeypatch):
    monkeypatch.setattr(replicas, "_paused_until", 1.0)  # its pause is over
    meanwhile = []

    def slow(alias):
        with replicas.reads_from_replica(lambda _alias: True) as is_read:
            meanwhile.append(is_read)
        return alias == "replica"

    with replicas.reads_from_replica(slow) as is_read:
        assert is_read
    assert meanwhile == [False]
    with replicas.reads_from_replica(lambda _alias: True) as is_read:
        assert is_read


def test_what_is_not_for_all_readers_comes_from_the_primary(home, replica, client):
    client.force_login(UserFactory(is_superuser=True))
    assert Conference.objects.get().city == {"en": "Tashkent"}
    contact = reverse("conferences_public:contact", args=["tashkent", "en"])
    # Nobody has declared this part of the address, so the answer is not kept.
    assert "Replica City" not in client.get(contact, {"from": "a-newsletter"}).content.decode()


def test_a_replica_that_is_gone_is_left_alone(home, replica, caplog, monkeypatch):
    replica.close()
    asked = []

    def refused(_params):
        asked.append("replica")
        raise OperationalError("connection refused")

    monkeypatch.setattr(replica, "get_new_connection", refused)
    for _time in range(3):
        assert "Tashkent" in Client().get(home).content.decode()
    assert asked == ["replica"]
    assert "The replica of the database does not answer" in caplog.text


def test_one_that_ends_in_the_middle_is_no_fault_of_the_page(home, replica, monkeypatch):
    whole = HomeView.get_context_data

    def ends(self, **kwargs):
        if self.conference._state.db == "replica":
            raise DatabaseError("server closed the connection unexpectedly")
        return whole(self, **kwargs)

    monkeypatch.setattr(HomeView, "get_context_data", ends)
    client = Client(raise_request_exception=False)
    assert "Tashkent" in client.get(home).content.decode()


@pytest.mark.postgres
@pytest.mark.parametrize("when", ["when it is asked", "in the middle of the page"])
def test_one_that_hangs_is_left_for_the_primary(home, replica, monkeypatch, when):
    """Its machine keeps the connection, over which nothing comes any more."""
    monkeypatch.setattr(replicas, "PATIENCE", 0.3)
    whole, hung = HomeView.get_context_data, []

    def hang():
        hung.append(when)
        with replica.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(600)")

    def page(self, **kwargs):
        if self.conference._state.db == "replica":
            hang()
        return whole(self, **kwargs)

    if when == "when it is asked":
        monkeypatch.setattr(replicas, "seconds_behind", lambda _alias: hang())
    else:
        monkeypatch.setattr(HomeView, "get_context_data", page)
    client = Client(raise_request_exception=False)
    for _time in range(2):
        assert "Tashkent" in client.get(home).content.decode()
    assert hung == [when]


def test_nothing_is_written_to_a_replica(home, replica):
    with replicas.reads_from_replica(lambda _alias: True):
        conference = Conference.objects.get()
        assert conference._state.db == "replica"
        conference.city = {"en": "Bukhara"}
        conference.save()
    assert Conference.objects.get().city == {"en": "Bukhara"}
    assert Conference.objects.using("replica").get().city == {"en": "Replica City"}


def test_an_error_ends_the_reading(home, replica):
    with contextlib.suppress(ValueError), replicas.reads_from_replica(lambda _alias: True):
        raise ValueError
    assert Conference.objects.get().city == {"en": "Tashkent"}
