"""A person invited by a single-use link: pre-filled, until a moment, once."""

import datetime as dt
import re
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from confman.conferences.models import Conference
from confman.mail.models import Message
from confman.web.errors import Refused
from registrations.core.domain.personal_links import invitation_link, read_invitation_link
from registrations.core.models.invitation import Invitation
from registrations.core.models.registration import Registration
from registrations.invitations.domain.single_use_links import (
    invite_person,
    renew_invitation,
    revoke_invitation,
)
from registrations.lifecycle.domain.enrolment import complete_registration
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    InviteeFactory,
    PersonFactory,
    RegistrationFactory,
)
from tests.letters import as_sent
from tests.registrations.addresses import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(conference, owner):
    person = PersonFactory(conference=conference, name={"en": "Lola Invited"}, phone="+998 90 123 45 67")
    return invite_person(person, category=CategoryFactory(conference=conference), by=owner)


def opened_by(text):
    """The invitation that the link in a text opens. Links made in different seconds differ."""
    [token] = set(re.findall(r"/me/invitation/([^/\s)]+)/", text))
    return read_invitation_link(Conference.objects.get(), token)


def link_of(invitation):
    return "/" + invitation_link(invitation).split("/", 3)[3]


def form_of(invitation):
    slug = invitation.registration.conference.slug
    return reverse("registrations_portal:invitation-form", args=[slug, invitation.pk])


FILLED = {
    "name": "Lola Invited",
    "job_title": "Head of unit",
    "organization": "Ministry of Justice",
    "country": "UZ",
    "sex": "female",
    "listing": "participants",
    "data_consent": "on",
}


def look(client, link):
    return client.get(link, follow=True)


def send(client, invitation, **changes):
    """Open the link, then fill in and send the form to the address it led to."""
    opened = look(client, link_of(invitation))
    assert not opened.redirect_chain or "/link" not in opened.request["PATH_INFO"]
    return client.post(form_of(invitation), {**FILLED, **changes})


def test_the_link_opens_what_is_known_and_registers_once(client, invitation):
    [message] = Message.objects.all()
    assert opened_by(as_sent(message)) == invitation
    assert "opens once and until" in message.body_text
    # Whatever scans mails opens links: looking uses nothing up.
    for _time in range(2):
        page = look(client, link_of(invitation))
        assert page.status_code == 200 and page.request["PATH_INFO"] == form_of(invitation)
    for known in ("Lola Invited", "Head of unit", "+998 90 123 45 67"):
        assert known in page.content.decode()
    wrong = send(client, invitation, data_consent="", job_title="Director")
    assert "Director" in wrong.content.decode(), "what was typed is kept"
    assert Invitation.objects.get().used_at is None

    kept = send(client, invitation, keep_draft="1", job_title="Deputy Director")
    assert kept["Location"] == form_of(invitation)
    assert "Deputy Director" in look(client, link_of(invitation)).content.decode(), "a draft, nothing sent"

    answer = send(client, invitation)
    registration = Registration.objects.get()
    assert registration.status == "submitted"
    assert registration.confirmed_at
    assert client.get(answer["Location"]).status_code == 200, "this browser goes on to the person's page"
    assert client.get(link_of(invitation))["Location"] == answer["Location"]
    assert client.get(form_of(invitation))["Location"] == answer["Location"]
    other = look(Client(), link_of(invitation))
    assert other.status_code == 410
    assert "was used on" in other.content.decode()
    way_on = reverse("registrations_public:link-request", args=[registration.conference.slug, "en"])
    assert way_on in other.content.decode()
    assert "opened" in send(Client(), invitation)["Location"]
    assert Registration.objects.count() == 1


def test_it_skips_the_review_while_there_are_places(conference, owner):
    category = CategoryFactory(conference=conference, capacity=1)
    invitations = [
        invite_person(PersonFactory(conference=conference), category=category, skips_review=True, by=owner)
        for _number in range(2)
    ]
    for invitation in invitations:
        send(Client(), invitation)
    statuses = [Registration.objects.get(invitation=invitation).status for invitation in invitations]
    assert statuses == ["approved", "waiting"]
    category.refresh_from_db()
    assert category.taken == 1


def test_closed_links_each_say_why(client, conference, other_conference, invitation, owner):
    link = link_of(invitation)
    elsewhere = link.replace(conference.slug, other_conference.slug, 1)
    assert look(client, elsewhere).status_code == 410
    assert "is not complete" in look(client, link[:-3] + "/").content.decode()

    renew_invitation(invitation, by=owner, expires_at=timezone.now() + dt.timedelta(days=1))
    replaced = look(client, link)
    assert replaced.status_code == 410
    assert "replaced by a newer one" in replaced.content.decode()
    link = link_of(invitation)
    assert look(client, link).status_code == 200

    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(hours=1))
    sent = client.post(form_of(invitation), FILLED, follow=True)
    for answer in (look(client, link), sent):
        assert answer.status_code == 410
        assert "was open until" in answer.content.decode()
    renew_invitation(invitation, by=owner)
    revoke_invitation(invitation, by=owner)
    assert look(client, link_of(invitation)).status_code == 410
    with pytest.raises(Refused, match="a moment to come"):
        renew_invitation(invitation, by=owner, expires_at=timezone.now())


