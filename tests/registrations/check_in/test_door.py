"""The devices of a door: enrolled once, revoked at once; each scan answered, counted once, and put in order."""

import datetime as dt
import hashlib
import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from confman.audit.models import AuditEntry
from confman.conferences.domain.changes import change_registration_mode
from confman.conferences.domain.practice import clear_practice_data
from confman.people.domain.privacy import erase_person
from registrations.attendance.domain.attendance import withdraw_scan
from registrations.attendance.domain.checkpoints import change_checkpoint
from registrations.attendance.models import CheckInDevice, Scan, note_of
from registrations.badges.domain.print_log import PrintedCard, record_prints, reprint_badge
from registrations.check_in.domain.devices import enrolment_code, enrolment_url, revoke_device
from registrations.check_in.domain.live_status import live_checkpoint
from registrations.core.domain.ticket_codes import ticket_url
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.decisions import approve_registration
from registrations.privacy.domain import collect_registrations, merge_registrations
from registrations.seats.models import Seat
from tests.factories import (
    CategoryFactory,
    CheckInDeviceFactory,
    CheckpointFactory,
    RegistrationFactory,
    SessionFactory,
)
from tests.registrations.check_in.door import DoorDevice

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference(conference):
    """An hour that is neither early nor late: a scan of an hour ago was made today."""
    conference.timezone = "Asia/Tashkent" if timezone.now().hour < 12 else "America/Anchorage"
    conference.save(update_fields=["timezone"])
    return conference


@pytest.fixture
def checkpoint(conference):
    return CheckpointFactory(conference=conference)


@pytest.fixture
def phone(checkpoint):
    return DoorDevice(CheckInDeviceFactory(checkpoint=checkpoint))


@pytest.fixture
def own_phone(checkpoint):
    return DoorDevice(CheckInDeviceFactory(checkpoint=checkpoint, trusted=True))


@pytest.fixture
def guest(conference):
    return RegistrationFactory(conference=conference, status="approved")


def enrol(client, conference, code):
    return client.post(
        f"/{conference.slug}/onsite/door/enrol/", json.dumps({"code": code}), content_type="application/json"
    )


# --- Enrolment ----------------------------------------------------------------------------------------


def test_a_code_enrols_one_device_once(client, conference, checkpoint, owner):
    device = CheckInDeviceFactory(checkpoint=checkpoint, secret_digest=None, enrolled_at=None)
    address = enrolment_url(conference, enrolment_code(device, by=owner))
    path, _hash, code = address.partition("#")
    assert path.endswith(f"/{conference.slug}/onsite/door/")
    answered = enrol(client, conference, code)
    assert answered.status_code == 200
    given = answered.json()
    assert given["device"]["name"] == device.name
    assert given["checkpoint"]["id"] == str(checkpoint.pk)
    headers = {"Authorization": f"Device {given['secret']}"}
    assert client.get(f"/{conference.slug}/onsite/door/state/", headers=headers).status_code == 200
    again = enrol(client, conference, code)
    assert again.status_code == 410
    assert "new one" in again.json()["words"]
    assert given["secret"] not in json.dumps(list(CheckInDevice.objects.values()), default=str)


def test_a_code_is_stale_after_a_quarter_of_an_hour(client, conference, checkpoint, owner):
    device = CheckInDeviceFactory(checkpoint=checkpoint)
    code = enrolment_code(device, by=owner)
    CheckInDevice.objects.update(code_until=timezone.now() - dt.timedelta(seconds=1))
    assert enrol(client, conference, code).status_code == 410


def test_a_code_of_another_conference_enrols_nobody(client, conference, other_conference, owner):
    code = enrolment_code(
        CheckInDeviceFactory(checkpoint__conference=other_conference, name="Elsewhere"), by=owner
    )
    assert enrol(client, conference, code).status_code == 410


