"""A file that cannot be moved in is refused with its name and the reason, and nothing is written."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.people.models import Person
from registrations.core.models.registration import Registration
from registrations.source_systems.exchange.files import SourceFile, packed, read_files
from registrations.source_systems.models import Takeover
from tests.registrations.source_systems import samples

pytestmark = pytest.mark.django_db
DOUBLE = b'{"results": [{"code": "A1", "code": "A2"}]}'
DEEP = b'{"results": ' + b"[" * 5000 + b"]" * 5000 + b"}"
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><schedule>&a;</schedule>'
)
UNKNOWN = json.dumps({"results": [{"flavour": "lemon"}]}).encode()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("torn.json", b'{"results": [', "line 1"),
        ("words.json", b"Dear colleague", "no export of Indico"),
        ("twice.json", DOUBLE, "appears twice"),
        ("deep.json", DEEP, "nested far too deep"),
        ("entity.xml", ENTITY, "entit"),
        ("other.json", UNKNOWN, "no export of Indico, pretalx or pretix"),
        ("mixed.json", samples.page([samples.ORDERS[0], {"a": 1}]), "no export of Indico, pretalx or pretix"),
        ("empty.json", samples.page([]), "empty"),
        ("event.ind.gz", b"\x1f\x8b" + b"a" * 20, "Indico's own archive"),
        ("torn.zip", b"PK\x03\x04" + b"a" * 40, "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(move_in, name, content, reason):
    with pytest.raises(CommandError) as refused:
        move_in("pretix", {name: content})
    said = str(refused.value)
    assert name in said
    assert reason in said
    assert len(said.splitlines()) == 1
    assert not Conference.objects.exists()


def test_files_of_another_system_than_was_said_are_refused(move_in):
    with pytest.raises(
        CommandError, match=r"orders\.json: this is a file of pretix \(orders\), not of Indico\."
    ):
        move_in("indico", {"orders.json": samples.pretix()["orders.json"]})


def test_files_of_two_systems_are_not_mixed():
    files = [
        SourceFile("a.json", samples.page(samples.ORDERS)),
        SourceFile("b.json", samples.page(samples.SPEAKERS)),
    ]
    with pytest.raises(Exception, match=r"a\.json is of pretix, b\.json of pretalx"):
        read_files(files)


def test_an_archive_of_files_is_as_good_as_the_files(move_in):
    files = [SourceFile(name, content) for name, content in samples.pretix().items()]
    report = move_in("pretix", {"all.zip": packed(files)})
    assert report["figures"]["registrations"] == 6


def test_an_archive_that_unfolds_to_much_is_not_unpacked(move_in):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.json", b" " * 80 * 1024 * 1024)
    with pytest.raises(CommandError, match="unpacked, this archive has over 200 MB"):
        move_in("pretix", {"bomb.zip": bomb.getvalue()})


class TestBadLines:
    """One bad line keeps everything out, unless the user says that it is left out."""

    @pytest.fixture
    def bad(self):
        bad = samples.order("B1", samples.position(name="Gul Sample", attendee_email="not an address"))
        return samples.pretix(orders=[bad, samples.ORDERS[0]])

    def test_nothing_is_written(self, move_in, bad):
        with pytest.raises(CommandError, match="1 lines are wrong"):
            move_in("pretix", bad)
        assert not Conference.objects.exists()
        assert not Takeover.objects.exists()

    def test_the_rest_is_taken_when_asked(self, move_in, bad):
        report = move_in("pretix", bad, "--skip-bad")
        assert report["refused"] == ["Order B1, position 1: “not an address” is not an e-mail address."]
        assert [str(row) for row in Registration.objects.all()] == ["Anora Sample"]

    def test_a_session_that_ends_before_it_begins_is_said(self, move_in):
        slot = samples.SLOTS[0] | {"end": "2027-05-10T08:00:00+05:00"}
        report = move_in("pretalx", samples.pretalx(slots=[slot]), "--skip-bad")
        assert len(report["refused"]) == 1
        assert "Submission S1" in report["refused"][0]


def test_a_session_outside_the_days_of_the_conference_is_taken_and_said(move_in, conference):
    report = move_in("pretalx", samples.pretalx(), slug="tashkent2027")
    assert any("outside the days of the conference" in line for line in report["messages"])
    assert Session.objects.filter(start__isnull=False).count() == 3


def test_times_without_a_zone_are_those_that_the_command_names(move_in):
    slot = samples.SLOTS[0] | {"start": "2027-05-10T09:00:00", "end": "2027-05-10T09:30:00"}
    event = samples.PRETALX_EVENT | {"timezone": ""}
    move_in("pretalx", samples.pretalx(slots=[slot], event=[event]), "--timezone", "Asia/Tokyo")
    assert Session.objects.get(title__en="Talk S1").start.isoformat() == "2027-05-10T00:00:00+00:00"


def test_rows_that_come_twice_count_once(move_in):
    report = move_in("pretix", samples.pretix(orders=[samples.ORDERS[0], samples.ORDERS[0]]))
    assert Registration.objects.count() == 1
    assert "Order A1 is in the files twice; the first counts." in report["messages"]


@pytest.mark.parametrize(
    "name", ["Ōe Kenzaburō", "大江健三郎", "نجيب محفوظ", "O'zbek G‘ofur", "<b>Bold</b>", "Zoë\u0007"]
)
def test_names_of_any_script_are_kept(move_in, name):
    move_in("pretix", samples.pretix(orders=[samples.order("A1", samples.position(name=name))]))
    assert str(Person.objects.get()) == name.replace("\u0007", "")


def test_values_of_unexpected_kinds_do_no_harm(move_in):
    """Whatever a field holds, the rest is read."""
    odd = [None, 5, "x", [], {}, [[1]], {"a": {"b": 1}}, True, -1, 1e300]
    for value in odd:
        rows = [
            samples.submission(
                "S1", **dict.fromkeys(("speakers", "track", "submission_type", "resources"), value)
            )
        ]
        move_in("pretalx", samples.pretalx(submissions=rows), "--dry-run", "--skip-bad")
        position = samples.position(name="Gul Sample") | dict.fromkeys(
            ("item", "answers", "checkins", "variation"), value
        )
        orders = [samples.order("A1", position, invoice_address=value, datetime=value)]
        move_in("pretix", samples.pretix(orders=orders), "--dry-run", "--skip-bad")
        talks = [samples.contribution(101, speakers=value, startDate=value, folders=value, session=value)]
        people = [samples.registrant(1, "Gul", "Sample") | {"personal_data": value, "tags": value}]
        move_in("indico", samples.indico(contributions=talks, registrants=people), "--dry-run", "--skip-bad")
