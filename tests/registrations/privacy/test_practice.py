"""Clearing of practice mode: registrations made for practice go with all that belongs to them, and nothing else."""

import pytest

from confman.conferences.domain.practice import clear_practice_data
from confman.people.domain.people import add_person
from registrations.core.models.registration import Registration, Travel, VisaCase
from registrations.lifecycle.domain.decisions import approve_registration
from registrations.lifecycle.domain.enrolment import begin_registration, submit_registration
from registrations.privacy.domain import clear_practice_registrations
from registrations.protocol.domain.arrangements import save_allowance, save_honours, save_travel, save_visa
from registrations.protocol.models import Allowance, Honours
from tests.factories import CategoryFactory, PersonFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


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


@pytest.mark.django_db
def test_practice_data_go_with_the_registration(conference, owner):
    person = add_person(conference, by=owner, name="Practice", is_practice=True)
    row = begin_registration(person, category=CategoryFactory(conference=conference), by=owner)
    Registration.objects.filter(pk=row.pk).update(is_practice=True)
    save_travel(row, by=owner, remarks="x")
    save_visa(row, by=owner, remarks="x")
    save_allowance(row, by=owner, note="x")
    save_honours(row, by=owner, notes="x")
    clear_practice_registrations(conference, by=owner)
    for model in (Travel, VisaCase, Allowance, Honours):
        assert not model.objects.exists()
