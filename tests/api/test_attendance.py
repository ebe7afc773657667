"""Check-in and attendance through the API, and the ledger of invitees."""

import pytest

from registrations.attendance.models import Scan
from tests.factories import (
    CheckpointFactory,
    InviteeFactory,
    RegistrationFactory,
    ScanFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def checkpoint(conference):
    return CheckpointFactory(conference=conference)


def test_the_holder_of_a_code_is_recorded_and_the_words_are_those_of_the_door(
    program, conference, checkpoint, owner
):
    row = RegistrationFactory(conference=conference, status="approved", ticket_token="7F3K9QWX2M4T")
    path = f"/checkpoints/{checkpoint.pk}/scans"
    first = program.post(path, {"code": "7f3k-9qwx-2m4t"})
    assert first.status_code == 201, first.content
    said = first.json()
    assert (said["result"], said["words"], said["note"]) == ("admitted", "Recorded.", "")
    assert said["registration"] == str(row.pk) and said["name"] == dict(row.person.name)
    assert Scan.objects.get(pk=said["id"]).recorded_by == owner
    again = program.post(path, {"code": "7F3K9QWX2M4T"}).json()
    assert again["result"] == "repeated" and again["reason"] == "before"
    [counted] = program.get("/checkpoints").json()["items"]
    assert counted["people"] == 1


def test_who_is_not_approved_is_recorded_as_refused_and_sent_to_the_help_desk(
    program, conference, checkpoint
):
    RegistrationFactory(conference=conference, status="waiting", ticket_token="7F3K9QWX2M4T")
    said = program.post(f"/checkpoints/{checkpoint.pk}/scans", {"code": "7F3K9QWX2M4T"}).json()
    assert said["result"] == "refused" and "help desk" in said["words"] and len(said["note"]) == 4


def test_a_code_of_nobody_or_of_another_conference_records_nothing(program, other_conference, checkpoint):
    RegistrationFactory(conference=other_conference, status="approved", ticket_token="7F3K9QWX2M4T")
    answer = program.post(f"/checkpoints/{checkpoint.pk}/scans", {"code": "7F3K9QWX2M4T"})
    assert answer.status_code == 409 and "There is no participant with this code" in answer.json()["detail"]
    assert not Scan.objects.exists()


def test_a_scan_sent_twice_counts_once(program, conference, checkpoint):
    RegistrationFactory(conference=conference, status="approved", ticket_token="7F3K9QWX2M4T")
    path, sent = f"/checkpoints/{checkpoint.pk}/scans", {"code": "7F3K9QWX2M4T"}
    assert (
        program.post(path, sent, Idempotency_Key="a").json()
        == program.post(path, sent, Idempotency_Key="a").json()
    )
    assert Scan.objects.count() == 1


def test_attendance_is_read_by_session_and_by_person(program, conference):
    session = SessionFactory(conference=conference)
    door = CheckpointFactory(conference=conference, session=session)
    here = ScanFactory(checkpoint=door, registration__conference=conference)
    other = ScanFactory(
        checkpoint=CheckpointFactory(conference=conference), registration__conference=conference
    )
    Scan.objects.create(checkpoint=door, result="refused", reason="unknown")

    def read(query=""):
        return [row["id"] for row in program.get(f"/attendance{query}").json()["items"]]

    assert set(read()) == {str(here.pk), str(other.pk)}
    assert read(f"?session={session.pk}") == [str(here.pk)]
    assert read(f"?registration={other.registration_id}") == [str(other.pk)]
    assert read("?result=refused") == []


def test_invitees_are_read_with_their_letters_and_replies(program, conference):
    silent = InviteeFactory(conference=conference)
    InviteeFactory(conference=conference, reply="regrets")
    assert len(program.get("/invitees").json()["items"]) == 2
    [row] = program.get("/invitees?reply=silent").json()["items"]
    assert row["id"] == str(silent.pk) and row["letter"] is None and row["email"] == silent.email
    assert program.get(f"/invitees/{silent.pk}").json() == row


@pytest.mark.parametrize(
    ("path", "add"),
    [
        ("/checkpoints", lambda conference: CheckpointFactory(conference=conference)),
        ("/attendance", lambda conference: ScanFactory(registration__conference=conference)),
        ("/invitees", lambda conference: InviteeFactory(conference=conference)),
    ],
)
def test_a_list_makes_as_many_queries_for_three_rows_as_for_one(
    program, conference, path, add, assert_constant_queries
):
    assert_constant_queries(path, lambda: add(conference), client=program)