def test_what_does_not_read_enrols_nobody(client, conference):
    assert client.post(f"/{conference.slug}/onsite/door/enrol/", b"torn", "text/plain").status_code == 400


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"revoked_at": timezone.now()}, "revoked"),
        ({"expires_at": timezone.now() - dt.timedelta(hours=1)}, "expired"),
        ({"secret_digest": "other"}, "unknown"),
    ],
)
def test_a_device_that_may_nothing_is_told_so_everywhere(phone, guest, change, key):
    CheckInDevice.objects.filter(pk=phone.device.pk).update(**change)
    for answered in (phone.get("state/"), phone.get("search/?q=a"), phone.send(phone.seen(guest))):
        assert answered.status_code == 401
        assert answered.json()["error"] == key
        assert answered.json()["words"]
    assert not Scan.objects.exists()


def test_a_revoked_device_that_knocks_is_written_down_once(phone, guest, owner):
    revoke_device(phone.device, by=owner, reason="lost")
    phone.get("state/")
    phone.get("state/")
    assert AuditEntry.objects.filter(verb="registrations.device_turned_away").count() == 1
    assert CheckInDevice.objects.get().turned_away_at


def test_a_device_of_another_conference_is_unknown_here(phone, other_conference):
    phone.base = f"/{other_conference.slug}/onsite/door/"
    assert phone.get("state/").json()["error"] == "unknown"


def test_what_was_recorded_before_the_end_is_taken_after_it(phone, guest):
    over = timezone.now() - dt.timedelta(minutes=10)
    CheckInDevice.objects.filter(pk=phone.device.pk).update(expires_at=over)
    assert phone.send(phone.seen(guest, ago=20)).status_code == 200
    assert phone.send(phone.seen(guest, ago=5)).status_code == 401
    assert phone.send().status_code == 401
    assert Scan.objects.count() == 1


def test_a_scan_after_the_end_does_not_cost_those_before_it(phone, guest):
    over = timezone.now() - dt.timedelta(minutes=10)
    CheckInDevice.objects.filter(pk=phone.device.pk).update(expires_at=over)
    before, after = phone.seen(guest, ago=20), phone.seen(guest, ago=5)
    answered = phone.send(before, after).json()
    assert [one["id"] for one in answered["results"]] == [before["id"]]
    assert [str(scan.pk) for scan in Scan.objects.all()] == [before["id"]]
    assert phone.send(after).status_code == 401


def test_an_interface_in_the_language_of_the_device(phone):
    phone.headers["Accept-Language"] = "ru"
    phone.headers["Authorization"] = "Device nobody"
    assert phone.get("state/").headers["Content-Language"] == "ru"


# --- What is kept on the device -----------------------------------------------------------------------


def test_the_state_names_everyone_by_digest(phone, conference, checkpoint, guest):
    waiting = RegistrationFactory(conference=conference, status="submitted", ticket_token="AAAABBBBCCCC")
    state = phone.get("state/").json()
    assert state["checkpoint"] == {
        "id": str(checkpoint.pk),
        "name": str(checkpoint.name),
        "kind": "entrance",
        "mode": "daily",
        "capacity": None,
    }
    assert state["conference"]["timezone"] == conference.timezone
    entries = {entry["h"]: entry for entry in state["admits"]}
    entry = entries[hashlib.sha256(guest.ticket_token.encode()).hexdigest()[:32]]
    assert (entry["s"], entry["r"], entry["l"]) == ("ok", "", guest.category.letter)
    assert entry["n"] == guest.person.name["en"]
    assert entries[hashlib.sha256(waiting.ticket_token.encode()).hexdigest()[:32]]["s"] == "red"
    assert guest.ticket_token not in json.dumps(state)


@pytest.mark.parametrize("listing", ["secretariat", "counted-only"])
def test_a_protected_person_scans_like_anyone_and_is_named_on_our_own_devices_alone(
    phone, own_phone, conference, listing
):
    hidden = RegistrationFactory(conference=conference, status="approved", person__listing=listing)
    [entry] = phone.get("state/").json()["admits"]
    assert (entry["s"], entry["n"], entry["e"], entry["l"]) == ("ok", "", "", hidden.category.letter)
    answered = phone.scan(hidden)
    assert (answered["result"], answered["name"], answered["letter"]) == (
        "admitted", "", hidden.category.letter,
    )  # fmt: skip
    assert own_phone.get("state/").json()["admits"][0]["n"]


