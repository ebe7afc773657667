"""The organization's address book: people by consent alone, institutions by office; taken, corrected, left at once."""

import datetime as dt
import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.people.domain.address_book import (
    enter_institution,
    enter_person,
    expire_contacts,
    leave_address_book,
)
from confman.people.domain.address_book_copies import correct_own_entry, corrected_fields, kind_of
from confman.people.domain.inclusion import add_entries, offers, undo_taking
from confman.people.domain.merge import merge_people
from confman.people.domain.people import change_person, has_consented, record_consent
from confman.people.domain.personal_data import collect_entries
from confman.people.domain.privacy import collect_person_data, erase_expired, erase_person
from confman.people.models import Consent, Contact, Institution, Listing, Person
from confman.web.errors import Refused
from outcomes.recommendations.models.addressee import Addressee
from registrations.change_requests.domain import accept_change, request_change
from registrations.correspondence.models import Invitee
from registrations.invitations.domain.invitees import change_invitee
from registrations.lifecycle.domain.changes import change_own_details
from registrations.lifecycle.domain.enrolment import complete_registration
from tests.factories import (
    AddresseeFactory,
    ConferenceFactory,
    ContactFactory,
    InstitutionFactory,
    InviteeFactory,
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
)

NEXT = Consent.Kind.NEXT


@pytest.fixture
def organization(conference, owner):
    organization = OrganizationFactory(slug="forum-office")
    organization.members.create(user=owner, role="owner", is_administrator=True)
    conference.organization = organization
    conference.save()
    return organization


@pytest.fixture
def later(organization, owner):
    """The next conference of the organization, which the owner prepares."""
    later = ConferenceFactory(organization=organization, slug="later", starts_on=dt.date(2029, 3, 30))
    MembershipFactory(conference=later, user=owner, role="owner")
    return later


@pytest.fixture
def anna(conference, organization, owner):
    """Anna, who agreed to be kept."""
    person = PersonFactory(
        conference=conference, name={"en": "Anna Sample", "ru": "Анна Образцова"}, email="anna@example.org",
        languages=["en", "ru"], sex="female", family_name_first="yes",
    )  # fmt: skip
    record_consent(person, NEXT, given=True, by=owner, source="the person, on their own page")
    return person


def page(conference, rest=""):
    return f"/{conference.slug}/secretariat/address-book/{rest}"


def take(conference, model, *entries, by):
    return add_entries(conference, kind_of(model()), {entry.pk for entry in entries}, by=by)


# --- people enter by consent -------------------------------------------------------------------------------


def test_who_agreed_to_be_kept_enters_with_what_is_known(anna, organization, owner):
    contact = enter_person(anna, by=owner)
    assert (contact.organization, contact.name, contact.email) == (
        organization,
        anna.name,
        "anna@example.org",
    )
    assert (contact.institution, contact.languages, contact.sex, contact.family_name_first) == (
        anna.organization,
        ["en", "ru"],
        "female",
        "yes",
    )
    assert contact.consent_source == "the person, on their own page"
    anna.refresh_from_db()
    assert anna.entry == contact


def test_nobody_enters_without_their_consent(conference, organization, owner, anna):
    silent = PersonFactory(conference=conference)
    record_consent(anna, NEXT, given=False, by=owner)
    for person in (silent, anna):
        with pytest.raises(Refused, match="not agreed to be kept"):
            enter_person(person, by=owner)
    assert not Contact.objects.exists()


def test_the_directory_enters_those_chosen_and_says_who_did_not_agree(conference, owner_client, anna):
    silent = PersonFactory(conference=conference)
    address = f"/{conference.slug}/secretariat/people/"
    sent = {"action": "people.enter", "selected": [str(anna.pk), str(silent.pk)], "confirmed": "1"}
    said = owner_client.post(address, sent, follow=True).content.decode()
    assert "1 done, 1 not" in said
    assert "not agreed to be kept" in said
    assert [str(contact) for contact in Contact.objects.all()] == ["Anna Sample"]


