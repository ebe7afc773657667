"""At the door: by ticket or name; every record changes every figure of attendance; nobody else may."""

import datetime as dt
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from confman.audit.models import AuditEntry
from registrations.attendance.domain.attendance import withdraw_scan
from registrations.attendance.models import Scan
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
    assert path == reverse("registrations_onsite:ticket", args=[conference.slug, registration.ticket_token])
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


# --- The desk -------------------------------------------------------------------------------------------


def desk_of(door):
    return reverse("registrations_onsite:checkpoint", args=[door.conference.slug, door.pk])


@pytest.mark.django_db
def test_a_code_is_recorded_at_once_and_the_answer_says_who(desk, door, conference):
    person = RegistrationFactory(conference=conference, status="approved", ticket_token="ABCDEFGHJKMN")
    page = desk.post(desk_of(door), {"words": person.ticket_token, "scan_id": uuid4()}, follow=True)
    assert Scan.objects.get().registration == person
    assert page.context["answer"]["scan"].tone == "good"
    assert "Admitted" in page.content.decode()
    assert "1 of 1 arrived today" in page.content.decode()


@pytest.mark.django_db
def test_the_form_sent_twice_records_once_and_the_next_time_is_said_to_be_a_repetition(
    desk, door, conference
):
    person = RegistrationFactory(conference=conference, status="approved", ticket_token="ABCDEFGHJKMN")
    sent = {"words": person.ticket_token, "scan_id": uuid4()}
    for _time in range(2):
        desk.post(desk_of(door), sent)
    assert Scan.objects.count() == 1
    page = desk.post(desk_of(door), {**sent, "scan_id": uuid4()}, follow=True)
    assert page.context["answer"]["scan"].tone == "warn"
    assert "Recorded before" in page.content.decode()


@pytest.mark.django_db
def test_a_name_lists_at_most_five_each_with_a_key_and_records_nobody(desk, door, conference):
    for number in range(6):
        RegistrationFactory(
            conference=conference, status="approved", person__name={"en": f"Anna Sample {number}"}
        )
    page = desk.post(desk_of(door), {"words": "Anna", "scan_id": uuid4()}, follow=True)
    assert len(page.context["found"]) == 5
    assert page.content.decode().count("data-pick") == 5
    assert "type more of it" in page.content.decode()
    assert not Scan.objects.exists()


@pytest.mark.django_db
def test_suggestions_are_a_part_of_the_page(desk, door, conference):
    RegistrationFactory(conference=conference, status="approved", person__name={"en": "Anna Sample"})
    part = desk.get(desk_of(door), {"words": "anna"}, headers={"HX-Request": "true"}).content.decode()
    assert "Anna Sample" in part
    assert "<html" not in part
    assert "autofocus" not in part


@pytest.mark.django_db
def test_who_is_refused_gets_the_four_letters_of_the_help_desk(desk, door, conference):
    person = RegistrationFactory(conference=conference, status="cancelled", ticket_token="ABCDEFGHJKMN")
    page = desk.post(desk_of(door), {"words": person.ticket_token, "scan_id": uuid4()}, follow=True)
    assert page.context["answer"]["scan"].tone == "bad"
    assert Scan.objects.get().note in page.content.decode()
    assert page.context["cases"] == 1


@pytest.mark.django_db
def test_the_last_record_is_taken_back_by_who_made_it_and_for_ten_minutes(
    desk, door, conference, client_as, member, time_machine
):
    person = RegistrationFactory(conference=conference, status="approved")
    page = record(desk, door, person)
    scan = Scan.objects.get()
    back = reverse("registrations_onsite:take-back", args=[conference.slug, door.pk, scan.pk])
    assert back in page.content.decode()

    client_as(member("check-in")).post(back)
    assert Scan.objects.exists()
    desk.post(back)
    assert not Scan.objects.exists()

    record(desk, door, person)
    scan = Scan.objects.get()
    time_machine.move_to(scan.at + dt.timedelta(minutes=11), tick=False)
    desk.post(reverse("registrations_onsite:take-back", args=[conference.slug, door.pk, scan.pk]))
    assert Scan.objects.exists()


@pytest.mark.django_db
def test_two_who_take_one_record_back_at_once_leave_one_entry(desk, door, conference, owner):
    person = RegistrationFactory(conference=conference, status="approved")
    record(desk, door, person)
    record(desk, door, person)
    read_by_both = Scan.objects.get(result="admitted")

    for _user in range(2):
        withdraw_scan(read_by_both, by=owner)

    assert AuditEntry.objects.filter(verb="registrations.scan_withdrawn").count() == 1
    assert Scan.objects.get().result == "admitted", "the repetition is the record now"


@pytest.mark.django_db
def test_the_desk_has_a_frame_of_its_own(desk, door):
    page = desk.get(desk_of(door)).content.decode()
    assert "side-navigation" not in page
    assert page.count("autofocus") == 1


