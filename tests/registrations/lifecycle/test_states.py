"""The state machine: each transition, its guard, what it does, and what it says when refused."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.mail.models import Message
from confman.web.errors import Refused
from registrations.core.domain.capacity import CapacityExceeded
from registrations.core.models.category import Approval
from registrations.core.models.registration import Registration, RegistrationStatus
from registrations.lifecycle.domain.categories import change_category
from registrations.lifecycle.domain.changes import change_registration
from registrations.lifecycle.domain.decisions import (
    accept_offer,
    approve_registration,
    cancel_registration,
    decline_registration,
    expire_offers,
    offer_place,
    replace_registration,
    wait_registration,
)
from registrations.lifecycle.domain.enrolment import (
    begin_registration,
    confirm_email,
    register_publicly,
    submit_registration,
)
from tests.factories import CategoryFactory, DelegationFactory, PersonFactory, RegistrationFactory

S = RegistrationStatus
pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return system_user("participant")


@pytest.fixture
def open_conference(conference):
    conference.registration_mode = "open"
    conference.save()
    return conference


def details(**more):
    return {"name": {"en": "Ada Sample"}, "email": "ada@example.org", "country": "UZ", **more}


def post_form(conference, category, by, **more):
    options = {
        "details": details(),
        "consents": {"data": True, "photo": False},
        "listing": "participants",
        "form_key": uuid4(),
        **more,
    }
    return register_publicly(conference, category=category, by=by, **options)


def test_a_registration_holds_no_place_until_the_mail_is_confirmed(open_conference, by):
    category = CategoryFactory(conference=open_conference, approval=Approval.OPEN, capacity=1)

    registration = post_form(open_conference, category, by)

    assert registration.status == S.SUBMITTED
    category.refresh_from_db()
    assert category.taken == 0
    assert Message.objects.get().key == "registrations.confirm"

    confirmed = confirm_email(registration, by=by)

    assert confirmed.status == S.APPROVED
    category.refresh_from_db()
    open_conference.refresh_from_db()
    assert (category.taken, open_conference.taken) == (1, 1)
    assert len(confirmed.ticket_token) == 12


def test_a_form_posted_twice_makes_one_registration(open_conference, by):
    category = CategoryFactory(conference=open_conference)
    key = uuid4()

    first = post_form(open_conference, category, by, form_key=key)
    second = post_form(open_conference, category, by, form_key=key)

    assert first.pk == second.pk
    assert Registration.objects.count() == 1
    assert Message.objects.count() == 1


def test_who_is_registered_gets_their_link_and_nothing_is_changed(open_conference, by):
    category = CategoryFactory(conference=open_conference)
    first = confirm_email(post_form(open_conference, category, by), by=by)

    again = post_form(open_conference, category, by, details=details(job_title="Impostor"))

    assert again.pk == first.pk
    again.person.refresh_from_db()
    assert not again.person.job_title
    assert [message.key for message in Message.objects.order_by("created_at")] == [
        "registrations.confirm",
        "registrations.received",
        "registrations.link",
    ]


def test_someone_on_record_speaks_only_once_the_mailbox_is_confirmed(open_conference, by):
    person = PersonFactory(
        conference=open_conference, name={"en": "Ada Sample"}, email="ada@example.org", listing="secretariat"
    )
    registration = post_form(
        open_conference, CategoryFactory(conference=open_conference), by, listing="participants"
    )
    person.refresh_from_db()
    assert registration.person == person
    assert (person.listing, person.consents.count()) == ("secretariat", 0)

    confirm_email(registration, by=by)

    person.refresh_from_db()
    assert person.listing == "participants"
    assert person.consents.filter(kind="data", given=True).exists()


@pytest.mark.parametrize("mode", ["closed"])
def test_closed_registration_says_so(conference, by, mode):
    conference.registration_mode = mode
    conference.save()
    with pytest.raises(Refused, match="closed"):
        post_form(conference, CategoryFactory(conference=conference), by)


def test_approving_needs_a_confirmed_mail_or_a_reason(conference, owner):
    registration = RegistrationFactory(conference=conference, confirmed_at=None)

    with pytest.raises(Refused, match="not confirmed"):
        approve_registration(registration, by=owner)
    approved = approve_registration(registration, by=owner, reason="Known to us")

    assert approved.status == S.APPROVED
    assert AuditEntry.objects.about(approved).first().reason == "Known to us"


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ("participants", "secretariat", "secretariat"),
        ("participants", "public", "participants"),
        ("secretariat", "participants", "secretariat"),
    ],
)
def test_where_the_secretariat_vouches_nobody_is_shown_more_than_they_said(
    open_conference, owner, by, before, said, after
):
    person = PersonFactory(
        conference=open_conference, name={"en": "Ada Sample"}, email="ada@example.org", listing=before
    )
    registration = post_form(open_conference, CategoryFactory(conference=open_conference), by, listing=said)

    approved = approve_registration(registration, by=owner, reason="She telephoned")

    person.refresh_from_db()
    assert (person.listing, "pending" in approved.answers) == (after, False)
    assert person.consents.filter(kind="data", given=True).exists()


def test_nobody_comes_into_the_line_unconfirmed_without_a_reason(open_conference, owner, by):
    registration = post_form(open_conference, CategoryFactory(conference=open_conference), by)
    with pytest.raises(Refused, match="not confirmed"):
        wait_registration(registration, by=owner)

    waiting = wait_registration(registration, by=owner, reason="She telephoned")

    assert waiting.status == S.WAITING and waiting.confirmed_at
    assert waiting.person.consents.filter(kind="data", given=True).exists()


def test_approving_twice_is_approving_once(conference, owner):
    registration = RegistrationFactory(conference=conference)

    first = approve_registration(registration, by=owner)
    second = approve_registration(registration, by=owner)

    assert first.ticket_token == second.ticket_token
    assert AuditEntry.objects.filter(verb="registrations.approved").count() == 1
    assert Message.objects.filter(key="registrations.approved").count() == 1
    conference.refresh_from_db()
    assert conference.taken == 1


@pytest.mark.parametrize("full", ["conference", "category", "delegation"])
def test_where_something_is_full_nothing_is_taken_anywhere(conference, owner, full):
    delegation = DelegationFactory(conference=conference)
    registration = RegistrationFactory(conference=conference, delegation=delegation)
    counters = {"conference": conference, "category": registration.category, "delegation": delegation}
    counters[full].capacity = 0
    counters[full].save()

    with pytest.raises(CapacityExceeded) as refusal:
        approve_registration(registration, by=owner)

    assert refusal.value.counter == full
    for counter in counters.values():
        counter.refresh_from_db()
        assert counter.taken == 0
    registration.refresh_from_db()
    assert registration.status == S.SUBMITTED


def test_an_open_category_that_is_full_puts_in_line(open_conference, by):
    category = CategoryFactory(conference=open_conference, approval=Approval.OPEN, capacity=1)
    first, second = (
        confirm_email(
            post_form(
                open_conference, category, by, details=details(email=f"{name}@example.org", name={"en": name})
            ),
            by=by,
        )
        for name in ("ada", "bob")
    )

    assert (first.status, second.status) == (S.APPROVED, S.WAITING)
    assert Message.objects.filter(key="registrations.waiting").count() == 1


def test_cancelling_offers_the_place_to_the_first_in_line(conference, owner):
    category = CategoryFactory(conference=conference, capacity=1)
    going = approve_registration(RegistrationFactory(conference=conference, category=category), by=owner)
    line = [
        wait_registration(RegistrationFactory(conference=conference, category=category), by=owner)
        for _n in range(3)
    ]

    cancel_registration(going, by=owner, reason="Ill")

    states = [Registration.objects.get(pk=row.pk).status for row in (going, *line)]
    assert states == [S.CANCELLED, S.OFFERED, S.WAITING, S.WAITING]
    category.refresh_from_db()
    assert category.taken == 1, "the offered place is held"
    offer = Message.objects.get(key="registrations.offered")
    assert offer.recipient == line[0].person


def test_the_line_passes_by_who_finds_another_counter_full(conference, owner):
    conference.capacity = 1
    conference.save()
    going = approve_registration(RegistrationFactory(conference=conference), by=owner)
    full = CategoryFactory(conference=conference, capacity=0)
    first = wait_registration(RegistrationFactory(conference=conference, category=full), by=owner)
    second = wait_registration(RegistrationFactory(conference=conference), by=owner)

    cancel_registration(going, by=owner)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (S.WAITING, S.OFFERED)


def test_an_offer_is_accepted_before_its_deadline_and_not_after(conference, owner):
    waiting = wait_registration(RegistrationFactory(conference=conference), by=owner)
    offered = offer_place(waiting, by=owner)
    assert accept_offer(offered, by=owner).status == S.APPROVED

    late = offer_place(wait_registration(RegistrationFactory(conference=conference), by=owner), by=owner)
    Registration.objects.filter(pk=late.pk).update(offered_until=timezone.now() - dt.timedelta(minutes=1))
    with pytest.raises(Refused, match="deadline"):
        accept_offer(late, by=owner)


def test_an_expired_offer_goes_to_the_next_and_its_holder_to_the_end(conference, owner):
    category = CategoryFactory(conference=conference, capacity=1)
    first, second = (
        wait_registration(RegistrationFactory(conference=conference, category=category), by=owner)
        for _n in range(2)
    )
    offer_place(first, by=owner)
    Registration.objects.filter(pk=first.pk).update(offered_until=timezone.now() - dt.timedelta(minutes=1))

    assert expire_offers() == 1
    assert expire_offers() == 0

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (S.WAITING, S.OFFERED)
    assert first.waiting_since > second.waiting_since
    category.refresh_from_db()
    assert category.taken == 1


def test_more_places_are_offered_to_the_line(conference, owner):
    category = CategoryFactory(conference=conference, capacity=0)
    line = [
        wait_registration(RegistrationFactory(conference=conference, category=category), by=owner)
        for _n in range(3)
    ]

    change_category(category, by=owner, capacity=2)

    assert [Registration.objects.get(pk=row.pk).status for row in line] == [S.OFFERED, S.OFFERED, S.WAITING]


def test_declining_tells_the_reason_and_only_who_confirmed_the_mail(conference, owner):
    known = RegistrationFactory(conference=conference)
    unknown = RegistrationFactory(conference=conference, confirmed_at=None)

    for registration in (known, unknown):
        assert decline_registration(registration, by=owner, reason="No more places").status == S.DECLINED

    message = Message.objects.get(key="registrations.declined")
    assert message.recipient == known.person
    assert "No more places" in message.body_text


@pytest.mark.parametrize(
    "action", [approve_registration, wait_registration, cancel_registration, submit_registration]
)
def test_what_was_declined_stays_declined(conference, owner, action):
    registration = RegistrationFactory(conference=conference, status=S.DECLINED)
    with pytest.raises(Refused):
        action(registration, by=owner)


def test_a_substitute_takes_the_place_and_the_old_ticket_is_worth_nothing(conference, owner):
    delegation = DelegationFactory(conference=conference, capacity=1)
    going = approve_registration(
        RegistrationFactory(conference=conference, delegation=delegation, function="head"), by=owner
    )
    substitute = PersonFactory(conference=conference)

    successor = replace_registration(going, substitute=substitute, by=owner)

    going.refresh_from_db()
    delegation.refresh_from_db()
    assert (going.status, successor.status, successor.function) == (S.REPLACED, S.APPROVED, "head")
    assert successor.ticket_token != going.ticket_token
    assert (successor.replaces, delegation.taken) == (going, 1)


def test_a_person_has_one_registration_that_is_not_over(conference, owner):
    registration = RegistrationFactory(conference=conference)
    with pytest.raises(Refused, match="registered already"):
        begin_registration(registration.person, category=registration.category, by=owner)

    cancel_registration(registration, by=owner)

    assert begin_registration(registration.person, category=registration.category, by=owner).status == S.DRAFT


def test_a_held_place_moves_to_the_new_category(conference, owner):
    registration = approve_registration(RegistrationFactory(conference=conference), by=owner)
    before, after = registration.category, CategoryFactory(conference=conference)

    change_registration(registration, by=owner, category=after)

    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.taken, after.taken) == (0, 1)

    full = CategoryFactory(conference=conference, capacity=0)
    with pytest.raises(CapacityExceeded):
        change_registration(registration, by=owner, category=full)


def test_a_category_cannot_have_fewer_places_than_are_taken(conference, owner):
    from django.core.exceptions import ValidationError

    registration = approve_registration(RegistrationFactory(conference=conference), by=owner)
    with pytest.raises(ValidationError, match="taken"):
        change_category(registration.category, by=owner, capacity=0)


def test_every_action_is_in_the_history(conference, owner):
    registration = RegistrationFactory(conference=conference)
    wait_registration(registration, by=owner)
    offer_place(registration, by=owner)
    approve_registration(registration, by=owner)
    cancel_registration(registration, by=owner)

    verbs = [entry.verb for entry in AuditEntry.objects.about(registration)]
    assert verbs == [
        "registrations.cancelled",
        "registrations.approved",
        "registrations.offered",
        "registrations.put_on_waiting_list",
    ]
