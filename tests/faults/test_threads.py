"""A server process has so many threads at work at a time; others wait or are refused."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Queue
from threading import Event

import pytest
from django.http import HttpResponse

from confman.web.faults.pages import ThreadLimitMiddleware

LONG = 30  # seconds; nothing here takes as long


class SlowPages:
    """Pages that are being made until the test lets them end."""

    def __init__(self, rf):
        self.rf = rf
        self.begun: Queue[str] = Queue()
        self.ends: dict[str, Event] = {}
        self.limit = ThreadLimitMiddleware(self._make)
        self.threads = ThreadPoolExecutor(8)

    def ask(self, path: str) -> "Future[HttpResponse]":
        self.ends[path] = Event()
        return self.threads.submit(lambda: self.limit(self.rf.get(path)))

    def begin(self, *paths: str) -> set[str]:
        """Ask for pages and return the first as many that are being made."""
        for path in paths:
            self.ask(path)
        return self.next_begun(len(paths))

    def next_begun(self, number: int = 1) -> set[str]:
        return {self.begun.get(timeout=LONG) for _ in range(number)}

    def _make(self, request):
        self.begun.put(request.path)
        assert self.ends[request.path].wait(LONG)
        return HttpResponse()


@pytest.fixture
def pages(rf, settings) -> Iterator[SlowPages]:
    settings.CONFMAN_THREADS = 8
    pages = SlowPages(rf)
    yield pages
    for end in pages.ends.values():
        end.set()
    pages.threads.shutdown()


def test_two_threads_work_and_a_third_follows_the_first_that_ends(pages, monkeypatch):
    monkeypatch.setattr(ThreadLimitMiddleware, "PATIENCE_AT_FIRST", LONG)
    assert pages.begin("/a", "/b") == {"/a", "/b"}
    third = pages.ask("/c")
    assert pages.begun.empty()
    pages.ends["/a"].set()
    assert pages.next_begun() == {"/c"}
    pages.ends["/c"].set()
    assert third.result(LONG).status_code == 200


def test_beside_two_that_take_long_others_work_after_a_moment(pages):
    assert pages.begin("/slow", "/slower") == {"/slow", "/slower"}
    assert pages.begin("/a", "/b") == {"/a", "/b"}
    pages.ask("/c")
    pages.ends["/b"].set()
    assert pages.next_begun() == {"/c"}


def test_while_half_of_the_threads_take_long_health_is_answered_and_others_are_refused(pages, monkeypatch):
    monkeypatch.setattr(ThreadLimitMiddleware, "PATIENCE", 0)
    pages.begin("/a", "/b", "/c", "/d")
    refused = pages.ask("/e").result(LONG)
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    health = pages.ask("/healthz")
    pages.ends["/healthz"].set()
    assert health.result(LONG).status_code == 200