@pytest.mark.django_db
def test_from_a_page_gone_back_to_the_next_person_is_recorded_too(desk, door, conference):
    first, second = RegistrationFactory.create_batch(2, conference=conference, status="approved")
    key = uuid4()
    for person in (first, first, second):
        page = desk.post(desk_of(door), {"words": person.ticket_token, "scan_id": key}, follow=True)
        assert str(person.person.name) in page.content.decode()
    assert set(Scan.objects.values_list("registration", flat=True)) == {first.pk, second.pk}
    assert Scan.objects.count() == 2


@pytest.mark.django_db
def test_the_checkpoint_used_last_opens_and_the_others_are_one_choice_away(desk, door, conference):
    other = CheckpointFactory(conference=conference, name={"en": "Side door"})
    index = reverse("registrations_onsite:index", args=[conference.slug])
    here, there = (
        reverse("registrations_onsite:checkpoint", args=[conference.slug, each.pk]) for each in (door, other)
    )
    assert desk.get(index).status_code == 200, "nobody has chosen yet"
    page = desk.get(there).content.decode()
    assert desk.get(index).headers["Location"] == there
    bar = page.split("<header")[1].split("</header>")[0]
    assert f'href="{here}"' in bar and f'href="{index}?choose=1"' in bar
    assert desk.get(f"{index}?choose=1").status_code == 200
    other.delete()
    assert desk.get(index).status_code == 200


@pytest.mark.django_db
def test_the_answer_shows_the_photograph_to_the_desk_alone(
    desk, door, conference, client_as, member, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    holder = RegistrationFactory(conference=conference, status="approved")
    photo = reverse("registrations_onsite:photo", args=[conference.slug, holder.pk])
    assert photo not in record(desk, door, holder).content.decode()
    holder.person.photo.save("face.png", ContentFile(b"\x89PNG\r\n\x1a\n"))
    assert f'src="{photo}"' in record(desk, door, holder).content.decode()
    answer = desk.get(photo)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("image/")
    assert client_as(member("observer")).get(photo).status_code == 403


@pytest.mark.django_db
def test_the_answer_says_how_it_sounds_and_sound_can_be_switched_off(desk, door, conference):
    holder = RegistrationFactory(conference=conference, status="approved")
    first, again = (record(desk, door, holder).content.decode() for _time in range(2))
    assert 'data-sound="ok"' in first and 'data-sound="amber"' in again
    assert "data-sound-switch" in first


@pytest.mark.django_db
def test_the_choice_of_a_door_has_the_frame_of_the_desk_and_leads_to_the_pages_beside_it(
    desk, door, conference
):
    index = reverse("registrations_onsite:index", args=[conference.slug])
    page = desk.get(f"{index}?choose=1").content.decode()
    assert "side-navigation" not in page and "check-in-bar" in page
    for there in (desk_of(door), reverse("registrations_onsite:help-desk", args=[conference.slug])):
        assert f'href="{there}"' in page


@pytest.mark.django_db
def test_the_help_desk_has_the_frame_of_the_desk_too_and_each_leads_to_the_guide(desk, door, conference):
    help_desk = reverse("registrations_onsite:help-desk", args=[conference.slug])
    index = reverse("registrations_onsite:index", args=[conference.slug])
    for address in (help_desk, f"{index}?choose=1", desk_of(door)):
        page = desk.get(address).content.decode()
        assert "side-navigation" not in page and "check-in-bar" in page
        assert f'href="{reverse("guide-page", args=["organizers/check-in"])}' in page
    assert f'href="{index}?choose=1"' in desk.get(help_desk).content.decode()


@pytest.mark.django_db
def test_beside_the_answer_the_badge_is_printed_and_somebody_new_registered_by_who_may(
    client_as, owner, desk, door, conference
):
    approved = RegistrationFactory(conference=conference, status="approved")
    badge = reverse("registrations_secretariat:badge", args=[conference.slug, approved.pk])
    new = f'href="{reverse("registrations_secretariat:registration-add", args=[conference.slug])}"'
    everything = record(client_as(owner), door, approved).content.decode()
    assert badge in everything and new in everything
    little = record(desk, door, approved).content.decode()
    assert badge not in little and new not in little
    refused = RegistrationFactory(conference=conference, status="cancelled")
    assert "badge.pdf" not in record(client_as(owner), door, refused).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "is_over"), [(1, False), (0, False), (-1, True)])
def test_the_desk_says_when_the_days_are_over(desk, door, conference, days, is_over):
    """A person recorded then by mistake would count as present."""
    conference.ends_on = conference.today() + dt.timedelta(days=days)
    conference.starts_on = conference.ends_on - dt.timedelta(days=1)
    conference.save()
    for name, *row in (("index",), ("checkpoint", door.pk)):
        page = desk.get(reverse(f"registrations_onsite:{name}", args=[conference.slug, *row]), {"choose": 1})
        assert ("The conference ended on" in page.content.decode()) is is_over