def test_the_state_is_sent_once_while_nothing_changes(phone, guest, owner):
    first = phone.get("state/")
    again = phone.get("state/", **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    phone.scan(guest)
    again = phone.get("state/", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again["X-Inside"]) == (304, "1")
    approve_registration(
        RegistrationFactory(conference=guest.conference, status="submitted"), by=owner, notify=False
    )
    changed = phone.get("state/", **{"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert len(changed.json()["admits"]) == 2


def test_the_state_asks_the_same_for_one_person_as_for_three(phone, conference, django_assert_num_queries):
    def add():
        RegistrationFactory(conference=conference, status="approved")

    phone.get("state/")
    for _round in range(2):
        add()
        cache.clear()
        with django_assert_num_queries(5):
            phone.get("state/")


# --- One scan ------------------------------------------------------------------------------------------


def test_a_scan_is_recorded_and_answered(phone, checkpoint, guest):
    answered = phone.scan(guest)
    assert (answered["result"], answered["reason"], answered["elsewhere"]) == ("admitted", "", None)
    assert answered["name"] == guest.person.name["en"]
    assert answered["colour"] == guest.category.colour
    scan = Scan.objects.get()
    assert (scan.device, scan.checkpoint, scan.registration) == (phone.device, checkpoint, guest)
    assert Registration.objects.attended().get() == guest


def test_a_scan_takes_four_statements(phone, guest, django_assert_num_queries, conference):
    phone.scan(guest)
    seen = phone.seen(RegistrationFactory(conference=conference, status="approved"))
    # The device, the person, what is known of them, the row; and the savepoint of a test.
    with django_assert_num_queries(6):
        phone.send(seen)


def test_many_scans_take_as_many_statements_as_three(
    phone, conference, django_assert_num_queries, time_machine
):
    # After a minute it is written down that the device is in use.
    time_machine.move_to(timezone.now(), tick=False)
    phone.scan(RegistrationFactory(conference=conference, status="approved"))
    for count in (3, 30):
        rows = RegistrationFactory.create_batch(count, conference=conference, status="approved")
        seen = [phone.seen(row, ago=1) for row in rows]
        with django_assert_num_queries(6):
            assert phone.send(*seen).status_code == 200


@pytest.mark.parametrize(
    "written",
    [
        lambda row: ticket_url(row.conference, row.ticket_token),
        lambda row: f" {row.ticket_token[:4]}-{row.ticket_token[4:8]}-{row.ticket_token[8:]}".lower(),
    ],
    ids=["address", "typed"],
)
def test_what_the_camera_or_a_hand_reads_leads_to_the_person(phone, guest, written):
    assert phone.scan(written(guest))["name"]


def test_the_digest_alone_leads_to_the_person(phone, guest):
    digest = hashlib.sha256(guest.ticket_token.encode()).hexdigest()[:32]
    assert phone.scan("", code=None, h=digest)["result"] == "admitted"
    assert phone.scan("", code=None, h="0" * 32)["reason"] == "unknown"


@pytest.mark.parametrize("code", ["", "torn"])
def test_what_is_no_digest_is_not_written_down(phone, code):
    answered = phone.scan("", code=code, h="\x00'; a note for the person who reads it")
    assert (answered["result"], answered["reason"]) == ("refused", "unreadable")
    assert Scan.objects.get().code_digest == ""


def test_many_unknown_digests_take_as_many_statements_as_one(phone, guest):
    phone.scan(guest)

    def statements(count):
        scans = [phone.seen("", code=None, h=uuid4().hex) for _number in range(count)]
        with CaptureQueriesContext(connection) as captured:
            results = phone.send(*scans).json()["results"]
        assert {one["reason"] for one in results} == {"unknown"}
        return len(captured)

    assert statements(1) == statements(5)
    assert Scan.objects.exclude(code_digest="").count() == 6


def test_sent_twice_counts_once(phone, guest):
    seen = phone.seen(guest)
    first = phone.send(seen, seen).json()
    again = phone.send(seen).json()
    assert first["results"] == again["results"]
    assert (Scan.objects.count(), again["inside"]) == (1, 1)


def test_recorded_before_is_said_with_the_hour(phone, guest, conference):
    phone.send(phone.seen(guest, ago=3))
    at = conference.local(Scan.objects.get().at)
    answered = phone.scan(guest)
    assert (answered["result"], answered["reason"]) == ("repeated", "before")
    assert f"{at:%H:%M}" in answered["words"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://confman.example/geneva2027/onsite/t/ABCDABCDABCD/", "other-conference"),
        ("https://elsewhere.example/a/menu", "unreadable"),
        ("ABCD", "unreadable"),
        ("\u0000\ufffd" * 4000, "unreadable"),
        ("ABCDABCDABCD", "unknown"),
        ("", "unreadable"),
    ],
    ids=["of another conference", "of a restaurant", "torn", "noise", "made up", "nothing"],
)
def test_a_code_that_leads_to_nobody_is_answered_and_written_down(phone, text, reason):
    answered = phone.scan(text)
    assert (answered["result"], answered["reason"]) == ("refused", reason)
    assert answered["words"].endswith(".")
    scan = Scan.objects.get()
    assert (scan.registration, scan.reason) == (None, reason)
    assert answered["note"] == note_of(scan.pk)


def test_a_token_of_another_conference_is_not_told_apart_by_name(phone, other_conference):
    elsewhere = RegistrationFactory(conference=other_conference, status="approved")
    answered = phone.scan(elsewhere)
    assert (answered["reason"], answered["name"]) == ("other-conference", "")


def test_a_record_of_another_conference_is_not_told(phone, other_conference):
    other = DoorDevice(CheckInDeviceFactory(checkpoint__conference=other_conference, trusted=True))
    elsewhere = RegistrationFactory(conference=other_conference, status="approved")
    seen = other.seen(elsewhere)
    other.send(seen)
    answered = phone.send(seen).json()["results"][0]
    assert (answered["result"], answered["reason"], answered["name"]) == ("refused", "unknown", "")
    assert Scan.objects.get().registration == elsewhere


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("submitted", "not-approved"),
        ("waiting", "not-approved"),
        ("cancelled", "cancelled"),
        ("replaced", "replaced"),
        ("declined", "declined"),
    ],
)
def test_who_is_not_approved_is_refused_with_the_reason(phone, conference, status, reason):
    row = RegistrationFactory(conference=conference, status=status, ticket_token="AAAABBBBCCCC")
    answered = phone.scan(row)
    assert (answered["result"], answered["reason"]) == ("refused", reason)
    assert Scan.objects.get().registration == row
    assert not Registration.objects.attended().exists()


