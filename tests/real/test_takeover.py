"""Whole exports of the three other systems, beside the repository (shared/data/peers): moved in, and in again."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from agenda.rooms.models import Room
from agenda.sessions.models.session import Session, SessionRole
from confman.conferences.models import Conference, Theme
from confman.people.models import Person
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration
from registrations.questionnaire.models import FormField

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "data" / "peers"
pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="there is no folder of exports beside the repository"),
]


def move_in(folder: Path, *patterns: str) -> dict[str, Any]:
    files = sorted(str(path) for pattern in patterns for path in (FOLDER / folder.name).glob(pattern))
    report = folder / "report.out"
    call_command(
        "importconference", "moved", *files, report=str(report), stdout=io.StringIO(), stderr=io.StringIO()
    )
    return json.loads(report.read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path, request):
    made = tmp_path / request.param
    made.mkdir()
    return made


def counted() -> dict[str, int]:
    models = (Session, SessionRole, Room, Theme, Person, Registration, Category, FormField)
    return {model.__name__: model.objects.count() for model in models}


MOVED = {
    "pretalx": (
        ("*_*.json", "export_schedule.json"),
        {"Session": 200, "SessionRole": 250, "Room": 5, "Theme": 8, "Person": 250},
    ),
    "pretix": (("*.json",), {"Registration": 200, "FormField": 3}),
    # 200 contributions and three breaks.
    "indico": (("*.json",), {"Session": 203, "Room": 6}),
}


@pytest.mark.parametrize("folder", MOVED, indirect=True, ids=str)
def test_a_whole_conference_moves_in_and_a_second_time_changes_nothing(folder):
    patterns, expected = MOVED[folder.name]
    report = move_in(folder, *patterns)
    found = counted()
    assert (report["refused"], {name: found[name] for name in expected}) == ([], expected)
    again = move_in(folder, *patterns)
    assert counted() == found
    assert again["refused"] == [] and set(again["figures"]) <= {"sessions_unchanged", "people_unchanged"}


@pytest.mark.parametrize("folder", ["indico"], indirect=True)
def test_what_an_event_of_indico_says_of_itself_comes_along(folder):
    move_in(folder, "export-event-contributions.json")
    conference = Conference.objects.get(slug="moved")
    assert str(conference.title) == "BenchConf 2027"
    assert str(conference.description) == "A three day conference."
    assert str(conference.venue) == "Congress Centre, Main hall"


@pytest.mark.parametrize("folder", ["pretalx"], indirect=True)
def test_what_an_event_of_pretalx_says_of_itself_comes_along(folder):
    move_in(folder, "*_*.json")
    conference = Conference.objects.get(slug="moved")
    assert (conference.contact_email, conference.colour) == ("org@example.org", "#226699")


@pytest.mark.parametrize("folder", ["indico"], indirect=True)
def test_the_own_archive_of_indico_is_refused_and_what_to_export_instead_is_said(folder):
    with pytest.raises(CommandError, match=r"event\.ind\.gz.*/export/event/ID\.json"):
        move_in(folder, "event.ind.gz")
    assert not Conference.objects.exists()


@pytest.mark.parametrize(("folder", "name"), [("pretalx", "xml"), ("pretalx", "json")], indirect=["folder"])
def test_the_exported_schedule_of_pretalx_alone_is_a_programme(folder, name):
    move_in(folder, f"export_schedule.{name}")
    assert Session.objects.count() == 200
