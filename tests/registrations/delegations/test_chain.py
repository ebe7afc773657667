"""From the focal point's link to the door: mails are read and links followed as people do."""

import datetime as dt
import re
from collections import Counter
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.audit.models import AuditEntry
from confman.mail.domain.delivery import deliver_outbox
from registrations.attendance.models import Scan
from registrations.core.models.registration import Registration
from registrations.delegations.domain import daily_news
from registrations.delegations.domain.daily_news import tell_focal_points
from registrations.delegations.domain.delegations import add_focal_point
from registrations.lifecycle.domain.decisions import approve_registration
from tests.factories import CategoryFactory, CheckpointFactory, DelegationFactory, RegistrationFactory
from tests.registrations.delegations.test_pages import address, naming, nominee

pytestmark = pytest.mark.django_db(transaction=True)


def post_box():
    """The mails that have come since the box was last opened."""
    deliver_outbox()
    mails, mail.outbox = mail.outbox, []
    return mails


def opened_by(letter, kind="me"):
    """A browser of one's own that has opened the link in a mail."""
    link = re.search(rf"https?://[^/\s]+(/\S+/{kind}/link/[^\s)>\]]+)", letter.body)
    assert link, letter.body
    browser = Client()
    return browser, browser.get(link[1].rstrip(":"), follow=True)


def details(conference, **changes):
    return {
        "name": "Aziza Karimova", "title": "Ms.", "job_title": "Director", "organization": "Ministry", "country": "UZ",
        "phone": "", "sex": "female", "languages": ["en"], "listing": "participants", "data_consent": "on", **changes,
    }  # fmt: skip


def record(client, door, registration):
    url = reverse("registrations_onsite:record", args=[door.conference.slug, door.pk])
    data = {"registration": registration.pk, "scan_id": uuid4(), "means": "ticket"}
    return client.post(url, data, follow=True).content.decode()


@pytest.fixture
def delegation(conference):
    CategoryFactory(conference=conference, approval="invitation")
    return DelegationFactory(conference=conference, capacity=5)


def test_from_the_letter_to_the_door(conference, delegation, owner, member, client_as):
    add_focal_point(delegation, name="Focal Point", email="focal@example.org", by=owner)
    [invitation] = post_box()
    focal, page = opened_by(invitation, "delegation")
    assert "Nobody is named yet" in page.content.decode()

    letter = "\n".join(f"{number}. Mr. Member Number{number}, Adviser" for number in range(1, 6))
    shown = focal.post(address("nominate", delegation), naming(stage="read", letter=letter))
    rows = [row.initial for row in shown.context["rows"].forms if row.initial]
    rows[0] |= {"name": "Aziza Karimova", "function": "head", "email": "aziza@example.org"}
    focal.post(address("nominate", delegation), naming(*rows))
    assert delegation.registrations.count() == 5
    mails = post_box()
    to = Counter(one.to[0].split("<")[-1].strip(">") for one in mails)
    assert to == {"aziza@example.org": 1, "focal@example.org": 4}
    assert sum("Member Number2" in one.subject for one in mails) == 1

    head = delegation.registrations.get(function="head")
    [nomination] = [one for one in mails if "aziza@example.org" in one.to[0]]
    assert nomination.subject.startswith("Nomination for")
    own, page = opened_by(nomination)
    complete = reverse("registrations_portal:complete", args=[conference.slug, head.pk])
    assert complete in page.content.decode()
    assert own.post(complete, details(conference)).status_code == 302
    head.refresh_from_db()
    assert head.status == "submitted"
    assert head.confirmed_at
    approve_registration(head, by=owner)
    head.refresh_from_db()
    old_ticket = head.ticket_token

    focal.post(address("replace", delegation, head.pk), nominee("Rustam Sample", email="rustam@example.org"))
    head.refresh_from_db()
    successor = head.replaced_by
    assert (head.status, successor.function, successor.is_approved) == ("replaced", "head", True)
    delegation.refresh_from_db()
    assert delegation.taken == 1

    door, desk = CheckpointFactory(conference=conference), client_as(member("check-in"))
    shown = desk.get(reverse("registrations_onsite:ticket", args=[conference.slug, old_ticket]), follow=True)
    assert "Replaced" in shown.content.decode()
    assert "not admitted" in record(desk, door, head)
    assert "not admitted" not in record(desk, door, successor)
    assert dict(Scan.objects.values_list("registration_id", "result")) == {
        head.pk: "refused",
        successor.pk: "admitted",
    }
    for row, verb in ((head, "replaced"), (successor, "took_over")):
        assert AuditEntry.objects.about(row).filter(verb=f"registrations.{verb}").exists()
    history = focal.get(address("delegation", delegation)).content.decode()
    assert "Replaced by someone else: Aziza Karimova" in history
    assert "Took over the place of someone else: Rustam Sample" in history


def test_focal_points_hear_once_of_the_decisions_of_the_day_before(
    conference, delegation, owner, time_machine, monkeypatch
):
    morning = dt.datetime.combine(conference.today() + dt.timedelta(days=1), dt.time(7, 30), conference.zone)
    time_machine.move_to(morning, tick=False)
    add_focal_point(delegation, name="The Mission", email="mission@example.org", by=owner)
    post_box()
    today = timezone.now()
    yesterday = today - dt.timedelta(days=1)
    for name, email, status, times in (
        ("Anna Sample", "anna@example.org", "approved", {"decided_at": yesterday}),
        ("Timur Sample", "timur@example.org", "waiting", {"waiting_since": yesterday}),
        ("Decided Today", "today@example.org", "declined", {"decided_at": today}),
        ("Told At-Once", "mission@example.org", "approved", {"decided_at": yesterday}),
    ):
        RegistrationFactory(
            conference=conference,
            delegation=delegation,
            status=status,
            person__name={"en": name},
            person__email=email,
            **times,
        )
    assert tell_focal_points() == 0, "nobody is woken"
    time_machine.move_to(morning + dt.timedelta(minutes=30), tick=False)
    with monkeypatch.context() as patched:
        patched.setattr(daily_news, "send_to_person", lambda *args, **kwargs: 1 / 0)
        assert tell_focal_points() == 0, "what one conference's template does stops no other"
    assert tell_focal_points() == tell_focal_points() == 1
    [letter] = post_box()
    assert letter.to[0].endswith("<mission@example.org>")
    assert "- Anna Sample: approved\n- Timur Sample: on the waiting list\n" in letter.body
    assert "Decided Today" not in letter.body and "Told At-Once" not in letter.body


def test_one_mailbox_serves_ten_delegates(conference, delegation, owner):
    """Nobody has an address of their own; each is reached by the mails that go to the focal point's."""
    delegation.capacity = None
    delegation.save()
    add_focal_point(delegation, name="The Mission", email="mission@example.org", by=owner)
    focal, _page = opened_by(post_box()[0], "delegation")
    names = [f"Delegate Number{number}" for number in range(10)]
    focal.post(address("nominate", delegation), naming(*map(nominee, names)))
    for row in Registration.objects.filter(delegation=delegation):
        approve_registration(row, by=owner)
    approvals = [one for one in post_box() if "approved" in one.subject]
    assert len({one.subject for one in approvals}) == 10, "each says in its subject whom it is about"
    for name in names:
        [about] = [one for one in approvals if name in one.subject]
        assert about.to[0].endswith("<mission@example.org>")
        _browser, page = opened_by(about)
        assert f"<h1>{name}</h1>" in page.content.decode()
        assert not any(other in page.content.decode() for other in names if other != name)
