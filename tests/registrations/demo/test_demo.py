"""The demo's participants, and what registrations give a new conference."""

import pytest
from django.core.management import call_command

from confman.accounts.system_users import system_user
from confman.conferences.domain.creation import create_conference
from confman.conferences.models import Conference
from registrations.attendance.models import Checkpoint, Scan
from registrations.core.models.registration import Registration, RegistrationStatus
from registrations.correspondence.models import Correspondence
from tests.databases import build_sample, made_once

pytestmark = pytest.mark.django_db


def test_the_demo_has_participants_in_every_state_and_keeps_edits(settings):
    made_once(build_sample, settings.MEDIA_ROOT)
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
