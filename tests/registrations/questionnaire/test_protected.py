"""Passport and visa: sealed, for the protocol role alone, every look in the history; erased when their time is over."""

import datetime as dt
import json

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.people.domain.merge import merge_people
from confman.people.domain.people import change_person
from confman.people.domain.privacy import erase_expired, erase_person, person_data_file
from confman.web.errors import Refused
from registrations.core.domain.capacity import claim_places
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration, Travel, VisaCase
from registrations.lists.exchange import export_people
from registrations.protocol.domain.arrangements import save_travel
from registrations.questionnaire.domain.answer_writer import Answers, SentFile, save_answers
from registrations.questionnaire.domain.builder import add_field, add_group
from registrations.questionnaire.domain.sealed_data import own_protected, read_protected, read_protected_of
from registrations.questionnaire.models import AnswerFile, FormField, ProtectedAnswer, QuestionStage
from tests.factories import FormFieldFactory, RegistrationFactory
from tests.registrations.portal.test_participants import path_of

pytestmark = pytest.mark.django_db
PASSPORT = {"number": "AB 1234567", "nationality": "UZ", "valid_until": dt.date(2031, 5, 1)}
VISA = {"needs_visa": True, "consulate": "Geneva", "notes": "Refused in 2019."}


@pytest.fixture
def row(conference, owner):
    add_group(conference, "passport", by=owner)
    row = RegistrationFactory(conference=conference, status="approved")
    save_answers(row, Answers({"passport": PASSPORT, "visa": VISA}), by=owner, stages=tuple(QuestionStage))
    return row


def keys_of(conference):
    return {field.type: field.key for field in FormField.objects.of(conference)}


def test_the_database_does_not_tell_what_is_sealed(row):
    stored = " ".join(ProtectedAnswer.objects.values_list("sealed", flat=True))
    assert stored
    everything = stored + str(Registration.objects.values()) + str(list(AuditEntry.objects.values()))
    assert "AB 1234567" not in everything and "Refused in" not in everything
    case = VisaCase.objects.get(registration=row)
    assert (case.state, case.consulate) == ("needed", "Geneva"), "what the visa tracker works with"


def test_protocol_looks_with_a_reason_and_nobody_else_does(row, conference, member, client_as):
    address = reverse("registrations_secretariat:protected", args=[conference.slug, row.pk])
    registration, protocol = member("registration"), member("protocol")
    assert client_as(registration).post(address, {"reason": "curious"}).status_code == 403
    with pytest.raises(PermissionDenied):
        read_protected(row, by=registration, reason="curious")
    page = reverse("registrations_secretariat:registration", args=[conference.slug, row.pk])
    for user in (registration, protocol):
        content = client_as(user).get(page).content.decode()
        assert "1234567" not in content
        assert (address in content) == (user == protocol)

    assert "1234567" not in client_as(protocol).post(address, {"reason": " "}).content.decode()
    assert not AuditEntry.objects.filter(verb="registrations.protected_seen").exists()
    seen = client_as(protocol).post(address, {"reason": "Visa letter"})
    assert "AB 1234567" in seen.content.decode() and "no-store" in seen["Cache-Control"]
    [entry] = AuditEntry.objects.filter(verb="registrations.protected_seen")
    assert (entry.by, entry.reason, str(entry.target_id)) == (protocol, "Visa letter", str(row.pk))
    assert "1234567" not in str(entry.details)


def test_a_document_of_protocol_looks_at_many_and_each_has_its_entry(
    row, conference, other_conference, owner, member
):
    foreign = RegistrationFactory(conference=other_conference)
    more = RegistrationFactory(conference=conference)
    found = read_protected_of(
        conference, [row, more, foreign], by=member("protocol"), reason="List for the host"
    )
    assert found[row.pk]["passport"]["number"] == "AB 1234567"
    assert found[more.pk] == {} and foreign.pk not in found
    assert AuditEntry.objects.filter(verb="registrations.protected_seen").count() == 2
    with pytest.raises(Refused):
        read_protected_of(conference, [row], by=owner, reason="")