def test_on_somebodys_word_one_enters_only_if_it_is_noted(conference, organization, owner_client):
    filled = {"name_en": "Ben Sample", "sex": "male", "consented_on": "2027-03-03"}
    answer = owner_client.post(page(conference, "people/add/"), filled)
    assert answer.context["form"].errors.keys() == {"consent_source"}
    owner_client.post(page(conference, "people/add/"), {**filled, "consent_source": "by telephone"})
    contact = Contact.objects.get()
    assert (str(contact), contact.organization) == ("Ben Sample", organization)


def test_the_same_person_of_two_conferences_has_one_entry(anna, later, owner):
    contact = enter_person(anna, by=owner)
    again = PersonFactory(conference=later, name={"ru": "Анна Образцова"}, email="ANNA@example.org")
    record_consent(again, NEXT, given=True, by=owner)
    assert enter_person(again, by=owner) == contact
    assert Contact.objects.count() == 1


def test_a_namesake_elsewhere_is_another_person(anna, later, owner):
    enter_person(anna, by=owner)
    other = PersonFactory(
        conference=later, name=anna.name, organization={"en": "Police"}, email="x@example.org"
    )
    record_consent(other, NEXT, given=True, by=owner)
    enter_person(other, by=owner)
    assert Contact.objects.count() == 2


def test_people_of_practice_never_enter(anna, owner):
    Person.objects.filter(pk=anna.pk).update(is_practice=True)
    anna.refresh_from_db()
    with pytest.raises(Refused, match="practice"):
        enter_person(anna, by=owner)


# --- and leave when they say so ----------------------------------------------------------------------------


def test_who_takes_the_consent_back_is_out_at_once_everywhere(anna, later, owner):
    contact = enter_person(anna, by=owner)
    (there,) = take(later, Person, contact, by=owner)
    record_consent(there, NEXT, given=False, by=system_user("participant"))
    assert not Contact.objects.exists()
    anna.refresh_from_db()
    assert (anna.entry, anna.as_taken) == (None, {})
    assert not has_consented(anna, NEXT)
    with pytest.raises(Refused, match="not agreed"):
        enter_person(anna, by=owner)


def test_a_withdrawal_counts_where_they_registered_anew_without_a_link(anna, later, owner):
    enter_person(anna, by=owner)
    anew = PersonFactory(conference=later, name=anna.name, email="anna@example.org")
    record_consent(anew, NEXT, given=False, by=owner)
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("email", "confirmed_at"),
    [("stranger@example.org", None), ("anna@example.org", None), ("", timezone.now())],
)
def test_a_stranger_under_somebodys_name_is_not_them(anna, later, owner, email, confirmed_at):
    """With a mailbox of their own, with one that nobody has confirmed, or with that of the focal point alone."""
    contact = enter_person(anna, by=owner)
    stranger = PersonFactory(
        conference=later, name=anna.name, organization=anna.organization, email=email,
        contact=None if email else PersonFactory(conference=later),
    )  # fmt: skip
    RegistrationFactory(conference=later, person=stranger, status="submitted", confirmed_at=confirmed_at)
    assert collect_entries(stranger) == []
    record_consent(stranger, NEXT, given=False, by=system_user("participant"))
    erase_person(stranger, by=owner, reason="asked")
    assert list(Contact.objects.all()) == [contact]
    anna.refresh_from_db()
    assert anna.entry == contact and has_consented(anna, NEXT)


def test_whoever_agrees_under_somebodys_name_is_linked_to_nobody(anna, later, owner):
    contact = enter_person(anna, by=owner)
    stranger = PersonFactory(
        conference=later, name=anna.name, organization=anna.organization, email="stranger@example.org"
    )
    record_consent(stranger, NEXT, given=True, by=owner)
    assert enter_person(stranger, by=owner) != contact


