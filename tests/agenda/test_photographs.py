"""Photographs: announced to everyone alike, and who refused is said to nobody."""

import contextlib

import pytest
from django.test import Client
from django.urls import reverse

from agenda.imports.exchange.importer import import_schedule
from agenda.imports.exchange.uploads import read_schedule
from agenda.releases.exchange import export_agenda
from agenda.releases.registries import export_formats
from agenda.rooms.domain import change_room_or_group, create_room
from agenda.sessions.domain.sessions import create_session
from agenda.sessions.models.session import Session
from confman.documents.registry import document_kinds
from confman.people.domain.people import record_consent
from confman.people.models import Person
from confman.translation.languages import reading_in
from confman.web.errors import Refused
from registrations.lists.exchange import export_people
from tests.factories import PersonFactory, RegistrationFactory


@pytest.fixture
def room(conference, by):
    return create_room(conference, by=by, name={"en": "Press centre"})


@pytest.fixture
def held(conference, by, at, room):
    return create_session(
        conference, by=by, title={"en": "Briefing"}, start=at("10:00"), end=at("11:00"), room=room
    )


def agenda(conference) -> str:
    return Client().get(reverse("agenda_public:agenda", args=[conference.slug, "en"])).content.decode()


def test_a_room_announces_and_a_session_may_differ(conference, held, room, publish, by, at):
    create_session(
        conference,
        by=by,
        title={"en": "Quiet"},
        start=at("12:00"),
        end=at("13:00"),
        room=room,
        photography="none",
    )
    publish()
    assert "hotographs" not in agenda(conference).split("Quiet")[0]
    change_room_or_group(room, by=by, revision=None, photography="taken")
    assert agenda(conference).count("Photographs are taken here") == 0
    publish()
    assert agenda(conference).count("Photographs are taken here") == 1
    assert agenda(conference).count("No photographs") == 1
    detail = reverse("agenda_public:session", args=[conference.slug, "en", held.pk])
    assert "Photographs are taken here" in Client().get(detail).content.decode()


def test_what_a_room_announces_is_a_change_of_its_sessions(conference, held, room, publish, by):
    publish()
    change_room_or_group(room, by=by, revision=None, photography="none")
    assert publish().changes["changed"] == [{"id": str(held.pk), "fields": ["photography"]}]


@pytest.mark.parametrize("format", [each.key for each in export_formats])
def test_every_file_says_it_and_brings_it_back(
    conference, other_conference, held, room, publish, by, at, format
):
    change_room_or_group(room, by=by, revision=None, photography="taken")
    create_session(
        conference, by=by, title={"en": "Quiet"}, start=at("12:00"), end=at("13:00"), room=room, photography="none"
    )  # fmt: skip
    publish()
    content = export_agenda(conference, format=format, language="en")
    if format in ("pdf", "docx"):
        return
    if format not in ("csv", "xlsx"):
        # A calendar folds its lines.
        words = content.decode().replace("\r\n ", "")
        assert "Photographs are taken here" in words and "No photographs" in words
    content = export_agenda(conference, format=format, language="en", internal=True)
    # Nothing is changed where it is announced already, be it by the room.
    import_schedule(conference, read_schedule(content), by=by)
    assert {str(row.title): row.photography for row in Session.objects.of(conference)} == {
        "Briefing": "", "Quiet": "none",
    }  # fmt: skip
    import_schedule(other_conference, read_schedule(content), by=by)
    copies = {str(row.title): row for row in Session.objects.of(other_conference)}
    assert {title: row.photography for title, row in copies.items()} == {"Briefing": "taken", "Quiet": "none"}
    assert not any(str(row.description) for row in copies.values()), "what is told is not part of the text"


def test_a_word_for_photographs_that_nobody_knows_is_refused_by_line():
    schedule = read_schedule(b"title,start,photography\nBriefing,2027-03-30 10:00,perhaps\n")
    assert schedule.refused == ["Line 2: \u201cperhaps\u201d is not one of: taken, none."]


def everything_that_leaves(conference) -> dict[str, object]:
    """Everything that is read outside the secretariat, and every export and document that someone may hand on."""
    slug = conference.slug
    names = ("agenda", "speaker-list", "calendar", "csv", "schedule-xml", "schedule-json")
    got: dict[str, object] = {
        name: Client().get(reverse(f"agenda_public:{name}", args=[slug, "en"])).content for name in names
    }
    got["people"] = export_people(conference, format="csv")
    for kind in document_kinds:
        # Made for nobody, a document shows no passport; where there is nothing to print it is refused.
        with contextlib.suppress(Refused), reading_in("en"):
            made = kind.build(
                conference, language="en", options={}, **({"by": None} if kind.asks_who else {})
            )
            got[kind.key] = repr(made)
    return got


def test_the_secretariat_has_a_number_and_nobody_a_list(conference, held, publish, by, member, client_as):
    refusing = PersonFactory(conference=conference, name={"en": "Camera Shy"})
    RegistrationFactory(conference=conference, person=refusing, status="approved")
    publish()
    before = everything_that_leaves(conference)
    assert {"people", "agenda.agenda", "registrations.participants"} <= before.keys()
    record_consent(refusing, "photo", given=True, by=by)
    record_consent(refusing, "photo", given=False, by=by)
    rooms = reverse("agenda_secretariat:room-list", args=[conference.slug])
    text = client_as(member("programme")).get(rooms).content.decode()
    assert "One person does not want to be photographed." in text
    assert "Camera Shy" not in text
    assert Person.objects.of(conference).refusing_photographs().count() == 1
    assert everything_that_leaves(conference) == before
    record_consent(refusing, "photo", given=True, by=by)
    assert Person.objects.of(conference).refusing_photographs().count() == 0