def test_no_export_carries_it_but_the_persons_own_file_does(row, conference):
    assert b"1234567" not in export_people(conference, format="csv")
    data = json.loads(person_data_file(row.person, by=system_user("participant")))
    assert "AB 1234567" in str(data["registrations.answers"]) and "Refused in 2019." in str(data)


def test_the_person_sees_and_replaces_their_own(row, conference, client):
    client.get(path_of(registration_link(row)))
    address = reverse("registrations_portal:answers", args=[conference.slug, row.pk])
    assert 'value="AB 1234567"' in client.get(address).content.decode()
    sent = {
        "q_passport_number": "CD 7654321",
        "q_passport_nationality": "UZ",
        "q_passport_valid_until": "2032-01-01",
    }
    assert client.post(address, {**sent, "q_visa_needs_visa": "no"}).status_code == 302
    assert own_protected(row)["passport"]["number"] == "CD 7654321"
    assert VisaCase.objects.get(registration=row).state == "not-needed"
    assert client.post(address, {}).status_code == 302, "and takes it back"
    assert not ProtectedAnswer.objects.exists() and not VisaCase.objects.exists()


def test_what_protocol_has_done_about_a_visa_stays(row, owner):
    VisaCase.objects.update(state="granted")
    save_answers(row, Answers({"visa": {"needs_visa": False}}), by=owner, stages=tuple(QuestionStage))
    assert VisaCase.objects.get().state == "granted"


def test_keys_are_changed_without_losing_anything(row, settings, capsys):
    # Sealed by the key that follows from the secret key; then the first keys are set, changed, and one is given up.
    for keys in (["the first key"], ["the second key", "the first key"]):
        settings.FIELD_ENCRYPTION_KEYS = keys
        assert own_protected(row)["passport"]["number"] == "AB 1234567"
    call_command("rotatefieldkeys")
    assert "2 protected answers" in capsys.readouterr().out
    settings.SECRET_KEY, settings.FIELD_ENCRYPTION_KEYS = "another", ["the second key"]
    assert own_protected(row)["passport"]["number"] == "AB 1234567"
    settings.FIELD_ENCRYPTION_KEYS = ["a wrong key"]
    assert own_protected(row)["passport"] == {"unreadable": True}
    with pytest.raises(CommandError, match="2 protected answers"):
        call_command("rotatefieldkeys")


def test_an_answer_whose_key_is_gone_breaks_no_page(row, settings, conference, member, client_as):
    settings.SECRET_KEY = "another secret key of fifty characters and of no use"
    address = reverse("registrations_secretariat:protected", args=[conference.slug, row.pk])
    client = client_as(member("protocol"))
    assert "cannot be read" in client.post(address, {"reason": "Visa letter"}).content.decode()


# --- Retention, erasure, merging -----------------------------------------------------------------------------


def answered_everywhere(conference, owner, **more):
    add_field(conference, by=owner, type="text", key="wish", label={"en": "Wish"})
    add_field(conference, by=owner, type="text", key="motto", label={"en": "Motto"}, retention="record")
    add_group(conference, "travel", by=owner)
    paper = FormFieldFactory(conference=conference, key="paper", type="file")
    row = RegistrationFactory(conference=conference, status="approved", **more)
    values = {
        "wish": "Tea",
        "motto": "Onwards",
        "arrival": {"arrives_at": dt.datetime(2027, 3, 29, 5, tzinfo=dt.UTC), "arrival_flight": "HY 602"},
    }
    files = {paper.key: SentFile(ContentFile(b"%PDF", name="a.pdf"), "a.pdf")}
    save_answers(row, Answers(values, files), by=owner, stages=tuple(QuestionStage))
    return row