def test_who_is_of_another_category_is_amber_and_counted(phone, conference, checkpoint, guest):
    checkpoint.categories.add(CategoryFactory(conference=conference))
    assert phone.get("state/").json()["admits"][0]["s"] == "amber"
    answered = phone.scan(guest)
    assert (answered["result"], answered["reason"]) == ("admitted", "category")
    checkpoint.categories.add(guest.category)
    other = RegistrationFactory(conference=conference, status="approved", category=guest.category)
    assert phone.scan(other)["reason"] == ""


def test_who_did_not_sign_up_is_amber(conference):
    session = SessionFactory(conference=conference, sign_up=True)
    door = CheckpointFactory(conference=conference, kind="session", session=session)
    phone = DoorDevice(CheckInDeviceFactory(checkpoint=door))
    came, signed_up = RegistrationFactory.create_batch(2, conference=conference, status="approved")
    Seat.objects.create(registration=signed_up, session=session)
    assert phone.scan(signed_up)["reason"] == ""
    assert phone.scan(came)["reason"] == "not-signed-up"


def test_who_is_registered_online_is_amber(phone, conference):
    online = RegistrationFactory(conference=conference, status="approved", mode="online")
    assert phone.scan(online)["reason"] == "online"


# --- Clocks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [-180, 30])
def test_times_are_corrected_by_the_error_of_the_clock_which_is_said(checkpoint, guest, minutes):
    device = CheckInDeviceFactory(checkpoint=checkpoint)
    phone = DoorDevice(device, clock=dt.timedelta(minutes=minutes))
    answered = phone.send(phone.seen(guest, ago=10)).json()
    assert answered["results"][0]["result"] == "admitted"
    assert abs(timezone.now() - dt.timedelta(minutes=10) - Scan.objects.get().at) < dt.timedelta(seconds=20)
    assert ("ahead" if minutes > 0 else "behind") in answered["clock"]["words"]
    device.refresh_from_db()
    assert device.clock_is_wrong
    assert abs(device.clock_error - minutes * 60) < 20


