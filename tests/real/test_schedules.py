"""Schedules of real conferences, in the folder that CONFMAN_REAL_DATA names: whole in, whole out, valid."""

import io
import json
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

from agenda.conflicts.domain.report import conflicts_of
from agenda.imports.exchange.importer import import_as_new
from agenda.imports.exchange.uploads import read_schedule
from agenda.materials.models import Material
from agenda.releases.exchange import export_agenda
from agenda.releases.registries import export_formats
from agenda.sessions.models.session import Session, SessionRole
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.people.models import Person
from tests.agenda.export_comparison import without_runs
from tests.agenda.frab_rules import faults_of_json
from tests.real.comparison import LOST

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


def publish(slug: str = "real") -> None:
    call_command("publishagenda", slug, stdout=io.StringIO(), stderr=io.StringIO())


def valid(content: bytes) -> list[str]:
    """The faults that c3voc's own schema finds in a file."""
    schema = etree.XMLSchema(etree.parse(str(FOLDER / "schemas" / "c3voc-schedule.xml.xsd")))
    schema.validate(etree.fromstring(content))
    return [str(error) for error in schema.error_log]


def events_of(root: Any) -> dict[str, dict[str, Any]]:
    """The texts of a schedule on each of its events, by number; empty elements say nothing."""
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


@pytest.mark.nightly
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
    assert valid(export_agenda(conference, format="frab-xml", language="en")) == []
    content = export_agenda(conference, format="frab-xml", language="en", internal=True)
    before = events_of(etree.parse(str(FOLDER / "schedules" / "fosdem-2024.xml")).getroot())
    after = events_of(etree.fromstring(content))
    assert before.keys() == after.keys()
    for key, said in before.items():
        assert after[key] == said, key
    # Two speakers are expected at two places, and one room is used twice: so it stands in the file.
    found = Counter(conflict.kind for conflict in conflicts_of(conference))
    assert (found["person-twice"], found["room-twice"]) == (2, 2)


@pytest.mark.nightly
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


# One of each format at each change, the others each night.
SCHEDULES = [
    ("klimacamp2015/schedule.xml", 106, "frab-xml"),
    ("klimacamp2015/schedule.json", 106, "frab-json"),
    ("klimacamp2015/schedule.ics", 106, "ics"),
    ("c3voc-example.xlsx", 13, "xlsx"),
]
LARGER_SCHEDULES = [
    ("fosdem-2013.xml", 487, "frab-xml"),
    ("37c3-hub-db.json", 502, "frab-json"),
    ("froscon2018-frab.json", 155, "frab-json"),
    ("hub-schedule2.json", 2, "frab-json"),
    ("pyconuk2015.ics", 162, "ics"),
    ("penguicon2019-sched.csv", 401, "csv"),
]


@pytest.mark.parametrize(
    "name, sessions, format",
    [*SCHEDULES, *(pytest.param(*each, marks=pytest.mark.nightly) for each in LARGER_SCHEDULES)],
)
def test_every_schedule_comes_in_whole_and_goes_out_whole_and_valid(
    name: str, sessions: int, format: str
) -> None:
    conference = bring_in(name, "--timezone", "Europe/Berlin")
    assert Session.objects.of(conference).count() == sessions
    people = Person.objects.count()
    bring_in(name)
    assert (Session.objects.count(), Person.objects.count()) == (sessions, people)
    assert set(Session.objects.values_list("revision", flat=True)) == {1}, "again changes nothing"
    publish()
    content = export_agenda(conference, format="frab-xml", language=conference.default_language)
    assert valid(content) == []
    document = json.loads(export_agenda(conference, format="frab-json", language=conference.default_language))
    assert faults_of_json(document) == []
    language = conference.default_language
    content = export_agenda(conference, format=format, language=language, internal=True)
    original = (FOLDER / "schedules" / name).read_bytes()
    assert LOST[format](original, content) == []


@pytest.mark.nightly
def test_what_goes_out_of_each_comes_in_and_goes_out_the_same() -> None:
    """From 37C3, which has all that is hard, through each format into an empty conference."""
    conference = bring_in("37c3-hub-db.json", "--timezone", "Europe/Berlin")
    publish()
    for format in [each.key for each in export_formats]:
        language = conference.default_language
        first = export_agenda(conference, format=format, language=language, internal=True)
        Conference.objects.filter(slug="again").delete()
        import_as_new("again", read_schedule(first), by=system_user("command"), timezone="Europe/Berlin")
        again = Conference.objects.get(slug="again")
        publish("again")
        second = export_agenda(again, format=format, language=language, internal=True)
        assert without_runs(second, format) == without_runs(first, format), format


def test_the_table_of_penguicon() -> None:
    conference = bring_in("penguicon2019-sched.csv", "--timezone", "America/Detroit")
    assert Session.objects.of(conference).count() == 401
    assert Session.objects.of(conference).filter(start=None).count() == 2, "their hours are to be announced"


def test_xcal_is_refused_with_the_reason() -> None:
    with pytest.raises(CommandError) as refused:
        bring_in("klimacamp2015/schedule.xcal")
    assert "not a schedule" in str(refused.value)
    assert not Conference.objects.exists()