def test_who_is_taken_out_by_the_team_is_kept_for_no_next_conference(conference, anna, owner, owner_client):
    contact = enter_person(anna, by=owner)
    asked = owner_client.get(page(conference, f"people/{contact.pk}/delete/")).content.decode()
    assert "no longer kept for the next ones" in asked
    owner_client.post(page(conference, f"people/{contact.pk}/delete/"))
    assert not Contact.objects.exists()
    assert not has_consented(anna, NEXT)


def test_who_is_erased_leaves_the_book_and_whose_conference_expires_does_not(anna, conference, later, owner):
    contact = enter_person(anna, by=owner)
    (there,) = take(later, Person, contact, by=owner)
    Conference.objects.filter(pk=conference.pk).update(starts_on="2017-03-30", ends_on="2017-03-31")
    conference.refresh_from_db()
    assert erase_expired(conference, by=owner) == 1
    anna.refresh_from_db()
    assert (anna.entry, anna.as_taken) == (None, {})
    assert Contact.objects.get() == contact
    erase_person(there, by=owner)
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("years", "left"), [(2, 0), (4, 1)])
def test_whom_no_conference_has_seen_for_three_years_leaves(organization, owner, years, left):
    long_ago = timezone.localdate() - dt.timedelta(days=365 * years)
    ContactFactory(organization=organization, consented_on=long_ago)
    Conference.objects.update(is_sample=False)
    assert expire_contacts(by=owner) == left


def test_a_legal_hold_keeps_the_book(conference, organization, owner):
    ContactFactory(organization=organization, consented_on=dt.date(2010, 1, 1))
    Conference.objects.filter(pk=conference.pk).update(legal_hold="court", is_sample=False)
    assert expire_contacts(by=owner) == 0


def test_the_personal_file_has_their_entry(anna, owner):
    assert collect_person_data(anna)["address_book"] == []
    enter_person(anna, by=owner)
    anna.refresh_from_db()
    (given,) = collect_person_data(anna)["address_book"]
    assert given["name"] == dict(anna.name)
    assert given["consent_source"] == "the person, on their own page"
    json.dumps(given)


def test_the_history_names_nobody(anna, owner):
    leave_address_book(enter_person(anna, by=owner), by=owner)
    entries = AuditEntry.objects.filter(verb__startswith="people.contact")
    assert {entry.verb for entry in entries} == {"people.contact_added", "people.contact_left"}
    assert not any("Sample" in f"{entry.target_label}{entry.reason}{entry.details}" for entry in entries)
    assert {entry.conference_id for entry in entries} == {None}


def test_a_merged_record_keeps_the_link(anna, conference, owner):
    contact = enter_person(anna, by=owner)
    anna.refresh_from_db()
    kept = merge_people(PersonFactory(conference=conference, name=anna.name), anna, by=owner)
    kept.refresh_from_db()
    assert kept.entry == contact


# --- institutions ------------------------------------------------------------------------------------------


def test_an_institution_enters_by_its_office_and_a_named_addressee_does_not(conference, organization, owner):
    named = InviteeFactory(
        conference=conference, name={"en": "Embassy"}, addressee={"en": "H.E. Mr. John Sample"}, sex="male",
        salutation={"en": "Dear John,"}, channel="note-verbale",
    )  # fmt: skip
    office = InviteeFactory(
        conference=conference, name={"en": "Ministry"}, addressee={"en": "The Minister"}, by_office=True,
        rank="excellency", salutation={"en": "Excellency,"},
    )  # fmt: skip
    entered = [enter_institution(record, by=owner) for record in (named, office)]
    assert [(str(each.office), str(each.salutation), each.sex) for each in entered] == [
        ("", "", "not-stated"),
        ("The Minister", "Excellency,", "not-stated"),
    ]
    assert (entered[0].by_note, entered[1].rank) == (True, "excellency")