def test_a_clock_that_is_right_is_not_spoken_of(phone, guest):
    assert phone.send(phone.seen(guest)).json()["clock"]["words"] == ""


@pytest.mark.parametrize(("ago", "reason"), [(-30, "future"), (5 * 24 * 60, "before-enrolment")])
def test_an_impossible_time_is_refused_and_written_down(phone, guest, ago, reason):
    answered = phone.scan(guest, ago=ago)
    assert (answered["result"], answered["reason"]) == ("refused", reason)
    assert "clock" in answered["words"]
    scan = Scan.objects.get()
    assert (scan.registration, scan.reason) == (guest, reason)
    assert abs(scan.at - timezone.now()) < dt.timedelta(minutes=1)
    assert abs(scan.told_at - scan.at) > dt.timedelta(minutes=20)


@pytest.mark.parametrize(
    "body",
    [
        "torn",
        "{}",
        '{"sent_at": "yesterday", "scans": []}',
        '{"sent_at": "2027-03-30T10:00:00", "scans": []}',
        '{"sent_at": "2027-03-30T10:00:00Z", "scans": [{"id": "x", "at": "2027-03-30T10:00:00Z"}]}',
        json.dumps(
            {
                "sent_at": "2027-03-30T10:00:00Z",
                "scans": [{"id": str(uuid4()), "at": "2027-03-30T10:00:00Z"}] * 201,
            }
        ),
    ],
    ids=["no JSON", "empty", "no time", "no zone", "no id", "too many"],
)
def test_what_does_not_read_records_nothing(phone, body):
    answered = phone.client.post(
        phone.base + "scans/", body, content_type="application/json", headers=phone.headers
    )
    assert answered.status_code == 400
    assert answered.json()["words"]
    assert not Scan.objects.exists()


@pytest.mark.parametrize(
    ("sent_at", "at"),
    [
        ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"),
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z"),
        ("1969-12-31T23:59:59Z", "2027-03-30T10:00:00Z"),
        ("2027-03-30T10:00:00Z", "2200-01-01T00:00:00Z"),
    ],
)
def test_a_time_that_no_clock_shows_does_not_read(phone, guest, sent_at, at):
    body = {"sent_at": sent_at, "scans": [{**phone.seen(guest), "at": at}]}
    answered = phone.client.post(
        phone.base + "scans/", json.dumps(body), content_type="application/json", headers=phone.headers
    )
    assert (answered.status_code, answered.json()["error"]) == (400, "unreadable")
    assert not Scan.objects.exists()


@pytest.mark.parametrize("year", [1970, 2199])
def test_a_clock_that_is_wrong_by_lifetimes_is_corrected_all_the_same(checkpoint, guest, year):
    told = dt.datetime(year, 3, 1, tzinfo=dt.UTC)
    phone = DoorDevice(CheckInDeviceFactory(checkpoint=checkpoint), clock=told - timezone.now())
    assert phone.scan(guest)["result"] == "admitted"
    scan = Scan.objects.get()
    assert abs(scan.at - timezone.now()) < dt.timedelta(minutes=1)
    assert abs(scan.told_at - told) < dt.timedelta(minutes=1)
    assert CheckInDevice.objects.get().clock_is_wrong


