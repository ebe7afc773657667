"""The cache that all machines share: while its server is gone, full, slow or foreign, confman goes on without it."""

import contextlib
import pickle
import socket
import threading
from urllib.parse import urlsplit

import pytest
import redis
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from fakeredis import TcpFakeServer

from confman.machines import cache, cache_settings
from confman.machines.cache_settings import WAITED, shared_cache


@pytest.fixture(autouse=True)
def answering(monkeypatch):
    monkeypatch.setattr(cache.SharedCacheClient, "paused_until", 0.0)


@pytest.fixture
def server(monkeypatch):
    """A server that speaks Redis's protocol on a port of its own; yields its address.

    It is waited for, since on a busy machine it may answer later than pages wait.
    """
    monkeypatch.setattr(cache_settings, "WAITED", 60)
    made = TcpFakeServer(("127.0.0.1", 0))
    made.daemon_threads = True
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"redis://127.0.0.1:{made.server_address[1]}/0"
    made.shutdown()
    made.server_close()
    thread.join(timeout=10)


@contextlib.contextmanager
def answering_with(answer):
    """A server that gives the same answer to everything, or none; yields its address and the list of connections."""
    listening = socket.create_server(("127.0.0.1", 0))
    opened = []

    def serve():
        while True:
            try:
                peer, _address = listening.accept()
            except OSError:
                return
            opened.append(peer)
            threading.Thread(target=talk, args=(peer,), daemon=True).start()

    def talk(peer):
        with contextlib.suppress(OSError):
            while asked := peer.recv(65536):
                peer.sendall(answer * asked.count(b"*"))

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0", opened
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        for peer in opened:
            peer.close()


def at(settings, url, name="default"):
    settings.CACHES = {**settings.CACHES, name: shared_cache(url, name)}
    return caches[name]


def test_what_one_keeps_another_finds(settings, server):
    kept = at(settings, server)
    assert kept.add("once", True, 60) is True and kept.add("once", True, 60) is False
    kept.set("figures", {"people": (1, 2)}, 60)
    kept.set_many({"a": b"bytes", "b": None})
    kept.set("counter", 41)
    assert kept.incr("counter") == 42 and kept.get("counter") == 42
    assert kept.get_many(["figures", "a", "nothing"]) == {"figures": {"people": (1, 2)}, "a": b"bytes"}
    assert kept.delete("a") and kept.get("a", "gone") == "gone"


def test_what_somebody_else_wrote_is_not_unpickled(settings, server, caplog):
    class Attack:
        def __reduce__(self):
            return (pytest.fail, ("unpickled",))

    kept = at(settings, server)
    kept.set("mine", "text", 60)
    (key,) = redis.Redis.from_url(server).keys()
    digits = b"9" * 5000, b"--5", b"-", "٣".encode()
    for written in (pickle.dumps(Attack()), b"", b"short", b"x" * 16 + pickle.dumps(Attack()), *digits):
        redis.Redis.from_url(server).set(key, written)
        assert kept.get("mine", "missing") == "missing" and kept.get_many(["mine"]) == {}
    assert "ForeignContent" in caplog.text
    kept.set("mine", "text", 60)
    settings.SECRET_KEY = "another" * 9
    assert kept.get("mine") is None


class Figures:
    """A value whose class another version has elsewhere."""


def test_a_value_of_another_version_of_the_code_is_none(settings, server, caplog, monkeypatch):
    kept = at(settings, server)
    kept.set_many({"figures": Figures(), "whole": 1})
    assert isinstance(kept.get("figures"), Figures)
    monkeypatch.delattr(f"{__name__}.Figures")
    assert kept.get("figures", "missing") == "missing" and kept.get_many(["figures", "whole"]) == {}
    assert kept.get("whole") == 1
    assert "of another version" in caplog.text