def test_one_institution_of_two_ledgers_has_one_entry(conference, later, owner):
    first = InviteeFactory(conference=conference, name={"en": "Ministry of Labour"}, country="UZ")
    again = InviteeFactory(conference=later, name={"en": "ministry of labour", "ru": "Минтруд"}, country="UZ")
    abroad = InviteeFactory(conference=later, name={"en": "Ministry of Labour"}, country="KZ")
    entry = enter_institution(first, by=owner)
    assert enter_institution(again, by=owner) == entry
    assert enter_institution(abroad, by=owner) != entry


def test_the_lists_enter_those_chosen(conference, organization, owner_client):
    invitee = InviteeFactory(conference=conference, name={"en": "Ministry of Labour"})
    addressee = AddresseeFactory(conference=conference, name={"en": "Parliament"}, kind="parliament")
    for address, row in (("invitees/", invitee), ("addressees/", addressee)):
        sent = {"action": "enter", "selected": [str(row.pk)], "confirmed": "1"}
        owner_client.post(f"/{conference.slug}/secretariat/{address}", sent)
    assert set(Institution.objects.values_list("kind", flat=True)) <= {"parliament", "other", "ministry"}
    assert {str(each) for each in Institution.objects.all()} == {"Ministry of Labour", "Parliament"}


def test_an_entry_names_languages_and_choices_in_the_readers_words(conference, organization, owner_client):
    office = InstitutionFactory(organization=organization, kind="ministry", language="ru")
    contact = ContactFactory(organization=organization, languages=["en", "uz"])
    for language, of_office, of_contact in (
        ("en", {"Ministry", "Russian"}, "English, Uzbek"),
        ("ru", {"Министерство", "Русский"}, "Английский, узбекский"),
    ):
        owner_client.cookies["django_language"] = language
        facts = owner_client.get(page(conference, f"institutions/{office.pk}/")).context["facts"]
        assert of_office <= {value for _label, value in facts}
        facts = owner_client.get(page(conference, f"people/{contact.pk}/")).context["facts"]
        assert of_contact in {value for _label, value in facts}


def test_what_is_in_the_book_already_is_not_added_by_the_form(conference, organization, owner_client):
    InstitutionFactory(
        organization=organization, name={"en": "Ministry of Labour", "ru": "Минтруд"}, country="UZ"
    )
    ContactFactory(
        organization=organization, name={"en": "Ben Sample"}, email="ben@example.org", institution={}
    )
    agreed = {"sex": "male", "consented_on": "2027-03-03", "consent_source": "by telephone"}
    for rest, filled, kept in (
        ("institutions/", {"name_en": "ministry of labour", "country": "UZ"}, Institution),
        ("people/", {"name_en": "Ben SAMPLE", "email": "BEN@example.org", **agreed}, Contact),
    ):
        more = {"kind": "ministry", "rank": "other"} if kept is Institution else {}
        answer = owner_client.post(page(conference, f"{rest}add/"), {"sex": "not-stated", **more, **filled})
        assert "is in the address book already" in str(answer.context["form"].errors["name"])
        assert kept.objects.count() == 1
    # Of the same name, and someone or something else.
    owner_client.post(
        page(conference, "people/add/"), {"name_en": "Ben Sample", "email": "b@example.org", **agreed}
    )
    abroad = {
        "name_en": "Ministry of Labour",
        "country": "KZ",
        "kind": "ministry",
        "rank": "other",
        "sex": "not-stated",
    }
    owner_client.post(page(conference, "institutions/add/"), abroad)
    assert (Contact.objects.count(), Institution.objects.count()) == (2, 2)


# --- taken into a conference -------------------------------------------------------------------------------