# --- In and out ------------------------------------------------------------------------------------------


def test_in_and_out_counts_heads_and_says_when_it_is_full(conference):
    door = CheckpointFactory(conference=conference, mode="in-out", capacity=2)
    phone = DoorDevice(CheckInDeviceFactory(checkpoint=door))
    rows = RegistrationFactory.create_batch(3, conference=conference, status="approved")
    answers = [phone.send(phone.seen(row)).json() for row in rows]
    assert [one["inside"] for one in answers] == [1, 2, 3]
    assert answers[0]["alarm"] == ""
    assert "room for 2" in answers[1]["alarm"]
    assert phone.send(phone.seen(rows[0], direction="out")).json()["inside"] == 2
    assert phone.scan(rows[0], direction="out")["result"] == "repeated"
    assert phone.get("state/").json()["inside"] == 2


def test_going_out_unseen_is_a_record_but_takes_nobody_off_the_count(conference):
    door = CheckpointFactory(conference=conference, mode="in-out")
    phone = DoorDevice(CheckInDeviceFactory(checkpoint=door))
    row = RegistrationFactory(conference=conference, status="approved")
    answered = phone.send(phone.seen(row, direction="out")).json()
    assert (answered["results"][0]["reason"], answered["inside"]) == ("not-in", 0)
    assert Registration.objects.attended().exists()
    assert phone.send(phone.seen(row)).json()["inside"] == 1


def test_who_went_out_unseen_counts_where_people_are_no_longer_counted_out(conference, owner):
    door = CheckpointFactory(conference=conference, mode="in-out")
    phone = DoorDevice(CheckInDeviceFactory(checkpoint=door))
    rows = RegistrationFactory.create_batch(2, conference=conference, status="approved")
    phone.scan(rows[0], direction="out")
    phone.scan(rows[1])
    change_checkpoint(door, by=owner, mode="daily")
    assert phone.get("state/").json()["inside"] == 2
    live = live_checkpoint(door)
    assert (live.inside, live.came, sum(share.inside for share in live.categories)) == (2, 2, 2)


# --- Late, and two doors -------------------------------------------------------------------------------------


def test_what_arrives_late_is_put_in_its_place(checkpoint, guest):
    one, two = (DoorDevice(CheckInDeviceFactory(checkpoint=checkpoint)) for _number in range(2))
    late = one.seen(guest, ago=30, shown="admitted")
    assert two.scan(guest, ago=5, shown="admitted")["result"] == "admitted"
    answered = one.send(late).json()["results"][0]
    assert answered["result"] == "admitted"
    assert answered["elsewhere"]["checkpoint"] == f"{checkpoint.name} · {two.device.name}"
    first, second = Scan.objects.order_by("at")
    assert (first.device, first.result, second.result) == (one.device, "admitted", "repeated")
    assert (second.shown, second.slot) == ("admitted", None)


def test_two_entrances_that_let_in_one_badge_say_so(conference, guest):
    north, south = (
        DoorDevice(CheckInDeviceFactory(checkpoint=CheckpointFactory(conference=conference)))
        for _number in range(2)
    )
    assert north.scan(guest, ago=2, shown="admitted")["elsewhere"] is None
    assert south.scan(guest, shown="admitted")["elsewhere"]["checkpoint"].startswith(
        str(north.device.checkpoint.name)
    )


def test_coming_back_by_another_entrance_is_nothing_to_say(conference, guest):
    north, south = (
        DoorDevice(CheckInDeviceFactory(checkpoint=CheckpointFactory(conference=conference)))
        for _number in range(2)
    )
    north.scan(guest, ago=40, shown="admitted")
    assert south.scan(guest, shown="admitted")["elsewhere"] is None


