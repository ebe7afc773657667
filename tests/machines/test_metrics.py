"""Prometheus reads what is measured; who has no token finds no such page; nothing says who asked for what."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files import locks
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from confman.machines import metrics
from tests.factories import ConferenceFactory, MessageFactory

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-prometheus"


@pytest.fixture
def asked(settings, tmp_path):
    """Return a function that reads all figures as {(name, labels): figure}."""
    settings.CONFMAN_METRICS_TOKEN, settings.DATA_DIR = TOKEN, tmp_path
    metrics._create_counts.cache_clear()

    def ask():
        answer = Client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return {
            (sample.name, *sorted(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(answer.content.decode())
            for sample in family.samples
        }

    yield ask
    metrics._create_counts.cache_clear()


def test_without_a_token_nothing_is_measured(client, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    assert not (tmp_path / "metrics").exists()


@pytest.mark.parametrize("given", [None, "", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ключ"])
def test_others_find_no_such_page(client, settings, given):
    settings.CONFMAN_METRICS_TOKEN = TOKEN
    headers = {} if given is None else {"Authorization": given}
    assert client.get("/metrics", headers=headers).status_code == 404


def test_requests_are_counted_by_page_and_not_by_address(asked, client):
    before = asked()
    for path in ("/healthz", "/healthz", "/no-such-conference/en/people/?q=Secret+Name"):
        client.get(path)
    after = asked()
    page = ("confman_requests_total", ("method", "GET"), ("page", "healthz"), ("status", "200"))
    assert after[page] - before.get(page, 0) == 2
    assert after["confman_request_seconds_count", ("part", "healthz")] >= 2
    assert not [key for key in after if "Secret" in str(key) or "no-such" in str(key)]


def test_places_are_those_of_conferences_that_register(asked):
    ConferenceFactory(slug="forum", status="announced", registration_mode="open", capacity=100, taken=94)
    ConferenceFactory(slug="draft", status="draft", registration_mode="open", capacity=100)
    ConferenceFactory(slug="endless", status="announced", registration_mode="open", capacity=None)
    figures = {key: figure for key, figure in asked().items() if key[0] == "confman_places"}
    assert figures == {
        ("confman_places", ("conference", "forum"), ("state", state)): figure
        for state, figure in (("all", 100), ("taken", 94))
    }


def test_what_waits_is_read_when_asked(asked):
    MessageFactory(status="queued")
    MessageFactory(status="held")
    figures = asked()
    assert figures["confman_mails", ("status", "queued")] == 1
    assert figures["confman_mails", ("status", "held")] == 1
    assert figures["confman_mails_oldest_seconds",] >= 0
    assert figures["confman_ready", ("check", "database")] == 1
    assert figures["confman_disk_free_bytes",] > 0


def test_all_processes_of_a_machine_are_counted_together(asked, tmp_path):
    from prometheus_client import values

    metrics.count("confman_jobs", "documents", "done")
    kept = values.ValueClass
    values.ValueClass = values.MultiProcessValue(lambda: "another-process")
    metrics._create_counts.cache_clear()
    metrics._counted()
    values.ValueClass = values.MultiProcessValue(lambda: "another-process")
    metrics.count("confman_jobs", "documents", "done")
    values.ValueClass = kept
    assert asked()["confman_jobs_total", ("kind", "documents"), ("result", "done")] == 2


def test_counts_of_before_the_machine_started_are_gone(asked, tmp_path, monkeypatch):
    (tmp_path / "metrics").mkdir()
    old, new = tmp_path / "metrics" / "counter_1.db", tmp_path / "metrics" / "counter_2.db"
    for file in (old, new):
        file.touch()
    import os

    os.utime(old, (1, 1))
    metrics._counted()
    assert not old.exists() and new.exists()


def test_counts_of_containers_that_are_gone_lie_in_one_file(asked, tmp_path):
    folder = tmp_path / "metrics"
    metrics.count("confman_jobs", "documents", "done")
    [own] = folder.glob("counter_*.db")
    for name in ("old-1", "old-2"):
        (folder / f"counter_{name}.db").write_bytes(own.read_bytes())
        (folder / f"{name}.running").touch()
    metrics._create_counts.cache_clear()
    assert asked()["confman_jobs_total", ("kind", "documents"), ("result", "done")] == 3
    assert not list(folder.glob("*old*")) and (folder / "counter_ended.db").exists()


@pytest.mark.parametrize("content", [b"", b"\x01"])
def test_a_file_of_counts_that_cannot_be_read_is_left_out(asked, tmp_path, caplog, content):
    metrics.count("confman_jobs", "documents", "done")
    folder = tmp_path / "metrics"
    [own] = folder.glob("counter_*.db")
    for name, counts in (("broken-1", content), ("whole-1", own.read_bytes())):
        (folder / f"counter_{name}.db").write_bytes(counts)
        (folder / f"{name}.running").touch()
    metrics._create_counts.cache_clear()
    assert asked()["confman_jobs_total", ("kind", "documents"), ("result", "done")] == 2
    assert "counter_broken-1.db" in caplog.text
    assert not list(folder.glob("*broken*")) and not list(folder.glob("*whole*"))


def test_counts_of_a_process_that_runs_stay_its_own(asked, tmp_path):
    metrics.count("confman_jobs", "documents", "done")
    folder = tmp_path / "metrics"
    [own] = folder.glob("counter_*.db")
    (folder / "counter_another-1.db").write_bytes(own.read_bytes())
    with (folder / "another-1.running").open("w") as running:
        locks.lock(running, locks.LOCK_EX)
        metrics._create_counts.cache_clear()
        assert asked()["confman_jobs_total", ("kind", "documents"), ("result", "done")] == 2
        assert (folder / "counter_another-1.db").exists()


def test_threads_that_count_first_at_once_make_the_counts_once(asked):
    metrics._create_counts.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _number: metrics._counted(), range(8)))
    assert len({id(each) for each in made}) == 1