def test_what_the_event_alone_needed_goes_a_month_after_it(
    row, conference, owner, django_capture_on_commit_callbacks
):
    other = answered_everywhere(conference, owner, person__listing="public")
    add_field(conference, by=owner, type="accommodation", label={"en": "Room"})
    save_travel(
        other, by=owner, transfer="Bus 2", remarks="In a wheelchair", hotel="Hotel A", room_number="12"
    )
    lodged = RegistrationFactory(conference=conference, status="approved")
    save_travel(lodged, by=owner, hotel="Hotel B")
    with time_machine.travel(dt.datetime(2027, 4, 30, 12, tzinfo=dt.UTC)):
        erase_expired(conference, by=owner)
    assert ProtectedAnswer.objects.count() == 2, "the thirtieth day is not over"
    with time_machine.travel(dt.datetime(2027, 5, 2, 12, tzinfo=dt.UTC)):
        assert erase_expired(conference, by=owner) == 0, "nobody is erased yet"
    assert not ProtectedAnswer.objects.exists() and not VisaCase.objects.exists()
    assert Travel.objects.get(registration=other).arrival_flight == ""
    for noted in ("transfer", "remarks", "hotel", "room_number"):
        assert not Travel.objects.exclude(**{noted: ""}).exists(), "what protocol noted beside it goes, too"
    other.refresh_from_db()
    assert other.answers == {"wish": "Tea", "motto": "Onwards"}
    assert other.answer_files.exists()
    with time_machine.travel(dt.datetime(2040, 1, 1, tzinfo=dt.UTC)):
        erase_expired(conference, by=owner)
    other.refresh_from_db()
    assert other.answers == {"motto": "Onwards"}, (
        "who chose to be public stays; what they said of it does not"
    )
    assert not other.answer_files.exists()


def test_a_photograph_for_the_event_alone_goes_from_the_person_too_and_no_other(
    conference, owner, django_capture_on_commit_callbacks
):
    face = add_field(conference, by=owner, type="photo", label={"en": "Photograph"}, retention="event")
    first, second = RegistrationFactory.create_batch(2, conference=conference, status="approved")
    for row in (first, second):
        sent = SentFile(ContentFile(b"a face", name="photo.jpg"), "Photograph")
        save_answers(row, Answers({}, {face.key: sent}), by=owner)
    change_person(second.person, by=owner, photo=ContentFile(b"another", name="portrait.jpg"))
    first.person.refresh_from_db()
    assert first.person.photo
    late = time_machine.travel(dt.datetime(2027, 5, 2, 12, tzinfo=dt.UTC))
    with late, django_capture_on_commit_callbacks(execute=True):
        erase_expired(conference, by=owner)
    assert not AnswerFile.objects.exists()
    first.person.refresh_from_db()
    second.person.refresh_from_db()
    assert not first.person.photo and second.person.photo.read() == b"another"


def test_erasing_a_person_leaves_no_answer(row, conference, owner, django_capture_on_commit_callbacks):
    other = answered_everywhere(conference, owner)
    stored = AnswerFile.objects.get().file
    Registration.objects.update(draft={"page": "answers", "values": {"q_wish": ["Half"]}})
    with django_capture_on_commit_callbacks(execute=True):
        for one in (row, other):
            claim_places(Registration.objects.holding_a_place())
            erase_person(one.person, by=owner)
    assert not stored.storage.exists(stored.name)
    assert not any(model.objects.exists() for model in (ProtectedAnswer, AnswerFile, Travel, VisaCase))
    assert set(map(str, Registration.objects.values_list("answers", "draft"))) == {"({}, {})"}


def test_merging_two_people_keeps_what_both_answered(row, conference, owner):
    other = answered_everywhere(conference, owner)
    save_answers(row, Answers({"wish": "Coffee"}), by=owner)
    kept, merged = row.person, other.person
    Registration.objects.filter(pk=other.pk).update(status="submitted")
    merge_people(kept, merged, by=owner)
    stays = Registration.objects.get(person=kept, status="approved")
    assert stays.pk == row.pk
    assert stays.answers == {"wish": "Coffee", "motto": "Onwards"}
    assert stays.travel.arrival_flight == "HY 602"
    assert stays.answer_files.get().name == "a.pdf"
    assert keys_of(conference)["passport"] in own_protected(stays)
