"""Programs change nothing in a conference that is archived, whoever owns their token."""

import pytest

from agenda.rooms.models import Room
from confman.conferences.models import Conference
from confman.documents.models import DocumentJob
from tests.api.conftest import Program, secret_of
from tests.factories import UserFactory


@pytest.fixture(params=["owner", "superuser"])
def archived(request, conference, owner) -> Program:
    """A token of the owner, or of the operator of the server, and the conference archived since."""
    user = owner if request.param == "owner" else UserFactory(is_superuser=True, is_staff=True)
    program = Program(secret_of(user, second_factor=True), f"/conferences/{conference.slug}")
    Conference.objects.filter(pk=conference.pk).update(status="archived")
    return program


def test_what_needs_a_right_to_change_is_refused(archived):
    answer = archived.post("/rooms", {"name": {"en": "Hall"}})
    assert answer.status_code in (403, 409) and not Room.objects.exists()


def test_what_needs_only_a_right_to_look_is_refused_too(archived):
    """A document is ordered by the person who may read it: that writes, too, as on its page."""
    answer = archived.post("/documents", {"kind": "agenda.glance", "language": "en"})
    assert answer.status_code == 409 and "archived" in answer.json()["detail"]
    assert not DocumentJob.objects.exists()


def test_everything_is_read_as_before(archived):
    assert archived.get("/rooms").status_code == 200
    assert archived.get("/documents/kinds").status_code == 200