def test_coming_back_by_another_device_that_is_told_at_once_is_nothing_to_say(checkpoint, guest):
    one, two = (DoorDevice(CheckInDeviceFactory(checkpoint=checkpoint)) for _number in range(2))
    one.scan(guest, ago=40, shown="admitted")
    answered = two.scan(guest, shown="admitted")
    assert (answered["result"], answered["elsewhere"]) == ("repeated", None)


def test_a_device_that_was_moved_sends_what_it_saw_where_it_was(phone, conference, guest):
    where = phone.device.checkpoint
    elsewhere = CheckpointFactory(conference=conference)
    CheckInDevice.objects.filter(pk=phone.device.pk).update(checkpoint=elsewhere)
    phone.scan(guest, checkpoint=str(where.pk))
    phone.scan(guest)
    assert set(Scan.objects.values_list("checkpoint", flat=True)) == {where.pk, elsewhere.pk}


# --- Search --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Rakhimova", "рахимова"])
def test_our_own_devices_find_people_in_any_script_and_record_them(own_phone, conference, typed):
    row = RegistrationFactory(
        conference=conference, status="approved", person__name={"ru": "Рахимова Гулноза"}
    )
    [found] = own_phone.get(f"search/?q={typed}").json()["results"]
    assert (found["registration"], found["s"], found["photo"]) == (str(row.pk), "ok", None)
    answered = own_phone.scan("", code=None, registration=found["registration"], means="search")
    assert answered["result"] == "admitted"
    assert Scan.objects.get().means == "search"
    # A door shows no address, and finds nobody by one.
    row.person.email = "gulnoza@ministry.example"
    row.person.also_known = [
        {"name": {"en": "Rahimova-Sample"}, "email": "g.r@former.example", "phone": "998901"}
    ]
    row.person.save()
    for written, number in (
        ("Rahimova-Sample", 1),
        ("ministry.example", 0),
        (f"{typed} former", 0),
        ("998901", 0),
        ("?", 0),
    ):
        assert len(own_phone.get(f"search/?q={written}").json()["results"]) == number


def test_others_neither_search_nor_see_photographs_nor_record_by_name(phone, guest):
    for path in ("search/?q=person", f"photo/{guest.pk}/"):
        answered = phone.get(path)
        assert answered.status_code == 403
        assert answered.json()["words"]
    answered = phone.scan("", code=None, registration=str(guest.pk), means="search")
    assert (answered["result"], answered["reason"], answered["name"]) == ("refused", "not-trusted", "")


def test_a_photograph_is_shown_to_our_own_devices(own_phone, guest, other_conference):
    guest.person.photo.save("face.png", ContentFile(b"\x89PNG picture"))
    found = own_phone.get("search/?q=person").json()["results"][0]
    shown = own_phone.client.get(found["photo"], headers=own_phone.headers)
    assert b"".join(shown.streaming_content) == b"\x89PNG picture"
    foreign = RegistrationFactory(conference=other_conference)
    assert own_phone.get(f"photo/{foreign.pk}/").status_code == 404


def test_search_asks_the_same_for_one_as_for_three(own_phone, conference, assert_constant_queries):
    own_phone.client.defaults["HTTP_AUTHORIZATION"] = own_phone.headers["Authorization"]
    assert_constant_queries(
        own_phone.base + "search/?q=person",
        lambda: RegistrationFactory(conference=conference, status="approved"),
        client=own_phone.client,
    )


# --- Badges, and what is held on a person --------------------------------------------------------------------