def test_several_are_found_and_taken_in_one_act(later, organization, owner_client):
    ministry = InstitutionFactory(
        organization=organization, name={"en": "Ministry of Justice"}, office={"en": "The Minister"}, by_note=True,
        email="justice@example.org", kind="ministry",
    )  # fmt: skip
    police = InstitutionFactory(organization=organization, name={"en": "Police", "ru": "Полиция"}, kind="un")
    address = f"/{later.slug}/secretariat/invitees/from-address-book/"
    found = owner_client.get(address, {"q": "полиция"}).content.decode()
    assert "Police" in found
    assert "Ministry of Justice" not in found
    chosen = {"selected": [str(ministry.pk), str(police.pk)]}
    assert "2 entries are chosen" in owner_client.post(address, chosen).content.decode()
    assert not Invitee.objects.exists()
    owner_client.post(address, {**chosen, "confirmed": "1"})
    taken = Invitee.objects.of(later).get(entry=ministry)
    assert (taken.kind, taken.channel, taken.by_office) == ("institution", "note-verbale", True)
    assert (str(taken.addressee), taken.email) == ("The Minister", "justice@example.org")
    assert "justice" in taken.search_text
    assert Invitee.objects.of(later).get(entry=police).kind == "un"
    assert corrected_fields(taken) == {}


def test_addressees_and_speakers_are_taken_likewise(later, organization, owner, owner_client):
    parliament = InstitutionFactory(
        organization=organization, kind="parliament", office={"en": "The Speaker"}
    )
    contact = ContactFactory(
        organization=organization, name={"en": "Li Ming"}, job_title={"en": "Judge"}, family_name_first="yes"
    )
    for rest, entry in (("addressees", parliament), ("people", contact)):
        address = f"/{later.slug}/secretariat/{rest}/from-address-book/"
        owner_client.post(address, {"selected": [str(entry.pk)], "confirmed": "1"})
    addressee, person = Addressee.objects.of(later).get(), Person.objects.of(later).get()
    assert (addressee.kind, str(addressee.recipient)) == ("parliament", "The Speaker")
    assert (str(person), str(person.job_title), person.family_name_first, person.listing) == (
        "Li Ming",
        "Judge",
        "yes",
        Listing.SECRETARIAT,
    )
    assert has_consented(person, NEXT)
    assert person.folded_name == "li ming"


def test_what_is_here_already_is_marked_and_not_chosen(later, organization, owner, owner_client):
    taken, by_mail, by_name, fresh = (
        InstitutionFactory(organization=organization, name={"en": name}, email=f"{name}@example.org")
        for name in ("one", "two", "three", "four")
    )
    take(later, Invitee, taken, by=owner)
    InviteeFactory(conference=later, email="TWO@example.org")
    InviteeFactory(conference=later, name={"en": "Three"}, country="UZ")
    found = {offer.entry: offer for offer in offers(later, kind_of(Invitee()))}
    marks = {entry: (each.is_here, each.same_mail, each.same_name) for entry, each in found.items()}
    assert marks[by_mail] == (False, True, False)
    assert marks[by_name] == (False, False, True)
    assert marks[fresh] == (False, False, False)
    assert found[taken].is_here
    address = f"/{later.slug}/secretariat/invitees/from-address-book/"
    chosen = {"selected": [str(each.pk) for each in (by_mail, by_name, fresh)]}
    preview = owner_client.post(address, chosen).content.decode()
    assert "Same e-mail" in preview
    assert "Same name" in preview
    assert preview.count(" checked aria-label") == 1
    assert take(later, Invitee, taken, by=owner) == []


def test_the_act_is_undone_whole(later, organization, owner, owner_client):
    kept = InviteeFactory(conference=later)
    take(later, Invitee, *InstitutionFactory.create_batch(3, organization=organization), by=owner)
    address = f"/{later.slug}/secretariat/invitees/from-address-book/"
    assert "You took 3 entries." in owner_client.get(address).content.decode()
    owner_client.post(address, {"undo": "1"})
    assert Invitee.objects.of(later).get() == kept
    assert "You took" not in owner_client.get(address).content.decode()
    assert Institution.objects.count() == 3