def test_the_mailed_link_to_ones_own_page_does_not_go_round_the_closing(
    client, conference, invitation, owner
):
    from registrations.core.domain.personal_links import registration_link

    registration = invitation.registration
    Invitation.objects.update(expires_at=timezone.now())
    client.get("/" + registration_link(registration).split("/", 3)[3])
    page = client.get(reverse("registrations_portal:registration", args=[conference.slug, registration.pk]))
    assert "was open until" in page.content.decode()
    complete = reverse("registrations_portal:complete", args=[conference.slug, registration.pk])
    assert "was open until" in client.post(complete, FILLED).content.decode()
    registration.refresh_from_db()
    assert registration.status == "invited"


def test_the_same_token_used_at_once_registers_once(conference, invitation, owner, at_once):
    # All of them have read it before any has written.
    def use(name):
        return partial(
            complete_registration,
            Registration.objects.get(pk=invitation.registration_id),
            by=owner,
            details={"name": {"en": name}},
            consents={"data": True},
            listing="participants",
        )

    names = ["Alpha", "Beta", "Gamma", "Delta"]
    told = at_once(*map(use, names))
    [first] = [name for name, refused in zip(names, told, strict=True) if not isinstance(refused, Refused)]
    assert sum("was used on" in refused.message for refused in told if isinstance(refused, Refused)) == 3
    registration = Registration.objects.get()
    assert registration.status == "submitted"
    assert str(registration.person.name) == first
    received = Message.objects.filter(key="registrations.received")
    assert received.count() == 1


def test_who_is_not_known_is_invited_in_the_language_that_the_secretariat_says(conference, desk):
    """Somebody on record keeps their own; where nothing is said, it is the letter's, else the conference's first."""
    category = CategoryFactory(conference=conference)
    speaks_english = PersonFactory(conference=conference, email="known@example.org", language="en")
    works_in_russian = PersonFactory(conference=conference, email="works@example.org", languages=["ru"])
    url = address(conference, "invite")
    until = (conference.today() + dt.timedelta(days=10)).isoformat()
    form = {"category": str(category.pk), "until": until, "lines": "Lola; lola@example.org"}
    people = [str(speaks_english.pk), str(works_in_russian.pk)]
    desk.post(url, {**form, "language": "uz", "people": people})
    desk.post(url, {**form, "lines": "Aziz; aziz@example.org"})
    desk.post(url, {**form, "lines": "Nobody; nobody@example.org", "language": "xx"})
    assert {message.to: message.language for message in Message.objects.all()} == {
        "known@example.org": "en", "works@example.org": "ru", "lola@example.org": "uz",
        "aziz@example.org": conference.default_language,
    }  # fmt: skip


def test_who_is_invited_into_a_delegation_is_written_to_as_it_was(conference, owner):
    delegation = DelegationFactory(conference=conference)
    InviteeFactory(conference=conference, delegation=delegation, language="ru")
    person = PersonFactory(conference=conference, email="new@example.org")
    invite_person(person, category=CategoryFactory(conference=conference), delegation=delegation, by=owner)
    assert [message.language for message in Message.objects.all()] == ["ru"]


def test_many_are_invited_by_lines_and_from_the_record(conference, desk):
    category = CategoryFactory(conference=conference)
    known = PersonFactory(conference=conference)
    registered = RegistrationFactory(conference=conference).person
    url = address(conference, "invite")
    page = desk.get(url).content.decode()
    assert str(known.pk) in page
    assert str(registered.pk) not in page
    until = (conference.today() + dt.timedelta(days=10)).isoformat()
    form = {"category": str(category.pk), "until": until, "people": [str(known.pk)], "skips_review": "on"}

    wrong = desk.post(url, {**form, "lines": "Only A Name\nLola; lola@example.org"}).content.decode()
    assert "Line 1" in wrong
    assert Invitation.objects.count() == 0
    lines = f'Lola; lola@example.org\n"Доу, Джон" <john@example.org>\n{registered.name}; {registered.email}'
    answer = desk.post(url, {**form, "lines": lines}, follow=True).content.decode()

    assert "3 persons are invited" in answer
    assert "is registered already" in answer
    assert Invitation.objects.filter(skips_review=True).count() == 3
    assert {message.to for message in Message.objects.all()} == {
        "lola@example.org", "john@example.org", known.email,
    }  # fmt: skip


def test_invitations_are_renewed_and_revoked_many_at_once(conference, desk, owner, assert_constant_queries):
    category = CategoryFactory(conference=conference)

    def invite():
        return invite_person(PersonFactory(conference=conference), category=category, by=owner)

    rows = [invite() for _number in range(2)]
    Invitation.objects.filter(pk=rows[0].pk).update(expires_at=timezone.now())
    dashboard = desk.get(reverse("conferences_secretariat:dashboard", args=[conference.slug]))
    assert "1 invitation by link ran out unused" in dashboard.content.decode()
    over = desk.get(address(conference, "invitation-list") + "?state=over").content.decode()
    assert str(rows[0].pk) in over
    assert str(rows[1].pk) not in over

    chosen = {"selected": [str(row.pk) for row in rows], "action": "renew"}
    url = address(conference, "invitations-action")
    asked = desk.post(url, chosen)
    assert asked.status_code == 200
    assert Message.objects.count() == 2
    until = (conference.today() + dt.timedelta(days=30)).isoformat()
    desk.post(url, {**chosen, "confirmed": "1", "until": until})
    assert Message.objects.count() == 4
    assert Invitation.objects.filter(expires_at__gt=timezone.now()).count() == 2
    desk.post(url, {**chosen, "action": "revoke", "confirmed": "1"})
    assert Invitation.objects.filter(expires_at__gt=timezone.now()).count() == 0
    assert_constant_queries(f"{address(conference, 'invitation-list')}?all", invite, client=desk)