def test_a_server_that_is_gone_is_a_cache_that_keeps_nothing(settings, caplog):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    kept = at(settings, f"redis://127.0.0.1:{port}/0")
    for _time in range(2):  # the second time nobody asks it
        kept.set("key", 1)
        assert kept.get("key", "default") == "default" and kept.get_or_set("key", lambda: 7) == 7
        assert kept.add("key", 1) is True and kept.get_many(["key"]) == {} and not kept.delete("key")
        assert not kept.has_key("key") and kept.set_many({"key": 1}) == []
        with pytest.raises(ValueError, match="not found"):
            kept.incr("key")
    assert len(caplog.records) == 1


def test_one_that_says_nothing_is_waited_for_once(settings):
    with answering_with(b"") as (url, opened):
        kept = at(settings, url)
        for _time in range(20):
            assert kept.get("key") is None
    assert len(opened) <= 2  # the first try and its repetition


def test_a_full_one_is_asked_again(settings, caplog):
    with answering_with(b"-OOM command not allowed when used memory > 'maxmemory'.\r\n") as (url, opened):
        kept = at(settings, url)
        kept.set("key", "text")
        kept.set("key", "text")
        assert kept.get("key") is None
    assert opened and "does not set" in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer", [b"", b"-OOM full\r\n", b"+PONG\r\n", b"$4\r\nevil\r\n", b"HTTP/1.1 400\r\n\r\n"]
)
def test_public_pages_are_served_whatever_the_server_says(conference, settings, tmp_path, answer):
    settings.CONFMAN_KEEPS_BODIES, settings.BODIES_ROOT = True, tmp_path
    home = reverse("conferences_public:home", args=[conference.slug, "en"])
    with answering_with(answer) as (url, _opened):
        at(settings, url), at(settings, url, "bodies")
        for _time in range(2):
            assert Client().get(home).status_code == 200


@pytest.mark.django_db
def test_a_page_that_one_process_made_another_answers(
    conference, settings, tmp_path, server, early_in_a_minute
):
    settings.CONFMAN_KEEPS_BODIES, settings.BODIES_ROOT = True, tmp_path
    at(settings, server, "bodies")
    home = reverse("conferences_public:home", args=[conference.slug, "en"])
    first = Client().get(home)
    assert redis.Redis.from_url(server).dbsize() == 1
    settings.BODIES_ROOT = tmp_path / "of another machine"
    at(settings, server, "bodies")
    second = Client().get(home)
    assert second["ETag"] == first["ETag"] and second.content == first.content


@contextlib.contextmanager
def slow(url, is_slow):
    """A line to a server, whose answers are held back while `is_slow`; yields its address."""
    listening = socket.create_server(("127.0.0.1", 0))

    def take():
        with contextlib.suppress(OSError):
            while True:
                here, _address = listening.accept()
                there = socket.create_connection(("127.0.0.1", urlsplit(url).port))
                threading.Thread(target=carry, args=(here, there, None), daemon=True).start()
                threading.Thread(target=carry, args=(there, here, is_slow), daemon=True).start()

    def carry(source, target, held):
        with contextlib.suppress(OSError):
            while part := source.recv(65536):
                if held is not None and not held.is_set():
                    held.wait(10)
                target.sendall(part)

    threading.Thread(target=take, daemon=True).start()
    try:
        yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def first_answer(kept, key):
    """Return what is found under the key by the first question that is answered in time."""
    found = None
    while found is None:
        cache.SharedCacheClient.paused_until = 0.0
        found = kept.get(key)
    return found


def test_an_answer_that_comes_too_late_is_not_taken_for_that_of_the_next_question(
    settings, server, caplog, monkeypatch
):
    patient = at(settings, server)
    patient.set("first", "one")
    patient.set("second", "two")
    monkeypatch.setattr(cache_settings, "WAITED", WAITED)
    answers = threading.Event()
    answers.set()
    with slow(server, answers) as url:
        kept = at(settings, url)
        assert first_answer(kept, "first") == "one"
        answers.clear()
        assert kept.get("first", "missing") == "missing"
        assert "does not get" in caplog.text
        answers.set()
        assert first_answer(kept, "second") == "two"