def test_nothing_is_undone_that_was_changed_or_used_since(later, organization, owner):
    changed, _unchanged = take(
        later, Invitee, *InstitutionFactory.create_batch(2, organization=organization), by=owner
    )
    change_invitee(changed, by=owner, places=3)
    with pytest.raises(Refused, match=str(changed.name)):
        undo_taking(later, kind_of(changed), by=owner)
    contact = ContactFactory(organization=organization)
    (person,) = take(later, Person, contact, by=owner)
    AddresseeFactory(conference=later, focal_point=person)
    with pytest.raises(Refused, match=str(person)):
        undo_taking(later, kind_of(person), by=owner)
    assert Invitee.objects.of(later).count() == 2


def test_an_act_of_somebody_else_is_not_mine_to_undo(later, organization, owner):
    take(later, Invitee, InstitutionFactory(organization=organization), by=owner)
    with pytest.raises(Refused, match="nothing to undo"):
        undo_taking(later, kind_of(Invitee()), by=UserFactory())


# --- corrections come back ---------------------------------------------------------------------------------


@pytest.fixture
def taken(later, organization, owner):
    entry = InstitutionFactory(
        organization=organization, name={"en": "Ministry of Justice"}, email="old@example.org"
    )
    return take(later, Invitee, entry, by=owner)[0]


def decide(client, conference, record, what):
    sent = {"kind": kind_of(record).key, "record": str(record.pk), what: "1"}
    return client.post(page(conference, "corrections/"), sent)


def test_a_correction_is_accepted_into_the_book(conference, taken, owner, owner_client):
    change_invitee(taken, by=owner, email="new@example.org")
    shown = owner_client.get(page(conference, "corrections/")).content.decode()
    assert "old@example.org" in shown
    assert "new@example.org" in shown
    assert taken.entry.email == "old@example.org"
    decide(owner_client, conference, taken, "accept")
    assert Institution.objects.get().email == "new@example.org"
    assert "There is nothing to decide" in owner_client.get(page(conference, "corrections/")).content.decode()


def test_what_is_kept_is_not_asked_again_until_it_is_corrected_anew(conference, taken, owner, owner_client):
    change_invitee(taken, by=owner, email="new@example.org")
    decide(owner_client, conference, taken, "keep")
    assert Institution.objects.get().email == "old@example.org"
    assert "There is nothing to decide" in owner_client.get(page(conference, "corrections/")).content.decode()
    taken.refresh_from_db()
    change_invitee(taken, by=owner, email="newest@example.org")
    assert "newest@example.org" in owner_client.get(page(conference, "corrections/")).content.decode()


def test_a_conference_that_took_it_before_the_book_was_changed_corrects_nothing(
    conference, later, taken, owner, owner_client
):
    earlier = take(conference, Invitee, taken.entry, by=owner)[0]
    change_invitee(taken, by=owner, email="new@example.org")
    decide(owner_client, conference, taken, "accept")
    earlier.refresh_from_db()
    assert earlier.email == "old@example.org"
    assert "There is nothing to decide" in owner_client.get(page(later, "corrections/")).content.decode()


def test_what_the_team_corrects_waits_and_what_the_person_corrects_is_taken_at_once(
    later, organization, owner
):
    contact = ContactFactory(organization=organization, job_title={"en": "Judge"})
    (person,) = take(later, Person, contact, by=owner)
    change_person(person, by=owner, job_title={"en": "Chair of the court"})
    contact.refresh_from_db()
    assert str(contact.job_title) == "Judge"
    correct_own_entry(person, ["job_title"], by=system_user("participant"))
    contact.refresh_from_db()
    assert str(contact.job_title) == "Chair of the court"
    assert corrected_fields(Person.objects.get(pk=person.pk)) == {}


def on_the_own_page(registration, said, *, by):
    change_own_details(registration, details=said, by=by)


def on_completing(registration, said, *, by):
    type(registration).objects.filter(pk=registration.pk).update(status="nominated", submitted_at=None)
    complete_registration(registration, by=by, details=said, consents={}, listing="participants")


def by_a_request_that_is_granted(registration, said, *, by):
    type(registration).objects.filter(pk=registration.pk).update(status="approved")
    accept_change(request_change(registration, new_values=said, by=by), by=by)


