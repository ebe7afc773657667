"""The record of a delegation in the secretariat: what is missing, and members decided where they stand."""

import pytest

from confman.conferences.models import ConferenceProfile
from confman.documents.models import DocumentJob
from confman.mail.models import Message
from confman.people.domain.links import count_link_sent
from confman.people.models import Person
from confman.translation.collation import collation_key
from confman.web.errors import Refused
from registrations.bulk.models import BulkRun
from registrations.core.models.delegation import Delegation
from registrations.delegations.domain.delegations import approve_delegation_name, change_delegation
from tests.factories import (
    DelegationFactory,
    FocalPointFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
)
from tests.registrations.addresses import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegation(conference):
    names = dict.fromkeys(conference.languages, "Network")
    return DelegationFactory(conference=conference, name=names, capacity=18)


def member_of(delegation, name="Anna", **fields):
    person = PersonFactory(conference=delegation.conference, name={"en": name})
    return RegistrationFactory(
        conference=delegation.conference, delegation=delegation, person=person, **fields
    )


def act_on(desk, delegation, action, *rows, **more):
    own = address(delegation.conference, "delegation", delegation.pk)
    chosen = {"action": action, "selected": [str(row.pk) for row in rows], "next": own, "confirmed": "1"}
    return desk.post(address(delegation.conference, "bulk"), chosen | more)


def test_the_head_says_how_many_and_what_is_missing(conference, desk, delegation):
    conference.profile = ConferenceProfile.INTERGOVERNMENTAL
    conference.save()
    member_of(delegation, status="approved")
    member_of(delegation, "Bella", status="nominated", submitted_at=None, confirmed_at=None)
    member_of(delegation, "Carla", function="delegate")

    page = desk.get(address(conference, "delegation", delegation.pk))

    text = page.content.decode()
    assert "Names: 3 of 18" in text
    assert "approved: 1" in text
    assert page.context["missing"] == [
        "a head of delegation", "credentials", "the registration of 1 member", "a decision on 1 member",
    ]  # fmt: skip


def test_a_name_is_approved_as_it_is_on_record_by_now_and_once(conference, owner, delegation):
    read_before = Delegation.objects.get()
    change_delegation(delegation, by=owner, name={"en": "Zambia"})

    approve_delegation_name(read_before, by=owner)

    current = Delegation.objects.get()
    assert current.approved_at and current.sort_key == collation_key("Zambia")
    with pytest.raises(Refused, match="approved already"):
        approve_delegation_name(read_before, by=owner)


def test_a_delegation_without_a_name_in_a_language_says_which(conference, desk, delegation):
    delegation.name = {conference.languages[0]: "Network"}
    delegation.save()
    missing = desk.get(address(conference, "delegation", delegation.pk)).context["missing"]
    assert len(missing) == len(conference.languages) - 1


def test_members_are_decided_where_the_delegation_stands(conference, desk, delegation):
    rows = [member_of(delegation, name) for name in ("Anna", "Bella")]
    answer = act_on(desk, delegation, "approve", *rows, reason="")
    assert answer.url == address(conference, "delegation", delegation.pk)
    assert {row.status for row in delegation.registrations.all()} == {"approved"}


def test_only_those_are_reminded_who_have_something_to_complete(conference, desk, delegation):
    late = member_of(delegation, "Anna", status="nominated", submitted_at=None, confirmed_at=None)
    done = member_of(delegation, "Bella", status="approved")

    page = desk.get(act_on(desk, delegation, "remind", late, done).url).content.decode()

    assert [message.recipient for message in Message.objects.all()] == [late.person]
    assert "Bella has nothing left to complete" in page


def test_plates_are_made_of_the_chosen_members_alone(conference, desk, delegation):
    chosen, _other = (
        member_of(delegation, status="approved"),
        member_of(delegation, "Bella", status="approved"),
    )
    answer = act_on(desk, delegation, "plates", chosen, language=conference.languages[0])
    job = DocumentJob.objects.get()
    assert (job.kind, job.options["registrations"]) == ("registrations.name_plates", [str(chosen.pk)])
    assert str(job.pk) in answer.url


def test_nobody_is_given_an_empty_file_of_plates(conference, desk, delegation):
    answer = act_on(
        desk,
        delegation,
        "plates",
        member_of(delegation, status="submitted"),
        language=conference.languages[0],
    )
    assert not DocumentJob.objects.exists()
    assert "there is no name plate to print" in desk.get(answer.url).content.decode()


def test_a_mailbox_that_has_had_its_links_stops_no_reminder_of_others(conference, desk, delegation):
    contact = PersonFactory(conference=conference, email="contact@example.org")
    draft = {"status": "nominated", "submitted_at": None, "confirmed_at": None}
    shared = member_of(delegation, "Anna", **draft)
    Person.objects.filter(pk=shared.person_id).update(contact=contact)
    own = member_of(delegation, "Bella", **draft)
    for _time in range(30):
        count_link_sent(contact.email, by=UserFactory())
    act_on(desk, delegation, "remind", shared, own)
    assert [message.recipient for message in Message.objects.all()] == [own.person]
    assert BulkRun.objects.get().status == "done"


def test_protocol_approves_the_name_and_decides_on_nobody(conference, member, client_as, delegation):
    member_of(delegation)
    page = client_as(member("protocol")).get(address(conference, "delegation", delegation.pk))
    assert "Approve the name" in page.content.decode()
    assert [key for key, _label in page.context["bulk_actions"]] == ["plates"]


def test_members_stand_as_they_sign_and_deleting_is_under_more(conference, desk, delegation):
    member_of(delegation, "Anna", function="observer")
    member_of(delegation, "Zara", function="head")
    page = desk.get(address(conference, "delegation", delegation.pk))
    assert [str(row.person) for row, _missing in page.context["members"]] == ["Zara", "Anna"]
    assert [link.url for link in page.context["ends"]] == [
        address(conference, "delegation-delete", delegation.pk)
    ]


def test_the_record_asks_as_much_for_three_members_as_for_one(
    conference, desk, delegation, assert_constant_queries
):
    def add():
        member_of(delegation, "Anna", status="nominated", submitted_at=None, confirmed_at=None)
        FocalPointFactory(delegation=delegation)
        DelegationFactory(conference=conference)

    assert_constant_queries(address(conference, "delegation", delegation.pk), add, client=desk)
