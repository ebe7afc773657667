"""Fixtures of the registrations' tests: an approved participant, and the browser in which they opened their link."""

from typing import Any

import pytest
from django.test import Client

from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration
from tests.factories import PersonFactory, RegistrationFactory


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
