"""At the door: by ticket or name; every record changes every figure of attendance; nobody else may."""

from uuid import uuid4

import pytest
from django.urls import reverse

from registrations.attendance.models.attendance import Scan
from registrations.badges.domain.print_log import PrintedCard, record_prints, reprint_badge
from registrations.core.domain.ticket_codes import ticket_url
from registrations.core.models.registration import Registration
from registrations.statistics.domain.figures import participation_figures
from tests.factories import CheckpointFactory, RegistrationFactory, ScanFactory


@pytest.fixture
def door(conference):
    return CheckpointFactory(conference=conference)


@pytest.fixture
def desk(member, client_as):
    return client_as(member("check-in"))


def record(client, door, registration, /, **changes):
    url = reverse("registrations_onsite:record", args=[door.conference.slug, door.pk])
    data = {"registration": registration.pk, "scan_id": uuid4(), "means": "ticket", **changes}
    return client.post(url, data, follow=True)


@pytest.mark.django_db
def test_one_more_scan_changes_every_attended_figure(desk, door, conference):
    # Seven, then eight: under five a report would not tell.
    *first, last = RegistrationFactory.create_batch(8, conference=conference, status="approved")
    for registration in first:
        record(desk, door, registration)
    before = participation_figures(conference)
    assert Registration.objects.of(conference).attended().count() == before.attended == 7
    record(desk, door, last)
    after = participation_figures(conference)
    assert Registration.objects.of(conference).attended().count() == after.attended == 8
    assert after.participant_days == before.participant_days + 1


@pytest.mark.django_db
def test_the_same_scan_sent_twice_counts_once(desk, door, conference):
    registration = RegistrationFactory(conference=conference, status="approved")
    key = uuid4()
    record(desk, door, registration, scan_id=key)
    record(desk, door, registration, scan_id=key)
    assert Scan.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes", [{"scan_id": "torn"}, {"registration": "torn"}, {"means": "magic"}, {"direction": "up"}]
)
def test_what_does_not_read_records_nothing(desk, door, conference, changes):
    registration = RegistrationFactory(conference=conference, status="approved")
    assert record(desk, door, registration, **changes).status_code == 404
    assert not Scan.objects.exists()


@pytest.mark.django_db
def test_who_is_not_approved_is_not_admitted_and_that_is_recorded(desk, door, conference):
    registration = RegistrationFactory(conference=conference, status="submitted")
    page = record(desk, door, registration)
    assert "not admitted" in page.content.decode()
    assert Scan.objects.get().result == "refused"
    assert not Registration.objects.of(conference).attended().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Rakhimova", "рахимова", "raximova"])
def test_found_by_name_in_any_script(desk, door, conference, typed):
    registration = RegistrationFactory(conference=conference, person__name={"ru": "Рахимова Гулноза"})
    url = reverse("registrations_onsite:checkpoint", args=[conference.slug, door.pk])
    page = desk.get(url, {"words": typed}).content.decode()
    assert str(registration.pk) in page


@pytest.mark.django_db
def test_the_address_in_the_code_leads_the_desk_to_its_holder(desk, door, conference):
    registration = RegistrationFactory(conference=conference, status="approved")
    path = "/" + ticket_url(conference, registration.ticket_token).split("/", 3)[3]
    assert str(registration.pk) in desk.get(path, follow=True).content.decode()


@pytest.mark.django_db
def test_a_badge_that_was_replaced_is_said_so(desk, door, conference, owner):
    holder = RegistrationFactory(conference=conference, status="approved")
    old = holder.ticket_token
    record_prints(conference, [PrintedCard(holder.pk, old, "")], by=owner, language="en")
    reprint_badge(holder, by=owner, reason="lost")
    content = desk.get(ticket_url(conference, old), follow=True).content.decode()
    assert "This badge was replaced at" in content and holder.person.name["en"] not in content


@pytest.mark.django_db
def test_a_ticket_of_another_conference_finds_nobody(desk, door, conference, other_conference):
    elsewhere = RegistrationFactory(conference=other_conference, status="approved")
    url = reverse("registrations_onsite:checkpoint", args=[conference.slug, door.pk])
    page = desk.get(url, {"words": elsewhere.ticket_token}).content.decode()
    assert str(elsewhere.pk) not in page
    assert record(desk, door, elsewhere).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["programme", "protocol", "rapporteur", "observer"])
def test_nobody_else_records(client_as, member, door, conference, role):
    registration = RegistrationFactory(conference=conference, status="approved")
    assert record(client_as(member(role)), door, registration).status_code == 403
    assert not Scan.objects.exists()


@pytest.mark.django_db
def test_page_asks_the_same_for_one_scan_as_for_three(desk, door, conference, assert_constant_queries):
    assert_constant_queries(
        reverse("registrations_onsite:checkpoint", args=[conference.slug, door.pk]),
        lambda: ScanFactory(
            checkpoint=door, registration=RegistrationFactory(conference=conference, status="approved")
        ),
        client=desk,
    )
