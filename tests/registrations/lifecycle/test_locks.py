"""Every verb locks a registration before its person and its parts: of two at once each waits for the other."""

from decimal import Decimal

import pytest

from confman.accounts.system_users import system_user
from confman.people.domain.merge import merge_people
from confman.people.domain.people import record_consents
from confman.web.errors import Refused
from registrations.core.domain.capacity import locked
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.enrolment import begin_registration
from registrations.protocol.domain.arrangements import save_allowance, save_allowance_of_many
from tests.factories import CategoryFactory, PersonFactory, RegistrationFactory
from tests.registrations.people_lists import bring_in, csv


def consent(registration):
    record_consents(registration.person, {"data": True}, by=system_user("participant"))


@pytest.mark.postgres
@pytest.mark.parametrize("of_kept", [True, False])
def test_a_consent_beside_a_merge_is_there_afterwards(conference, owner, beside, of_kept):
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    registration = RegistrationFactory(conference=conference, person=kept if of_kept else merged)
    beside(lambda: locked(registration), consent, lambda: merge_people(kept, merged, by=owner))
    assert kept.consents.get().given
    assert Registration.objects.get(pk=registration.pk).person == kept


@pytest.mark.postgres
def test_a_consent_beside_an_import_is_there_afterwards(conference, beside):
    person = PersonFactory(conference=conference, name={"en": "Aziza Karimova"}, email="aziza@example.org")
    registration = RegistrationFactory(conference=conference, person=person)
    CategoryFactory(conference=conference, name={"en": "Speaker"})
    rows = csv("Name,Email,Job title,Category", "Aziza Karimova,aziza@example.org,Director,Speaker")
    report = beside(lambda: locked(registration), consent, lambda: bring_in(conference, rows))
    registration.refresh_from_db()
    assert report.changed == 1
    assert (str(registration.category), str(registration.person.job_title)) == ("Speaker", "Director")
    assert person.consents.get().given


@pytest.mark.postgres
def test_two_may_enter_the_first_allowance_of_someone_at_once(conference, owner, beside):
    registration = RegistrationFactory(conference=conference, status="approved")
    changed = beside(
        lambda: locked(registration),
        lambda current: save_allowance(current, by=owner, days=Decimal(2)),
        lambda: save_allowance_of_many([registration], by=owner, daily_rate=Decimal(80)),
    )
    registration.refresh_from_db()
    assert changed == 1 and registration.allowance.total == Decimal(160)


@pytest.mark.postgres
def test_of_two_who_register_someone_at_once_the_second_is_told(conference, owner, beside):
    person, category = PersonFactory(conference=conference), CategoryFactory(conference=conference)

    def register():
        return begin_registration(person, category=category, by=owner)

    def told():
        with pytest.raises(Refused, match="is registered already"):
            register()

    beside(register, lambda registration: None, told)
    assert person.registrations.count() == 1