def test_a_badge_that_was_replaced_is_said_so_and_the_new_one_is_valid(phone, guest, owner):
    card = PrintedCard(guest.pk, guest.ticket_token, "")
    record_prints(guest.conference, [card], by=owner, language="en")
    before = guest.ticket_token
    seen_before = phone.seen(guest, ago=30)
    reprint_badge(guest, by=owner, reason="lost")
    guest.refresh_from_db()
    assert guest.ticket_token != before
    answered = phone.scan(before)
    assert (answered["result"], answered["reason"]) == ("refused", "old-badge")
    assert "replaced at" in answered["words"]
    assert answered["name"] == guest.person.name["en"]
    assert phone.scan(guest)["result"] == "admitted"
    state = phone.get("state/").json()
    assert [one["h"] for one in state["revoked"]] == [hashlib.sha256(before.encode()).hexdigest()[:32]]
    assert "replaced at" in state["revoked"][0]["r"]
    # Seen before the new one was made, and sent later: it was valid then.
    late = phone.send(seen_before).json()["results"][0]
    assert (late["result"], late["reason"]) == ("admitted", "")


def test_what_was_taken_back_does_not_come_back_when_a_device_sends_it_once_more(
    phone, guest, checkpoint, owner
):
    taken_back, nobodys, right = phone.seen(guest, ago=2), phone.seen("torn", ago=2), phone.seen(guest, ago=1)
    phone.send(taken_back, nobodys)
    withdraw_scan(Scan.objects.get(pk=taken_back["id"]), by=owner)
    again = phone.send(taken_back).json()
    assert (again["results"][0]["id"], again["results"][0]["result"]) == (taken_back["id"], "refused")
    assert again["results"][0]["words"] == "Record of attendance taken back"
    assert (again["inside"], Scan.objects.filter(registration=guest).count()) == (0, 0)
    # A guest who comes after all is recorded like anybody.
    assert phone.send(taken_back, right).json()["results"][1]["result"] == "admitted"
    assert live_checkpoint(checkpoint).inside == 1


def test_codes_tried_in_practice_mode_go_with_the_practice_data(
    phone, conference, guest, owner, owner_client
):
    phone.scan("torn before")
    change_registration_mode(conference, "test", by=owner)
    practising = RegistrationFactory(
        conference=conference, status="waiting", ticket_token="0123456789AB", is_practice=True
    )
    for code in (practising, "torn in between", guest):
        phone.scan(code)
    change_registration_mode(conference, "closed", by=owner)
    phone.scan("torn afterwards")
    settings = f"/{conference.slug}/secretariat/settings/"
    assert "scans: 1" in owner_client.get(settings).content.decode()
    clear_practice_data(conference, by=owner)
    left = Scan.objects.order_by("recorded_at")
    assert [(scan.registration, scan.reason) for scan in left] == [
        (None, "unreadable"), (guest, ""), (None, "unreadable"),
    ]  # fmt: skip
    assert clear_practice_data(conference, by=owner) == {}
    change_registration_mode(conference, "test", by=owner)
    phone.scan("torn while it lasts")
    assert clear_practice_data(conference, by=owner)["registrations.scans"] == 1


def test_a_person_reads_which_device_saw_them_and_is_forgotten_with_the_totals_kept(
    phone, guest, checkpoint, owner
):
    phone.scan(guest, shown="admitted")
    [held] = collect_registrations(guest.person)
    assert held["scans"][0] | {"at": None} == {
        "checkpoint": dict(checkpoint.name),
        "at": None,
        "direction": "in",
        "result": "admitted",
        "reason": "",
        "shown at the door": "admitted",
        "recorded by": phone.device.name,
    }
    before = guest.ticket_token
    erase_person(guest.person, by=owner)
    assert phone.get("state/").json()["admits"] == []
    answered = phone.scan(before)
    assert (answered["result"], answered["name"]) == ("refused", "")
    assert Registration.objects.attended().count() == 1


def test_two_records_of_one_person_joined_count_once(phone, conference, owner):
    kept, other = (
        approve_registration(RegistrationFactory(conference=conference), by=owner, notify=False)
        for _number in range(2)
    )
    phone.scan(kept, ago=5)
    phone.scan(other, ago=9)
    merge_registrations(kept.person, other.person, by=owner)
    assert list(Scan.objects.order_by("at").values_list("result", flat=True)) == ["admitted", "repeated"]
    assert Scan.objects.values("registration").distinct().count() == 1
