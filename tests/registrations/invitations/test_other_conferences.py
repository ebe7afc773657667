"""Institutions that other conferences of the organization or series have invited are taken over, not typed again."""

import datetime as dt

import pytest

from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from registrations.correspondence.models import Invitee, Reply
from registrations.invitations.domain.other_conferences import copy_invitees, known_institutions
from tests.factories import ConferenceFactory, InviteeFactory, MembershipFactory, SeriesFactory


@pytest.fixture
def earlier(conference, owner):
    """Two earlier conferences of the series on which the owner works, and a third of strangers."""
    series = SeriesFactory()
    Conference.objects.filter(pk=conference.pk).update(series=series)
    conference.refresh_from_db()
    found = [
        ConferenceFactory(series=series, slug=f"forum{year}", starts_on=dt.date(year, 3, 30))
        for year in (2023, 2025)
    ]
    for each in found:
        MembershipFactory(conference=each, user=owner, role="protocol")
    InviteeFactory(
        conference=ConferenceFactory(series=series, slug="strangers"), name={"en": "Secret Service"}
    )
    return found


def names(rows):
    return [str(row.name) for row in rows]


def test_each_institution_stands_there_once_as_the_latest_addresses_it(conference, owner, earlier):
    for each, email in zip(earlier, ("old@example.org", "new@example.org"), strict=True):
        InviteeFactory(conference=each, name={"en": "Ministry of Justice"}, email=email)
    InviteeFactory(conference=earlier[0], name={"en": "Ministry of Labour"})
    InviteeFactory(conference=earlier[0], name={"en": "Academy"}, is_practice=True)
    InviteeFactory(conference=conference, name={"en": "ministry of labour", "ru": "Министерство труда"})
    InviteeFactory(conference=earlier[1], name={"ru": "Министерство труда"})
    known = known_institutions(conference, owner)
    assert [(str(row.name), row.email) for row in known] == [("Ministry of Justice", "new@example.org")]


def test_ministries_of_one_name_in_two_countries_are_two(conference, owner, earlier):
    for country in ("UZ", "KZ"):
        InviteeFactory(conference=earlier[0], name={"en": "Ministry of Justice"}, country=country)
    assert len(known_institutions(conference, owner)) == 2


def test_they_come_with_how_they_are_addressed_and_without_what_they_replied(conference, owner, earlier):
    known = InviteeFactory(
        conference=earlier[1], name={"en": "Embassy", "ru": "Посольство"}, addressee={"en": "H.E. the Ambassador"},
        email="embassy@example.org", rank="excellency", by_office=True, reply=Reply.REGRETS,
        sent_on=dt.date(2025, 1, 5),
    )  # fmt: skip
    (taken,) = copy_invitees(conference, [known.pk], by=owner)
    taken = Invitee.objects.get(pk=taken.pk)
    assert (taken.conference, taken.name, taken.addressee) == (conference, known.name, known.addressee)
    assert (taken.email, taken.rank, taken.reply, taken.sent_on) == (
        known.email,
        known.rank,
        Reply.SILENT,
        None,
    )
    assert "posolstvo" in taken.search_text
    assert AuditEntry.objects.about(taken).get().verb == "registrations.invitee_added"
    assert known_institutions(conference, owner) == []


def test_a_named_addressee_stays_where_they_agreed_to_be_written_to(conference, owner, earlier):
    known = InviteeFactory(
        conference=earlier[1],
        addressee={"en": "Mr. John Sample"},
        salutation={"en": "Dear John,"},
        sex="male",
    )
    (taken,) = copy_invitees(conference, [known.pk], by=owner)
    taken = Invitee.objects.get(pk=taken.pk)
    assert (taken.addressee, taken.salutation, taken.sex) == ({}, {}, "not-stated")


def test_what_one_may_not_see_is_neither_shown_nor_taken(conference, owner, earlier):
    secret = Invitee.objects.get(conference__slug="strangers")
    assert known_institutions(conference, owner) == []
    assert copy_invitees(conference, [secret.pk], by=owner) == []


def test_the_page_searches_and_takes_those_chosen(conference, owner_client, earlier):
    chosen = InviteeFactory(conference=earlier[0], name={"en": "Ministry of Justice"})
    InviteeFactory(conference=earlier[0], name={"en": "Academy"})
    page = f"/{conference.slug}/secretariat/invitees/other-conferences/"
    shown = owner_client.get(page, {"q": "justice"}).content.decode()
    assert "Ministry of Justice" in shown
    assert "Academy" not in shown
    owner_client.post(page, {"selected": [str(chosen.pk)]})
    assert names(Invitee.objects.of(conference)) == ["Ministry of Justice"]


def test_alone_there_is_nothing_to_take_from(conference, owner_client):
    page = owner_client.get(f"/{conference.slug}/secretariat/invitees/other-conferences/").content.decode()
    assert "There is no other conference to take from" in page


def test_many_take_as_many_queries_as_one(conference, owner, earlier, django_assert_num_queries):
    def asked():
        return known_institutions(conference, type(owner).objects.get(pk=owner.pk))

    InviteeFactory(conference=earlier[0])
    with django_assert_num_queries(5):
        asked()
    InviteeFactory.create_batch(3, conference=earlier[1])
    with django_assert_num_queries(5):
        asked()
