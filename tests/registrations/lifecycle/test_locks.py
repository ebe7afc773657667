"""A consent locks the person after the registration; who merges people or imports a list takes them in that order."""

import threading
import time

import pytest
from django.db import connection, transaction

from confman.accounts.system_users import system_user
from confman.people.domain.merge import merge_people
from confman.people.domain.records import record_consents
from registrations.core.domain.row_locks import locked
from registrations.core.models.registration import Registration
from tests.factories import CategoryFactory, PersonFactory, RegistrationFactory
from tests.registrations.people_lists import bring_in, csv

# Another transaction waits for what this one has locked.
WAITS = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"


@pytest.fixture
def consented_beside(at_once):
    """Run something that comes between a registration's being locked and its person's consent."""

    def run(registration, other):
        is_locked = threading.Event()

        def consent():
            with transaction.atomic(), connection.cursor() as cursor:
                person = locked(registration).person
                is_locked.set()
                deadline = time.monotonic() + 20
                cursor.execute(WAITS)
                while not cursor.fetchone():
                    assert time.monotonic() < deadline, "the other one never came to the registration"
                    cursor.execute(WAITS)
                record_consents(person, {"data": True}, by=system_user("participant"))

        def act():
            assert is_locked.wait(20)
            return other()

        return at_once(consent, act)[1]

    return run


@pytest.mark.postgres
@pytest.mark.parametrize("of_kept", [True, False])
def test_a_consent_beside_a_merge_is_there_afterwards(conference, owner, consented_beside, of_kept):
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    registration = RegistrationFactory(conference=conference, person=kept if of_kept else merged)
    consented_beside(registration, lambda: merge_people(kept, merged, by=owner))
    assert kept.consents.get().given
    assert Registration.objects.get(pk=registration.pk).person == kept


@pytest.mark.postgres
def test_a_consent_beside_an_import_is_there_afterwards(conference, consented_beside):
    person = PersonFactory(conference=conference, name={"en": "Aziza Karimova"}, email="aziza@example.org")
    registration = RegistrationFactory(conference=conference, person=person)
    CategoryFactory(conference=conference, name={"en": "Speaker"})
    rows = csv("Name,Email,Job title,Category", "Aziza Karimova,aziza@example.org,Director,Speaker")
    report = consented_beside(registration, lambda: bring_in(conference, rows))
    registration.refresh_from_db()
    assert report.changed == 1
    assert (str(registration.category), str(registration.person.job_title)) == ("Speaker", "Director")
    assert person.consents.get().given