@pytest.mark.parametrize("correct", [on_the_own_page, on_completing, by_a_request_that_is_granted])
def test_wherever_people_correct_themselves_the_book_has_it_and_nothing_else(
    later, organization, owner, correct
):
    contact = ContactFactory(
        organization=organization,
        job_title={"en": "Judge"},
        country="UZ",
        phone="+998 71 1",
        email="j@example.org",
    )
    (person,) = take(later, Person, contact, by=owner)
    registration = RegistrationFactory(conference=later, person=person)
    change_person(person, by=owner, phone="+998 71 2")
    correct(registration, {"job_title": {"en": "Chair of the court"}}, by=system_user("participant"))
    contact.refresh_from_db()
    assert (str(contact.job_title), contact.phone) == ("Chair of the court", "+998 71 1")
    assert set(corrected_fields(Person.objects.get(pk=person.pk))) == {"phone"}, "what the team says waits"


def test_a_language_that_is_added_is_a_correction_and_what_is_emptied_is_none(taken, owner):
    change_invitee(taken, by=owner, name={**taken.name, "ru": "Минюст"}, email="")
    taken.refresh_from_db()
    assert set(corrected_fields(taken)) == {"name"}


def test_a_named_addressee_does_not_come_back(taken, owner):
    change_invitee(taken, by=owner, by_office=False, addressee={"en": "Mr. John Sample"})
    taken.refresh_from_db()
    assert corrected_fields(taken) == {}


# --- for whom ----------------------------------------------------------------------------------------------


def test_only_the_team_of_the_organization_sees_the_book(conference, organization, client_as, owner_client):
    entry = InstitutionFactory(organization=organization)
    colleague = MembershipFactory(conference=conference, role="programme").user
    for rest in ("institutions/", f"institutions/{entry.pk}/", "people/", "corrections/"):
        assert client_as(colleague).get(page(conference, rest)).status_code == 403
        assert owner_client.get(page(conference, rest)).status_code == 200
    organization.members.create(user=colleague)
    assert client_as(colleague).get(page(conference, "institutions/")).status_code == 200


def test_an_observer_sees_nobody_in_the_book_though_a_member_of_the_organization(
    conference, organization, client_as
):
    donor = MembershipFactory(conference=conference, role="observer").user
    member = organization.members.create(user=donor, role="observer")
    contact = ContactFactory(organization=organization)
    for rest in ("people/", f"people/{contact.pk}/", "institutions/", "corrections/"):
        assert client_as(donor).get(page(conference, rest)).status_code == 403
    member.is_administrator = True
    member.save()
    own = client_as(donor).get(reverse("conferences_site:organization", args=[organization.slug]))
    assert own.status_code == 200 and "address-book" not in own.content.decode()


def test_a_member_who_is_in_no_team_of_the_conference_sees_nothing_from_there(
    conference, organization, client_as
):
    member = organization.members.create(user=UserFactory())
    assert client_as(member.user).get(page(conference, "institutions/")).status_code in (403, 404)


def test_who_may_not_see_a_record_decides_on_no_correction_of_it_and_does_not_learn_of_it(
    conference, organization, taken, owner, client_as
):
    change_invitee(taken, by=owner, email="new@example.org")
    colleague = MembershipFactory(conference=conference, role="owner").user
    organization.members.create(user=colleague)
    client, other = client_as(colleague), InstitutionFactory(organization=organization)
    entry = f"institutions/{taken.entry_id}/"
    for rest in ("corrections/", entry, f"{entry}join/{other.pk}/"):
        shown = client.get(page(conference, rest)).content.decode()
        assert "new@example.org" not in shown and str(taken.conference.title) not in shown
    assert decide(client, conference, taken, "accept").status_code == 404
    MembershipFactory(conference=taken.conference, user=colleague, role="owner")
    assert "new@example.org" in client.get(page(conference, "corrections/")).content.decode()
    assert str(taken.conference.title) in client.get(page(conference, entry)).content.decode()


