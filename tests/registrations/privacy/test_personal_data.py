"""Personal data in registrations are exported, erased and merged."""

import json

import pytest

from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import erase_person, person_data_file
from registrations.core.models.delegation import FocalPoint
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.decisions import approve_registration, wait_registration
from tests.factories import CategoryFactory, FocalPointFactory, RegistrationFactory, ScanFactory

pytestmark = pytest.mark.django_db


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

    erase_person(scan.registration.person, by=owner)
    erase_person(waiting.person, by=owner)

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


def test_before_the_first_day_an_erased_persons_place_goes_to_the_next(conference, owner):
    category = CategoryFactory(conference=conference, capacity=2)
    coming, seen, waiting = RegistrationFactory.create_batch(3, conference=conference, category=category)
    approve_registration(coming, by=owner)
    ScanFactory(registration=approve_registration(seen, by=owner))
    wait_registration(waiting, by=owner)

    erase_person(coming.person, by=owner)
    erase_person(seen.person, by=owner)

    states = [Registration.objects.get(pk=row.pk).status for row in (coming, seen, waiting)]
    assert states == ["cancelled", "approved", "offered"]
    category.refresh_from_db()
    assert category.taken == 2


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
