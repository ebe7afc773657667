"""The demo's participants, practice, personal data: what the floors below ask of this one."""

import json

import pytest
from django.core.management import call_command

from confman.accounts.system_users import system_user
from confman.conferences.domain.creation import create_conference
from confman.conferences.domain.practice import clear_practice_data
from confman.conferences.models import Conference
from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import forget_person, person_data_file
from registrations.attendance.models.attendance import Checkpoint, Scan
from registrations.core.models.delegation import FocalPoint
from registrations.core.models.registration import Registration, RegistrationStatus
from registrations.correspondence.models import Correspondence
from registrations.lifecycle.domain.decisions import approve_registration
from registrations.lifecycle.domain.enrolment import begin_registration, submit_registration
from tests.factories import (
    CategoryFactory,
    FocalPointFactory,
    PersonFactory,
    RegistrationFactory,
    ScanFactory,
)

pytestmark = pytest.mark.django_db


def test_the_demo_has_participants_in_every_state_and_keeps_edits():
    call_command("demo")
    conference = Conference.objects.get(slug="tashkent2017")
    rows = Registration.objects.of(conference)
    assert 110 <= rows.count() <= 160
    assert set(rows.values_list("status", flat=True)) == set(RegistrationStatus.values)
    assert conference.taken == rows.holding_a_place().count()
    assert rows.attended().count() > 60
    for row in rows.filter(delegation__isnull=False).select_related("person"):
        assert "(sample)" in row.person.name.get("en", "") or "(образец)" in row.person.name.get("ru", "")

    own = rows.get(person__email="participant@example.org")
    assert own.certificate.number, "the participant's account has a certificate to show"
    letters = Correspondence.objects.of(conference).filter(kind="visa")
    assert set(letters.values_list("language", flat=True)) == {"ru", "en"}

    first = rows.first()
    Registration.objects.filter(pk=first.pk).update(notes="Edited")
    before = (rows.count(), Scan.objects.count(), letters.count())
    call_command("demo")

    first.refresh_from_db()
    assert first.notes == "Edited"
    assert (rows.count(), Scan.objects.count(), letters.count()) == before


def test_a_new_conference_has_the_category_participant_and_an_entrance():
    import datetime as dt

    day = dt.date(2027, 5, 1)
    conference = create_conference(
        by=system_user("command"), title="A meeting", starts_on=day, ends_on=day, languages=["ru", "en"]
    )
    category = conference.categories.get()
    assert (category.name, category.letter) == ({"ru": "Участник", "en": "Participant"}, "P")
    assert Checkpoint.objects.of(conference).count() == 1


def test_clearing_practice_takes_the_rehearsal_and_nothing_else(conference, owner):
    real = approve_registration(RegistrationFactory(conference=conference), by=owner)
    conference.registration_mode = "test"
    conference.save(update_fields=["registration_mode"])
    person = PersonFactory(conference=conference, is_practice=True)
    practice = begin_registration(person, category=real.category, by=owner)
    approve_registration(submit_registration(practice, by=owner, confirmed=True), by=owner)
    real.category.refresh_from_db()
    assert real.category.taken == 2

    clear_practice_data(conference, by=owner)

    assert [row.pk for row in Registration.objects.all()] == [real.pk]
    real.category.refresh_from_db()
    conference.refresh_from_db()
    assert (real.category.taken, conference.taken) == (1, 1)


def test_a_persons_file_has_their_registration_and_when_they_were_there(conference, owner):
    scan = ScanFactory(registration=RegistrationFactory(conference=conference, status="approved"))
    FocalPointFactory(delegation__conference=conference, person=scan.registration.person)

    held = json.loads(person_data_file(scan.registration.person, by=owner))

    (registration,) = held["registrations.registrations"]
    assert registration["status"] == "approved"
    assert len(registration["scans"]) == 1
    assert len(held["registrations.focal_points"]) == 1


def test_erasing_a_person_keeps_the_totals_and_nothing_that_names_them(conference, owner):
    scan = ScanFactory(
        registration=RegistrationFactory(conference=conference, status="approved", notes="Tall")
    )
    FocalPointFactory(delegation__conference=conference, person=scan.registration.person)
    waiting = approve_registration(RegistrationFactory(conference=conference), by=owner)
    Registration.objects.filter(pk=waiting.pk).update(status="offered")

    forget_person(scan.registration.person, by=owner)
    forget_person(waiting.person, by=owner)

    scan.registration.refresh_from_db()
    waiting.refresh_from_db()
    assert (scan.registration.status, scan.registration.notes, scan.registration.ticket_token) == (
        "approved",
        "",
        None,
    )
    assert Registration.objects.attended().count() == 1
    assert not FocalPoint.objects.exists()
    assert waiting.status == "cancelled"
    waiting.category.refresh_from_db()
    assert waiting.category.taken == 0, "an offered place is given back"


def test_merging_two_records_keeps_the_further_registration_and_all_scans(conference, owner):
    category = CategoryFactory(conference=conference)
    kept = RegistrationFactory(conference=conference, category=category)
    merged = approve_registration(RegistrationFactory(conference=conference, category=category), by=owner)
    ScanFactory(registration=merged, checkpoint__conference=conference)
    ScanFactory(registration=kept, checkpoint__conference=conference)
    person = kept.person

    merge_people(person, merged.person, by=owner)

    alive = Registration.objects.filter(person=person).alive().get()
    assert alive.pk == merged.pk
    assert alive.scans.count() == 2
    category.refresh_from_db()
    assert category.taken == 1