def test_the_book_of_another_organization_is_out_of_reach(later, organization, owner, owner_client):
    foreign, contact = InstitutionFactory(), ContactFactory()
    theirs = ConferenceFactory(organization=foreign.organization, slug="theirs")
    (record,) = take(theirs, Invitee, foreign, by=UserFactory())
    change_invitee(record, by=UserFactory(), email="new@example.org")
    for rest in (f"institutions/{foreign.pk}/", f"people/{contact.pk}/"):
        for end in ("", "change/", "delete/"):
            assert owner_client.get(page(later, rest + end)).status_code == 404
    assert str(foreign) not in owner_client.get(page(later, "institutions/")).content.decode()
    assert decide(owner_client, later, record, "accept").status_code == 404
    assert take(later, Invitee, foreign, by=owner) == []
    assert take(later, Person, contact, by=owner) == []
    anna = PersonFactory(conference=later, name=contact.name, email=contact.email)
    record_consent(anna, NEXT, given=False, by=owner)
    assert Contact.objects.get() == contact


def test_a_conference_of_no_organization_has_no_book(conference, owner, owner_client):
    assert owner_client.get(page(conference, "institutions/")).status_code == 403
    assert "address-book" not in owner_client.get(f"/{conference.slug}/secretariat/people/").content.decode()
    with pytest.raises(Refused, match="no organization"):
        enter_institution(InviteeFactory(conference=conference), by=owner)


def test_the_record_says_in_which_conferences_it_was(conference, later, taken, owner, owner_client):
    take(conference, Invitee, taken.entry, by=owner)
    shown = owner_client.get(page(later, f"institutions/{taken.entry_id}/")).content.decode()
    assert str(conference.title) in shown
    assert f"/{later.slug}/secretariat/invitees/{taken.pk}/" in shown


def test_a_decision_on_what_does_not_exist_is_not_found(conference, organization, owner_client):
    for sent in (
        {"kind": "x"},
        {"kind": "people.people", "record": "x"},
        {"kind": "people.people", "record": uuid.uuid4()},
    ):
        assert owner_client.post(page(conference, "corrections/"), sent).status_code == 404


def test_the_lists_are_given_out_as_spreadsheets(conference, organization, owner_client):
    entry = InstitutionFactory(organization=organization)
    sent = {"action": "registrations.export_entries", "selected": [str(entry.pk)]}
    answer = owner_client.post(page(conference, "institutions/"), sent)
    assert "spreadsheet" in answer.headers["Content-Type"]
    assert AuditEntry.objects.filter(verb="registrations.address_book_exported").exists()


def test_who_may_not_export_people_gets_no_spreadsheet_of_the_book(conference, organization, client_as):
    """A programme officer in the team of the organization keeps the book, and exports nobody elsewhere either."""
    colleague = MembershipFactory(conference=conference, role="programme").user
    organization.members.create(user=colleague, role="programme")
    client = client_as(colleague)
    for name, entry in (
        ("institutions", InstitutionFactory(organization=organization)),
        ("people", ContactFactory(organization=organization)),
    ):
        assert "Export" not in client.get(page(conference, f"{name}/")).content.decode()
        sent = {"action": "registrations.export_entries", "selected": [str(entry.pk)]}
        answer = client.post(page(conference, f"{name}/"), sent)
        assert answer.status_code == 403


def test_many_take_as_many_queries_as_one(later, organization, owner, owner_client, assert_constant_queries):
    def add():
        entry = InstitutionFactory(organization=organization, email="old@example.org")
        (record,) = take(later, Invitee, entry, by=owner)
        change_invitee(record, by=owner, email="new@example.org")
        ContactFactory(organization=organization)

    for rest in ("address-book/corrections/", "invitees/from-address-book/", "people/from-address-book/"):
        assert_constant_queries(f"/{later.slug}/secretariat/{rest}", add, client=owner_client)
