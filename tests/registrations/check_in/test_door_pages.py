"""The secretariat's side of the check-in: devices, a checkpoint live, the help desk, guests, sheets, exports."""

import datetime as dt
import io
import re
from uuid import uuid4

import pytest
import tablib
import time_machine
from django.urls import reverse
from django.utils import timezone

from confman.audit.models import AuditEntry
from registrations.attendance.domain.sign_in_sheets import enter_sheet
from registrations.attendance.models import CaseClosure, CheckInDevice, Checkpoint, Scan
from registrations.attendance.web.views import sign_in_sheets
from registrations.core.models.registration import Registration
from registrations.protocol.models import Honours
from registrations.seats.models import Seat
from tests.factories import (
    CategoryFactory,
    CheckInDeviceFactory,
    CheckpointFactory,
    DelegationFactory,
    RegistrationFactory,
    ScanFactory,
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
    return DoorDevice(CheckInDeviceFactory(checkpoint=checkpoint, name="Phone 1"))


@pytest.fixture
def guest(conference):
    return RegistrationFactory(conference=conference, status="approved")


def address(conference, name, *parts):
    space = "onsite" if name.startswith(("help", "guest")) else "secretariat"
    return reverse(f"registrations_{space}:{name}", args=[conference.slug, *parts])


def text_of(client, url, **headers):
    answered = client.get(url, headers=headers)
    assert answered.status_code == 200
    return re.sub(r"\s+", " ", answered.content.decode())


# --- Devices ---------------------------------------------------------------------------------------------------


def test_a_device_is_added_shown_a_code_enrolled_and_revoked(desk, client, conference, checkpoint):
    until = (timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    added = desk.post(
        address(conference, "device-add"),
        {"name": "Phone 3", "checkpoint": checkpoint.pk, "trusted": "on", "expires_at": until},
    )
    device = CheckInDevice.objects.get()
    assert added.url == address(conference, "device", device.pk)
    shown = desk.post(address(conference, "device-code", device.pk)).content.decode()
    code = re.search(r"/onsite/door/#([\w-]+)", shown)[1]
    part = address(conference, "device-state", device.pk)
    assert "every 3s" in text_of(desk, part, **{"HX-Request": "true"})
    enrolled = client.post(
        f"/{conference.slug}/onsite/door/enrol/", {"code": code}, content_type="application/json"
    )
    assert enrolled.json()["device"]["trusted"]
    assert "every 3s" not in text_of(desk, part, **{"HX-Request": "true"})
    desk.post(address(conference, "device-revoke", device.pk))
    headers = {"Authorization": f"Device {enrolled.json()['secret']}"}
    told = client.get(f"/{conference.slug}/onsite/door/state/", headers=headers)
    assert (told.status_code, told.json()["error"]) == (401, "revoked")
    assert "turned away" in text_of(desk, address(conference, "device-list"))
    verbs = set(AuditEntry.objects.about(device).values_list("verb", flat=True))
    assert verbs >= {
        f"registrations.device_{action}" for action in ("added", "code_shown", "enrolled", "revoked")
    }


def test_a_device_that_is_over_is_shown_no_code(desk, conference, phone):
    CheckInDevice.objects.update(revoked_at=timezone.now())
    answered = desk.post(address(conference, "device-code", phone.device.pk), follow=True)
    assert "revoked or has expired" in answered.content.decode()


def test_a_device_needs_some_time_to_work(desk, conference, checkpoint):
    answered = desk.post(
        address(conference, "device-add"),
        {"name": "Phone 3", "checkpoint": checkpoint.pk, "expires_at": "2020-01-01T10:00"},
    )
    assert "This time has passed" in answered.content.decode()
    assert not CheckInDevice.objects.exists()


@pytest.mark.parametrize(("hour", "evenings"), [(22, 0), (23, 1), (24, 1)])
def test_a_device_works_to_the_next_evening_that_is_not_over(member, client_as, conference, hour, evenings):
    def evening(days, hours=23):
        day = conference.ends_on + dt.timedelta(days=days)
        return dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hours)

    with time_machine.travel(evening(0, hour + 0.5).replace(tzinfo=conference.zone), tick=False):
        page = client_as(member("owner")).get(address(conference, "device-add"))
    assert page.context["form"]["expires_at"].value() == evening(evenings)


def test_a_wrong_clock_is_on_the_list(desk, conference, phone, guest):
    phone.clock = dt.timedelta(minutes=12)
    phone.scan(guest)
    assert "12 minutes ahead" in text_of(desk, address(conference, "device-list"))


def test_a_checkpoint_with_devices_stays(desk, conference, checkpoint, phone):
    answered = desk.post(address(conference, "checkpoint-delete", checkpoint.pk), follow=True)
    assert "Devices are enrolled" in answered.content.decode()
    assert Checkpoint.objects.exists()


def test_a_checkpoint_takes_room_capacity_and_categories(desk, conference, checkpoint):
    category = CategoryFactory(conference=conference)
    desk.post(
        address(conference, "checkpoint-change", checkpoint.pk),
        {
            "name_en": "Hall", "kind": "room", "mode": "in-out", "capacity": "40", "categories": [category.pk],
            "position": "1",
        },
    )  # fmt: skip
    checkpoint.refresh_from_db()
    assert (checkpoint.capacity, checkpoint.mode, list(checkpoint.categories.all())) == (
        40, "in-out", [category],
    )  # fmt: skip
    assert set(AuditEntry.objects.get(verb="registrations.checkpoint_changed").details["fields"]) >= {
        "capacity",
        "categories",
    }


def test_counting_in_another_way_settles_what_was_recorded_anew(desk, conference, checkpoint, phone, guest):
    phone.scan(guest, ago=2 * 24 * 60 - 10)
    phone.scan(guest, ago=1)
    assert Scan.objects.filter(result="admitted").count() == 2
    desk.post(
        address(conference, "checkpoint-change", checkpoint.pk),
        {"name_en": "Hall", "kind": "entrance", "mode": "once", "position": "1"},
    )
    assert list(Scan.objects.order_by("at").values_list("result", "slot")) == [
        ("admitted", "once"),
        ("repeated", None),
    ]


# --- Live ------------------------------------------------------------------------------------------------------


def test_a_checkpoint_live_says_who_is_inside_and_what_was_not_green(desk, conference):
    door = CheckpointFactory(conference=conference, mode="in-out", capacity=2)
    phone = DoorDevice(CheckInDeviceFactory(checkpoint=door))
    delegation = DelegationFactory(conference=conference)
    rows = RegistrationFactory.create_batch(
        3, conference=conference, status="approved", delegation=delegation
    )
    for row in rows:
        phone.scan(row)
    phone.scan(rows[0], direction="out")
    phone.scan("ABCDABCDABCD")
    url = address(conference, "checkpoint-live", door.pk)
    page = text_of(desk, url)
    assert "<dt>Inside now</dt><dd>2</dd>" in page
    assert "Full: 2 are inside" in page
    assert "There is no participant with this code" in page
    inside = text_of(desk, f"{url}?delegation={delegation.pk}")
    listed = inside[inside.index("inside-heading") : inside.index("</ul>", inside.index("inside-heading"))]
    assert str(rows[1].person.name) in listed
    assert str(rows[0].person.name) not in listed
    part = desk.get(url, headers={"HX-Request": "true", "HX-Trigger": "live"}).content.decode()
    assert "<html" not in part
    # A reader who filters on a phone is told on the folded line that the list is narrowed.
    narrowed = desk.get(f"{url}?delegation={delegation.pk}", headers={"HX-Request": "true"}).content.decode()
    assert re.search(r'id="filters-set">1<', narrowed)


def test_two_doors_that_let_in_one_badge_are_shown(desk, conference, checkpoint, phone, guest):
    other = DoorDevice(CheckInDeviceFactory(checkpoint=checkpoint, name="Phone 2"))
    late = phone.seen(guest, ago=1, shown="admitted")
    other.scan(guest, shown="admitted")
    phone.send(late)
    page = text_of(desk, address(conference, "checkpoint-live", checkpoint.pk))
    told = page[page.index("twice-heading") : page.index("away-heading")]
    assert "Phone 1" in told
    assert "Phone 2" in told
    assert "shown: admitted" in told


def test_the_live_page_asks_the_same_for_one_scan_as_for_three(
    desk, conference, checkpoint, phone, assert_constant_queries
):
    def add():
        row = RegistrationFactory(conference=conference, status="approved", mode="online")
        ScanFactory(checkpoint=checkpoint, registration=row, reason="online", device=phone.device)

    assert_constant_queries(address(conference, "checkpoint-live", checkpoint.pk), add, client=desk)


@pytest.mark.parametrize("name", ["attendance", "device-list", "help-desk"])
def test_lists_ask_the_same_for_one_row_as_for_three(
    desk, conference, checkpoint, assert_constant_queries, name
):
    def add():
        device = CheckInDeviceFactory(checkpoint=checkpoint)
        delegation = DelegationFactory(conference=conference)
        row = RegistrationFactory(conference=conference, status="approved", delegation=delegation)
        ScanFactory(checkpoint=checkpoint, registration=row, reason="category", device=device)

    assert_constant_queries(address(conference, name), add, client=desk)


# --- The help desk -------------------------------------------------------------------------------------------


def test_who_is_refused_stands_at_the_help_desk_with_the_note_of_the_door(desk, conference, phone):
    row = RegistrationFactory(conference=conference, status="submitted", ticket_token="AAAABBBBCCCC")
    note = phone.scan(row)["note"]
    phone.scan(row)
    page = text_of(desk, address(conference, "help-desk") + f"?note={note.lower()}")
    assert str(row.person.name) in page
    assert "The registration is not approved" in page
    assert "Send the person to the help desk" not in page, "here they are"
    assert "Phone 1" in page
    assert address(conference, "decide", row.pk, "approve") in page
    assert "No open case has this note" in text_of(desk, address(conference, "help-desk") + "?note=torn!")


def test_several_tries_are_one_case_which_is_closed_once(desk, conference, phone):
    row = RegistrationFactory(conference=conference, status="submitted", ticket_token="AAAABBBBCCCC")
    phone.scan(row)
    phone.scan(row)
    url = address(conference, "help-desk")
    page = text_of(desk, url)
    assert "1 open case<" in page
    assert "tried 2 times" in page
    case = Scan.objects.latest("at")
    closing = address(conference, "help-desk-case", case.pk)
    desk.post(closing, {"outcome": "sent-away"})
    desk.post(closing, {"outcome": "sent-away"})
    assert CaseClosure.objects.count() == 2
    assert AuditEntry.objects.filter(verb="registrations.case_closed").count() == 1
    assert "There is nobody waiting" in text_of(desk, url)


def test_who_comes_in_afterwards_needs_no_help(desk, conference, phone, guest):
    Registration.objects.filter(pk=guest.pk).update(status="submitted")
    phone.scan(guest)
    Registration.objects.filter(pk=guest.pk).update(status="approved")
    phone.scan(guest)
    assert "There is nobody waiting" in text_of(desk, address(conference, "help-desk"))


def test_who_was_let_in_with_a_reason_needs_help_until_green_at_the_same_door(desk, conference, phone, guest):
    meal = CheckpointFactory(conference=conference, mode="in-out")
    meal.categories.add(CategoryFactory(conference=conference))
    other = DoorDevice(CheckInDeviceFactory(checkpoint=meal, name="Phone 2"))
    assert other.scan(guest)["reason"] == "category"
    phone.scan(guest)
    other.scan(guest, direction="out")
    page = text_of(desk, address(conference, "help-desk"))
    assert "1 open case<" in page
    meal.categories.clear()
    other.scan(guest)
    assert "There is nobody waiting" in text_of(desk, address(conference, "help-desk"))


def test_all_are_closed_at_once(desk, conference, phone):
    def comes():
        phone.scan(f"ABCDABCD{uuid4().hex[:4].upper().translate(str.maketrans('ILOU', '1110'))}")

    comes()
    comes()
    shown = desk.get(address(conference, "help-desk")).content.decode()
    comes()
    sent = {"selected": re.findall(r'name="selected" value="([^"]+)"', shown)}
    answered = desk.post(address(conference, "help-desk-close-all"), sent, follow=True).content.decode()
    assert "2 cases were closed" in answered and "1 open case<" in answered, "who came since then stays"


def test_a_substitute_is_processed_at_the_desk(desk, conference, phone):
    delegation = DelegationFactory(conference=conference)
    row = RegistrationFactory(conference=conference, status="approved", delegation=delegation)
    desk.post(
        address(conference, "substitute", row.pk), {"name": "Nodira Example", "email": "nodira@example.org"}
    )
    successor = Registration.objects.get(replaces=row)
    assert successor.is_approved
    assert phone.scan(row)["reason"] == "replaced"
    assert phone.scan(successor)["result"] == "admitted"


def test_the_check_in_sees_the_cases_and_decides_nothing(client_as, member, conference, phone):
    row = RegistrationFactory(conference=conference, status="submitted", ticket_token="AAAABBBBCCCC")
    phone.scan(row)
    page = text_of(client_as(member("check-in")), address(conference, "help-desk"))
    assert str(row.person.name) in page
    assert "/approve/" not in page


# --- Guests of honour ------------------------------------------------------------------------------------------


@pytest.fixture
def begun(conference):
    """The first day of the conference is today."""
    return begin(conference, 0)


def begin(conference, days):
    """Have the conference, of two days, begin in so many days."""
    conference.starts_on = conference.today() + dt.timedelta(days=days)
    conference.ends_on = conference.starts_on + dt.timedelta(days=1)
    conference.save()
    return conference


def test_a_liaison_marks_a_guest_as_arrived_and_takes_it_back(
    client_as, member, conference, begun, checkpoint, guest
):
    honours = Honours.objects.create(registration=guest, greeter="The Minister")
    liaison = client_as(member("protocol"))
    url = address(conference, "guests")
    assert "1 is expected today" in text_of(liaison, url)
    arrived = address(conference, "guest-action", honours.pk, "arrived")
    liaison.post(arrived)
    liaison.post(arrived)
    assert Scan.objects.get(result="admitted").means == "liaison"
    assert "All guests have arrived" in text_of(liaison, url)
    liaison.post(address(conference, "guest-action", honours.pk, "not-arrived"))
    assert not Scan.objects.exists()
    assert AuditEntry.objects.filter(verb="registrations.scan_withdrawn").exists()


def test_guests_are_expected_today_on_the_days_of_the_conference_only(
    client_as, member, conference, checkpoint, guest
):
    Honours.objects.create(registration=guest)
    liaison, url = client_as(member("protocol")), address(conference, "guests")
    begin(conference, 5)
    page = text_of(liaison, url)
    assert "today" not in page and "They are expected on" in page
    begin(conference, -5)
    page = text_of(liaison, url)
    assert "expected" not in page and "The conference ended on" in page


def test_a_guest_arrives_anew_on_each_day_at_an_entrance_that_counts_once(
    client_as, member, conference, begun, checkpoint, guest
):
    Checkpoint.objects.filter(pk=checkpoint.pk).update(mode="once")
    honours = Honours.objects.create(registration=guest)
    ScanFactory(
        checkpoint=checkpoint, registration=guest, at=timezone.now() - dt.timedelta(days=1), slot="once"
    )
    liaison = client_as(member("protocol"))
    url = address(conference, "guests")
    assert "1 is expected today" in text_of(liaison, url)
    liaison.post(address(conference, "guest-action", honours.pk, "arrived"))
    assert "All guests have arrived" in text_of(liaison, url)
    liaison.post(address(conference, "guest-action", honours.pk, "not-arrived"))
    assert "1 is expected today" in text_of(liaison, url)


def test_a_guest_whom_a_door_saw_has_arrived(client_as, member, conference, phone, guest):
    Honours.objects.create(registration=guest)
    phone.scan(guest)
    page = text_of(client_as(member("protocol")), address(conference, "guests"))
    assert "Arrived" in page
    assert "Take back" not in page


def test_guests_ask_the_same_for_one_as_for_three(desk, conference, checkpoint, assert_constant_queries):
    def add():
        row = RegistrationFactory(conference=conference, status="approved")
        Honours.objects.create(registration=row)
        ScanFactory(checkpoint=checkpoint, registration=row)

    assert_constant_queries(address(conference, "guests"), add, client=desk)


# --- Sheets ------------------------------------------------------------------------------------------------------


def test_a_sheet_is_entered_in_its_order_once_and_taken_back(desk, begun, checkpoint):
    rows = [
        RegistrationFactory(conference=begun, status="approved", person__name={"en": name})
        for name in ("Anna Sample", "Boris Sample", "Clara Sample")
    ]
    url = f"{address(begun, 'sheet')}?checkpoint={checkpoint.pk}&day={begun.starts_on}"
    page = text_of(desk, url)
    assert [page.index(str(row.pk)) for row in rows] == sorted(page.index(str(row.pk)) for row in rows)
    for _time in range(2):
        desk.post(url, {"signed": [rows[0].pk, rows[1].pk, "torn"]})
    assert set(Scan.objects.values_list("registration", "means", "result")) == {
        (row.pk, "sheet", "admitted") for row in rows[:2]
    }
    assert text_of(desk, url).count('name="was"') == 2
    desk.post(url, {"was": [rows[0].pk, rows[1].pk], "signed": [rows[0].pk]})
    assert Scan.objects.get().registration == rows[0]
    assert Registration.objects.attended().get() == rows[0]


def test_of_two_who_enter_a_sheet_neither_takes_back_what_the_other_has_entered(desk, begun, checkpoint):
    first, second, third = (
        RegistrationFactory(conference=begun, status="approved", person__name={"en": name})
        for name in ("Anna Sample", "Boris Sample", "Clara Sample")
    )
    url = f"{address(begun, 'sheet')}?checkpoint={checkpoint.pk}&day={begun.starts_on}"
    desk.post(url, {"signed": [first.pk]})
    # Both have the page on which the first has signed: one clears that box, the other ticks another.
    desk.post(url, {"was": [first.pk], "signed": [second.pk]})
    desk.post(url, {"was": [first.pk], "signed": [first.pk, third.pk]})
    assert set(Scan.objects.values_list("registration", flat=True)) == {second.pk, third.pk}


def test_what_a_door_recorded_stays_whatever_is_ticked(desk, begun, checkpoint, phone, guest):
    phone.scan(guest)
    url = f"{address(begun, 'sheet')}?checkpoint={checkpoint.pk}&day={begun.starts_on}"
    desk.post(url, {"signed": [guest.pk]})
    desk.post(url, {"was": [guest.pk]})
    assert Scan.objects.get().means == "ticket"


def test_a_page_of_a_sheet_is_entered_by_itself(desk, begun, checkpoint, monkeypatch):
    monkeypatch.setattr(sign_in_sheets, "LINES_A_PAGE", 2)
    rows = [
        RegistrationFactory(conference=begun, status="approved", person__name={"en": name})
        for name in ("Anna Adams", "Boris Brown", "Clara Clark")
    ]
    url = f"{address(begun, 'sheet')}?checkpoint={checkpoint.pk}&day={begun.starts_on}"
    first, second = desk.get(url), desk.get(f"{url}&page=2")
    assert [line.number for line in first.context["lines"]] == [1, 2]
    assert [line.registration for line in second.context["lines"]] == [rows[2]]
    assert "3–3 of 3" in second.content.decode()
    desk.post(url, {"signed": [rows[0].pk]})
    # People on another page are neither signed nor withdrawn by this one.
    desk.post(f"{url}&page=2", {"signed": [rows[2].pk]})
    assert set(Scan.objects.values_list("registration", flat=True)) == {rows[0].pk, rows[2].pk}


def test_a_line_of_a_sheet_is_found_by_the_name_in_any_script(desk, begun, checkpoint):
    for name in ("Anna Adams", "Boris Brown"):
        RegistrationFactory(conference=begun, status="approved", person__name={"en": name})
    url = f"{address(begun, 'sheet')}?checkpoint={checkpoint.pk}&day={begun.starts_on}"
    found = desk.get(url, {"checkpoint": checkpoint.pk, "q": "Борис"})
    assert [(line.number, str(line.registration.person.name)) for line in found.context["lines"]] == [
        (2, "Boris Brown")
    ]
    assert (
        "There is no such name on this sheet"
        in desk.get(url, {"checkpoint": checkpoint.pk, "q": "xyz"}).content.decode()
    )


def test_a_signature_counts_from_the_beginning_of_the_session_for_those_who_signed_up(desk, begun, owner):
    start = timezone.now() - dt.timedelta(hours=1)
    session = SessionFactory(conference=begun, sign_up=True, start=start, end=start + dt.timedelta(hours=2))
    door = CheckpointFactory(conference=begun, kind="session", session=session, mode="once")
    signed_up, other = RegistrationFactory.create_batch(2, conference=begun, status="approved")
    Seat.objects.create(registration=signed_up, session=session)
    day = begun.local(start).date()
    both = {signed_up.pk, other.pk}
    enter_sheet(door, day=day, lines=both, signed=both, by=owner)
    scan = Scan.objects.get()
    assert (scan.registration, scan.at) == (signed_up, start)


def test_nobody_has_signed_on_a_day_to_come(desk, conference, checkpoint, guest):
    url = f"{address(conference, 'sheet')}?checkpoint={checkpoint.pk}&day={conference.ends_on}"
    answered = desk.post(url, {"signed": [guest.pk]}, follow=True)
    assert "has not come yet" in answered.content.decode()
    assert not Scan.objects.exists()


def test_a_sheet_asks_the_same_for_one_line_as_for_three(
    desk, conference, checkpoint, assert_constant_queries
):
    assert_constant_queries(
        address(conference, "sheet"),
        lambda: RegistrationFactory(conference=conference, status="approved"),
        client=desk,
    )


# --- Out -----------------------------------------------------------------------------------------------------------


def test_attendance_goes_out_as_it_is_filtered(desk, conference, checkpoint, phone, guest):
    elsewhere = CheckpointFactory(conference=conference)
    ScanFactory(checkpoint=elsewhere, registration=RegistrationFactory(conference=conference))
    phone.scan(guest)
    phone.scan("ABCDABCDABCD")
    url = f"{address(conference, 'attendance-export')}?checkpoint={checkpoint.pk}"
    for kind in ("csv", "xlsx"):
        answered = desk.post(url, {"format": kind})
        assert answered.status_code == 200
        table = tablib.Dataset().load(
            io.BytesIO(answered.content) if kind == "xlsx" else answered.content.decode("utf-8-sig"),
            format=kind,
        )
        [row] = table.dict
        assert row["Name"] == guest.person.name["en"]
        assert row["Device"] == "Phone 1"
        assert row["Result"] == "admitted"
    entry = AuditEntry.objects.filter(verb="registrations.attendance_exported").first()
    assert entry.details == {"format": "xlsx", "filters": ["checkpoint"]}


def test_taking_a_record_back_leaves_the_other_to_count(desk, conference, phone, guest):
    phone.scan(guest, ago=3)
    phone.scan(guest)
    first = Scan.objects.earliest("at")
    desk.post(address(conference, "scan-withdraw", first.pk))
    assert Scan.objects.get().result == "admitted"
