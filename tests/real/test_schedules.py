"""Schedules of real conferences, in the folder that CONFMAN_REAL_DATA names: whole in, whole out, valid."""

from __future__ import annotations

import io
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from icalendar import Calendar
from lxml import etree

from agenda.domain.planning import conflicts_of
from agenda.exchange.exporting import export_agenda
from agenda.models import Material, Session, SessionRole
from confman.conferences.models import Conference
from confman.people.models import Person

FOLDER = Path(os.environ.get("CONFMAN_REAL_DATA", ""))
pytestmark = [
    pytest.mark.real,
    pytest.mark.django_db,
    pytest.mark.skipif(not os.environ.get("CONFMAN_REAL_DATA"), reason="CONFMAN_REAL_DATA names no folder"),
]


def bring_in(name: str, *options: str) -> Conference:
    quiet = io.StringIO()
    path = str(FOLDER / "schedules" / name)
    call_command("importagenda", "real", path, "--create", *options, stdout=quiet, stderr=quiet)
    return Conference.objects.get(slug="real")


def publish() -> None:
    call_command("publishagenda", "real", stdout=io.StringIO(), stderr=io.StringIO())


def valid(content: bytes) -> list[str]:
    """What c3voc's own schema says against a file."""
    schema = etree.XMLSchema(etree.parse(str(FOLDER / "schemas" / "c3voc-schedule.xml.xsd")))
    schema.validate(etree.fromstring(content))
    return [str(error) for error in schema.error_log]


def events_of(root: Any) -> dict[str, dict[str, Any]]:
    """What a schedule says of each of its events, by number; empty elements say nothing."""
    found = {}
    for event in root.iterfind("day/room/event"):
        said: dict[str, Any] = {
            name: "".join(event.find(name).itertext()).strip() if event.find(name) is not None else ""
            for name in (
                "title",
                "subtitle",
                "abstract",
                "description",
                "track",
                "type",
                "language",
                "slug",
                "room",
            )
        }
        said["start"], said["duration"] = event.findtext("start"), event.findtext("duration")
        said["day"] = event.getparent().getparent().get("date")
        said["persons"] = [
            (person.get("id"), " ".join(person.text.split())) for person in event.iterfind("persons/person")
        ]
        for holder, entry in (("links", "link"), ("attachments", "attachment")):
            said[holder] = [
                (link.get("href"), link.get("type") or "", " ".join((link.text or "").split()))
                for link in event.iterfind(f"{holder}/{entry}")
            ]
        found[event.get("id")] = said
    return found


def test_fosdem_2024_comes_in_whole_and_goes_out_valid_and_the_same() -> None:
    begun = time.monotonic()
    conference = bring_in("fosdem-2024.xml", "--timezone", "Europe/Brussels")
    assert time.monotonic() - begun < 20
    assert Session.objects.of(conference).count() == 674
    assert SessionRole.objects.filter(status="confirmed").count() == 826 and Material.objects.count() == 8
    people = Person.objects.count()
    call_command("importagenda", "real", str(FOLDER / "schedules" / "fosdem-2024.xml"), stdout=io.StringIO())
    assert (Session.objects.count(), Person.objects.count()) == (674, people)
    publish()
    content = export_agenda(conference, format="frab-xml", language="en")
    assert valid(content) == []
    before = events_of(etree.parse(str(FOLDER / "schedules" / "fosdem-2024.xml")).getroot())
    after = events_of(etree.fromstring(content))
    assert before.keys() == after.keys()
    for key, said in before.items():
        assert after[key] == said, key
    # Two speakers are expected at two places, and one room is used twice: so it stands in the file.
    assert Counter(conflict.kind for conflict in conflicts_of(conference)) == {
        "person-twice": 2,
        "room-twice": 2,
    }


def test_the_pages_of_fosdem_2024(client: Client, django_assert_max_num_queries: Any) -> None:
    conference = bring_in("fosdem-2024.xml", "--timezone", "Europe/Brussels")
    publish()
    Conference.objects.update(status="announced")
    for address in (
        "agenda/",
        "agenda/?view=grid",
        "agenda/?view=rooms&day=all",
        "speakers/",
        "agenda/?q=python",
    ):
        with django_assert_max_num_queries(15):
            assert client.get(f"/{conference.slug}/en/{address}").status_code == 200
    calendar = Calendar.from_ical(client.get(f"/{conference.slug}/en/agenda/calendar.ics").content)
    assert len(calendar.walk("VEVENT")) == 674


@pytest.mark.parametrize(
    "name, sessions",
    [
        ("fosdem-2013.xml", 487),
        ("klimacamp2015/schedule.xml", 106),
        ("37c3-hub-db.json", 502),
        ("froscon2018-frab.json", 155),
        ("klimacamp2015/schedule.json", 106),
        ("pyconuk2015.ics", 162),
        ("klimacamp2015/schedule.ics", 106),
    ],
)
def test_other_schedules_come_in_whole_again_and_go_out_valid(name: str, sessions: int) -> None:
    conference = bring_in(name, "--timezone", "Europe/Berlin")
    assert Session.objects.of(conference).count() == sessions
    people = Person.objects.count()
    bring_in(name)
    assert (Session.objects.count(), Person.objects.count()) == (sessions, people)
    publish()
    content = export_agenda(conference, format="frab-xml", language=conference.default_language)
    unknown = [fault for fault in valid(content) if "not expected" not in fault]
    assert unknown == []
    assert len(events_of(etree.fromstring(content))) == sessions


def test_the_table_of_penguicon() -> None:
    conference = bring_in("penguicon2019-sched.csv", "--timezone", "America/Detroit")
    assert Session.objects.of(conference).count() == 401
    assert Session.objects.of(conference).filter(start=None).count() == 2, "their hours are to be announced"


def test_xcal_is_refused_with_the_reason() -> None:
    with pytest.raises(CommandError) as refused:
        bring_in("klimacamp2015/schedule.xcal")
    assert "not a schedule" in str(refused.value)
    assert not Conference.objects.exists()
