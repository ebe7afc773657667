"""A focal point may name whom they like; what goes out of it to strangers is little, and nothing in their words."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.mail.models import Message
from registrations.core.domain.personal_links import focal_point_link
from tests.factories import CategoryFactory, FocalPointFactory, RegistrationFactory, SessionRoleFactory
from tests.letters import as_sent
from tests.registrations.delegations.test_pages import address, nominee, send

pytestmark = pytest.mark.django_db
EVIL = "Click evil. example now 59 call +998 90 to keep your visa"


@pytest.fixture
def delegation(conference):
    CategoryFactory(conference=conference)
    return FocalPointFactory(delegation__conference=conference, person__email="focal@example.org").delegation


@pytest.fixture
def focal_client(client, delegation):
    link = "/" + focal_point_link(delegation.focal_points.get(), delegation.conference).split("/", 3)[3]
    client.get(link)
    return client


def due(hours=0):
    """The mails to nominees that have left by then."""
    return Message.objects.filter(
        key="registrations.nominated", status="queued",
        next_attempt_at__lte=timezone.now() + dt.timedelta(hours=hours, seconds=1),
    )  # fmt: skip


def test_a_big_delegation_is_named_at_once_and_its_mails_leave_hour_by_hour(focal_client, delegation):
    people = [nominee(f"Nominee Number {each}", email=f"n{each}@example.org") for each in range(60)]
    for start in range(0, 60, 20):
        send(focal_client, delegation, *people[start : start + 20])
    assert delegation.registrations.count() == 60, "nothing that was typed is lost"
    assert due().count() == 40
    assert due(hours=1).count() == 60


def test_one_mailbox_gets_three_mails_an_hour_from_a_focal_point_whatever_they_do(focal_client, delegation):
    send(
        focal_client,
        delegation,
        *(nominee(f"Nominee {each}", email="victim@example.org") for each in "abcdef"),
    )
    member = delegation.registrations.first()
    for _again in range(3):
        focal_client.post(address("remind", delegation, member.pk))
    for each in delegation.registrations.all()[:3]:
        focal_client.post(address("withdraw", delegation, each.pk))
    sent = Message.objects.filter(to="victim@example.org", next_attempt_at__lte=timezone.now())
    assert sent.count() == 3
    assert delegation.registrations.count() == 6


def test_naming_and_withdrawing_or_correcting_is_counted_too(focal_client, delegation):
    for number in range(21):
        send(focal_client, delegation, nominee(f"Nominee {number}", email=f"a{number}@example.org"))
        member = delegation.registrations.alive().get()
        changed = nominee(f"Nominee {number}", email=f"b{number}@example.org")
        focal_client.post(address("change", delegation, member.pk), changed)
        focal_client.post(address("withdraw", delegation, member.pk))
    assert (due().count(), due(hours=1).count()) == (40, 42)


def test_what_a_focal_point_typed_as_a_name_stands_in_no_mail_to_a_stranger(focal_client, delegation):
    send(focal_client, delegation, nominee(EVIL, email="victim@example.org"))
    member = delegation.registrations.get()
    focal_client.post(address("remind", delegation, member.pk))
    focal_client.post(address("withdraw", delegation, member.pk))
    mails = Message.objects.filter(to="victim@example.org")
    assert mails
    for mail in mails:
        for text in (mail.subject, mail.to_name, as_sent(mail), mail.body_html):
            assert "evil" not in text and "+998" not in text
    assert mails.filter(subject__contains="Nomination for").exists()


def test_who_names_from_the_secretariat_is_not_put_off(owner, delegation):
    from registrations.delegations.domain.members import Nominee, nominate_together

    people = [Nominee({"name": {"en": f"N {each}"}, "email": f"n{each}@example.org"}) for each in range(50)]
    nominate_together(delegation, people, by=owner)
    assert due().count() == 50
    nominate_together(delegation, [Nominee({"name": {"en": "More"}, "email": "m@example.org"})],
                      by=system_user("command"))  # fmt: skip
    assert due().count() == 51


def test_links_sent_by_hand_are_counted(owner_client, conference, delegation):
    focal_point = delegation.focal_points.get()
    registration = RegistrationFactory(conference=conference, person__email="victim@example.org")
    role = SessionRoleFactory(session__conference=conference, person__conference=conference,
                              person__email="speaker@example.org")  # fmt: skip
    slug = conference.slug
    actions = {
        "focal@example.org": (
            reverse("registrations_secretariat:focal-point", args=[slug, delegation.pk, focal_point.pk, "link"]),
            {},
        ),
        "victim@example.org": (
            reverse("registrations_secretariat:send-link", args=[slug, registration.pk]), {}
        ),
        "speaker@example.org": (
            reverse("agenda_secretariat:role-list", args=[slug]),
            {"action": "link", "selected": [str(role.pk)]},
        ),
    }  # fmt: skip
    for mailbox, (url, data) in actions.items():
        for _each in range(31):
            owner_client.post(url, data)
        answer = owner_client.post(url, data, follow=True)
        assert Message.objects.filter(to=mailbox).count() <= 30
        assert answer.status_code == 429 or "Too many links" in answer.text


def test_whoever_has_no_mailbox_is_said_to_have_none_however_many_they_are(owner_client, conference):
    roles = [
        SessionRoleFactory(session__conference=conference, person__conference=conference, person__email="")
        for _each in range(32)
    ]
    chosen = {"action": "link", "selected": [str(role.pk) for role in roles]}
    said = owner_client.post(
        reverse("agenda_secretariat:role-list", args=[conference.slug]), chosen, follow=True
    )
    assert "Without an e-mail address" in said.text and "Too many links" not in said.text


def test_no_more_rows_are_offered_than_places_are_left(focal_client, delegation):
    page = focal_client.get(address("nominate", delegation)).content.decode()
    assert 'name="people-4-name"' in page and 'name="people-5-name"' not in page
    delegation.capacity = 2
    delegation.save()
    page = focal_client.get(address("nominate", delegation)).content.decode()
    assert 'name="people-1-name"' in page and 'name="people-2-name"' not in page
