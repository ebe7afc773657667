"""Fixtures of the registrations' tests: who works at the desk, an approved participant, their browser."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration
from tests.factories import PersonFactory, RegistrationFactory
from tests.registrations.addresses import address


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
