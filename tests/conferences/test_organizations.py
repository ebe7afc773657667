"""The organization above its conferences: one team for all, out everywhere by one act, the look of new ones."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from confman.audit.models import AuditEntry
from confman.conferences.domain.account_deletion import delete_own_account
from confman.conferences.domain.clone.conference import clone_conference
from confman.conferences.domain.creation import create_conference
from confman.conferences.domain.organizations import (
    add_to_organization,
    adopt_conference,
    change_member,
    change_organization,
    found_organization,
    leave_organization,
)
from confman.conferences.models import Conference, Membership, Organization, Role
from confman.mail.models import Message
from confman.web.errors import Refused
from tests.factories import ConferenceFactory, MembershipFactory, UserFactory

LATER = dt.date(2031, 3, 30)


@pytest.fixture
def organization(owner):
    return found_organization({"en": "Forum Office", "ru": "Бюро форума"}, by=owner)


@pytest.fixture
def two(organization, conference, owner):
    """Two conferences of the organization, both owned by its administrator."""
    later = ConferenceFactory(slug="later", starts_on=dt.date(2029, 3, 30))
    MembershipFactory(conference=later, user=owner, role="owner")
    for each in (conference, later):
        adopt_conference(organization, each, by=owner)
        each.refresh_from_db()
    return conference, later


@pytest.fixture
def browser(owner, client_as):
    return client_as(owner)


def roles(user):
    rows = Membership.objects.filter(user=user).order_by("conference__starts_on", "role")
    return [(row.conference.slug, row.role) for row in rows]


def add(organization, owner, email="anna@example.org", role="programme", **more):
    return add_to_organization(organization, email=email, role=role, by=owner, **more)


def test_who_joins_works_on_every_conference_and_gets_one_mail(organization, two, owner):
    member = add(organization, owner)
    assert roles(member.user) == [("tashkent2027", "programme"), ("later", "programme")]
    assert [(row.to, row.conference.slug) for row in Message.objects.all()] == [("anna@example.org", "later")]
    with pytest.raises(Refused, match="belongs to the organization already"):
        add(organization, owner)


def test_a_role_that_somebody_has_in_a_conference_stays_theirs(organization, two, owner):
    anna = MembershipFactory(
        conference=two[0], role="protocol", user=UserFactory(email="anna@example.org")
    ).user
    add(organization, owner)
    assert roles(anna) == [("tashkent2027", "protocol"), ("later", "programme")]


def test_archived_conferences_get_nobody_new(organization, two, owner):
    Conference.objects.filter(slug="later").update(status="archived")
    assert roles(add(organization, owner).user) == [("tashkent2027", "programme")]


def test_who_leaves_is_out_everywhere_by_one_act(organization, two, owner):
    member = add(organization, owner)
    MembershipFactory(conference=two[0], user=member.user, role="protocol")
    elsewhere = MembershipFactory(user=member.user, role="rapporteur").conference
    assert leave_organization(member, by=owner) == 2
    assert roles(member.user) == [(elsewhere.slug, "rapporteur")]
    assert not organization.members.filter(user=member.user).exists()
    assert AuditEntry.objects.get(verb="conferences.organization_member_left").details == {"count": 2}


def test_where_they_were_the_last_owner_the_administrator_becomes_one(organization, two, owner):
    member = add(organization, owner, role="owner")
    Membership.objects.filter(conference=two[0], user=owner).delete()
    leave_organization(member, by=owner)
    assert two[0].memberships.get(role=Role.OWNER).user == owner


def test_an_organization_is_never_left_without_an_administrator(organization, owner):
    alone = organization.members.get()
    with pytest.raises(Refused, match="last administrator"):
        leave_organization(alone, by=owner)
    with pytest.raises(Refused, match="last administrator"):
        change_member(alone, role="owner", is_administrator=False, by=owner)
    with pytest.raises(Refused, match="last administrator"):
        Membership.objects.all().delete()
        delete_own_account(by=owner)
    add(organization, owner, is_administrator=True)
    leave_organization(alone, by=owner)
    assert organization.members.count() == 1


def test_a_role_changes_wherever_it_is_that_of_the_organization(organization, two, owner):
    member = add(organization, owner)
    Membership.objects.filter(conference=two[1], user=member.user).update(role="protocol")
    change_member(member, role="registration", is_administrator=False, by=owner)
    assert roles(member.user) == [("tashkent2027", "registration"), ("later", "protocol")]


def test_a_new_conference_begins_with_its_look_and_its_team(organization, owner):
    member = add(organization, owner)
    organization.logo.save("logo.png", ContentFile(b"logo"))
    change_organization(organization, by=owner, colour="#aa0000", contact_email="office@example.org")
    organization.refresh_from_db()
    made = create_conference(
        by=owner, title="Forum", starts_on=LATER, ends_on=LATER, organization=organization, with_frame=False
    )
    made.refresh_from_db()
    assert (made.colour, made.contact_email, made.logo.read()) == ("#aa0000", "office@example.org", b"logo")
    assert made.logo.name != organization.logo.name
    assert roles(member.user) == [(made.slug, "programme")]
    assert Membership.objects.filter(conference=made, user=owner).count() == 1


def test_the_next_conference_is_of_the_same_organization(organization, two, owner):
    member = add(organization, owner)
    made = clone_conference(two[0], by=owner, starts_on=LATER, take=[]).target
    assert made.organization == organization
    assert (made.slug, "programme") in roles(member.user)


def test_a_conference_of_another_organization_is_not_taken_in(organization, two, owner):
    other = found_organization({"en": "Other"}, by=owner)
    with pytest.raises(Refused, match="belongs to an organization already"):
        adopt_conference(other, two[0], by=owner)


# --- pages ------------------------------------------------------------------------------------------------


def test_an_organization_is_founded_and_takes_a_conference_in(conference, owner, browser):
    answer = browser.post("/organizations/new/", {"name_en": "Forum Office"})
    assert answer.headers["Location"] == "/organizations/forum-office/"
    assert "/organizations/forum-office/" in browser.get("/").content.decode()
    browser.post("/organizations/forum-office/take-in/", {"conference": conference.pk})
    conference.refresh_from_db()
    assert str(conference.organization) == "Forum Office"
    assert "Add a conference" not in browser.get("/organizations/forum-office/").content.decode()


def test_only_ones_own_conferences_are_taken_in(organization, browser):
    foreign = ConferenceFactory()
    browser.post(f"{organization.get_absolute_url()}take-in/", {"conference": foreign.pk})
    foreign.refresh_from_db()
    assert foreign.organization is None


def test_the_team_is_kept_on_its_page(organization, two, browser):
    page = organization.get_absolute_url()
    browser.post(page, {"email": "anna@example.org", "role": "programme", "name": "Anna"})
    member = organization.members.get(user__email="anna@example.org")
    assert "anna@example.org" in browser.get(page).content.decode()
    browser.post(f"{page}members/{member.pk}/", {"role": "registration"})
    assert {role for _slug, role in roles(member.user)} == {"registration"}
    answer = browser.post(f"{page}members/{member.pk}/remove/", follow=True)
    assert "was removed from the organization and 2 conferences" in answer.content.decode()
    assert roles(member.user) == []


def test_a_new_conference_chooses_its_organization(organization, browser):
    browser.post(
        "/new/",
        {
            "title": "Forum", "starts_on": "2031-03-30", "ends_on": "2031-03-31", "city": "Tashkent",
            "main_language": "en", "profile": "expert-meeting", "organization": organization.pk,
        },
    )  # fmt: skip
    assert Conference.objects.get(starts_on=LATER).organization == organization


def test_members_who_do_not_administer_decide_on_nothing(organization, two, owner, client_as):
    member = add(organization, owner, role="owner")
    assert client_as(member.user).get(organization.get_absolute_url()).status_code == 404


def test_the_member_of_another_organization_is_not_found(organization, owner, browser):
    other = found_organization({"en": "Other"}, by=UserFactory())
    address = f"{organization.get_absolute_url()}members/{other.members.get().pk}/remove/"
    assert browser.post(address).status_code == 404
    assert other.members.count() == 1


def test_two_organizations_of_one_name_have_two_addresses(organization, owner):
    found_organization({"en": "Forum Office"}, by=owner)
    assert set(Organization.objects.values_list("slug", flat=True)) == {"forum-office", "forum-office-2"}


def test_many_members_take_as_many_queries_as_one(organization, owner, browser, django_assert_num_queries):
    page = organization.get_absolute_url()
    browser.get(page)
    with CaptureQueriesContext(connection) as one:
        browser.get(page)
    for number in range(3):
        add(organization, owner, email=f"user{number}@example.net")
    with django_assert_num_queries(len(one)):
        browser.get(page)
