"""Fixtures of the registrations' tests: who works at the desk, an approved participant, their browser."""

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration
from tests.factories import PersonFactory, RegistrationFactory
from tests.registrations.addresses import address

# Another transaction waits for what this one has locked.
WAITS = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


@pytest.fixture
def desk(member: Callable[..., Any], client_as: Callable[..., Client]) -> Client:
    """The browser of someone who registers people."""
    return client_as(member("registration"))


@pytest.fixture
def protocol(member: Callable[..., Any], client_as: Callable[..., Client]) -> Client:
    """The browser of someone of protocol."""
    return client_as(member("protocol"))


@pytest.fixture
def to(conference: Any) -> Callable[..., str]:
    """`to("registration-list")`: the address of a page of the secretariat."""
    return partial(address, conference)


@pytest.fixture
def mine(conference: Any) -> Registration:
    """An approved registration."""
    person = PersonFactory(conference=conference, name={"en": "Anna Sample"}, email="anna@example.org")
    return RegistrationFactory(conference=conference, person=person, status="approved")


@pytest.fixture
def browser(mine: Registration) -> Client:
    """A browser that has opened the personal link."""
    client = Client()
    client.get(registration_link(mine).replace("http://localhost:8000", ""), follow=True)
    return client


@pytest.fixture
def beside(at_once: Callable[..., list[Any]]) -> Callable[..., Any]:
    """Run something that comes between the beginning of a transaction, which locks a row, and what is done then."""

    def run(begin: Callable[[], Any], done: Callable[[Any], Any], other: Callable[[], Any]) -> Any:
        is_locked = threading.Event()

        def lock_and_do() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                current = begin()
                is_locked.set()
                deadline = time.monotonic() + 20
                cursor.execute(WAITS)
                while not cursor.fetchone():
                    assert time.monotonic() < deadline, "the other one never came to what is locked"
                    cursor.execute(WAITS)
                done(current)

        def act() -> Any:
            assert is_locked.wait(20)
            return other()

        return at_once(lock_and_do, act)[1]

    return run
