"""Duplicates in the address book: found, joined field by field, parted again as they were."""

import pytest

from confman.audit.models import AuditEntry
from confman.people.domain.address_book import (
    contacts_of,
    duplicates_of,
    enter_person,
    join_entries,
    leave_address_book,
    part_entries,
    same_institutions,
)
from confman.people.domain.address_book_copies import corrected_fields, link, records_of
from confman.people.domain.people import has_consented, record_consent
from confman.people.domain.personal_data import collect_entries
from confman.people.models import Consent, Contact, Institution
from confman.web.errors import Refused
from registrations.invitations.domain.invitees import change_invitee
from tests.factories import (
    ContactFactory,
    InstitutionFactory,
    InviteeFactory,
    OrganizationFactory,
    PersonFactory,
)
from tests.people.test_address_book import anna, later, organization, page

__all__ = ["anna", "later", "organization"]
pytestmark = pytest.mark.django_db


def values(entry):
    """The entry as it is stored."""
    left_out = {"search_text", "sort_key", "created_at"}
    fields = [field for field in entry._meta.concrete_fields if field.name not in left_out]
    return {field.name: field.value_from_object(entry) for field in fields}


@pytest.fixture
def two(organization):
    """A ministry that stands in the book twice, once by its Russian name, too."""
    kept = InstitutionFactory(
        organization=organization, name={"en": "Ministry of Justice"}, country="UZ", email="old@example.org",
        office={"en": "The Minister"},
    )  # fmt: skip
    gone = InstitutionFactory(
        organization=organization, name={"en": "Ministry of justice", "ru": "Министерство юстиции"}, country="UZ",
        email="new@example.org", phone="+998 71 1", by_note=True,
    )  # fmt: skip
    return kept, gone


def test_entries_of_one_name_or_mailbox_are_found(organization, two, owner_client, conference):
    kept, gone = two
    alone = InstitutionFactory(organization=organization, name={"en": "Ministry of Justice"}, country="KZ")
    same_mail = InstitutionFactory(
        organization=organization, name={"en": "Registry"}, email="OLD@example.org"
    )
    found = Institution.objects.of(conference).possible_duplicates()
    assert set(found.values_list("pk", flat=True)) == {kept.pk, gone.pk, same_mail.pk}
    assert {each.pk for each in duplicates_of(kept)} == {gone.pk, same_mail.pk} and not duplicates_of(alone)
    listed = owner_client.get(page(conference, "institutions/?show=twice")).content.decode()
    assert str(gone.pk) in listed and str(alone.pk) not in listed
    assert (
        f"join/{gone.pk}/" in owner_client.get(page(conference, f"institutions/{kept.pk}/")).content.decode()
    )


def test_of_two_chosen_one_is_made_field_by_field(conference, two, owner_client):
    kept, gone = two
    sent = {"action": "people.join_entries", "selected": [str(gone.pk), str(kept.pk)]}
    where = owner_client.post(page(conference, "institutions/"), sent)["Location"]
    assert where.endswith(f"institutions/{kept.pk}/join/{gone.pk}/")
    shown = owner_client.get(where).content.decode()
    assert "old@example.org" in shown and "+998 71 1" in shown
    assert (
        f'<a class="dropdown-item" href="/{conference.slug}/secretariat/"' in shown
    )  # from it to each conference
    owner_client.post(where, {"email": "merged", "name": "kept"})
    kept = Institution.objects.get()
    assert (kept.email, kept.phone, kept.by_note) == ("new@example.org", "+998 71 1", True)
    assert kept.name == {"en": "Ministry of Justice", "ru": "Министерство юстиции"}
    assert owner_client.get(where).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_two_are_chosen_neither_one_nor_three(conference, organization, owner_client, number):
    rows = [InstitutionFactory(organization=organization) for _each in range(number)]
    sent = {"action": "people.join_entries", "selected": [str(row.pk) for row in rows]}
    answer = owner_client.post(page(conference, "institutions/"), sent, follow=True)
    assert "Choose two entries" in answer.content.decode()


def test_records_follow_and_nothing_becomes_a_correction_by_it(conference, later, two, owner):
    kept, gone = two
    first = InviteeFactory(
        conference=conference, name=kept.name, country="UZ", email=kept.email, language="", by_office=True
    )
    second = InviteeFactory(
        conference=later, name=gone.name, country="UZ", email=gone.email, language="", by_office=True
    )
    for record, entry in ((first, kept), (second, gone)):
        link(record, entry)
        record.entry = entry
        record.save(update_fields=["entry"])
    join_entries(kept, gone, by=owner)
    records = records_of(Institution.objects.all())
    assert {record.pk for record in records} == {first.pk, second.pk}
    assert [corrected_fields(record) for record in records] == [{}, {}]
    second.refresh_from_db()
    change_invitee(second, by=owner, email="third@example.org")
    second.refresh_from_db()
    assert set(corrected_fields(second)) == {"email"}


def test_what_was_joined_is_parted_as_it_was(conference, later, two, owner, owner_client):
    kept, gone = two
    before = values(kept), values(gone)
    record = InviteeFactory(conference=later, entry=gone)
    owner_client.post(
        page(conference, f"institutions/{kept.pk}/join/{gone.pk}/"), {"name": "merged", "email": "merged"}
    )
    assert (
        "was joined to it" in owner_client.get(page(conference, f"institutions/{kept.pk}/")).content.decode()
    )
    owner_client.post(page(conference, f"institutions/{kept.pk}/part/"))
    assert (
        values(Institution.objects.get(pk=kept.pk)),
        values(Institution.objects.get(pk=gone.pk)),
    ) == before
    record.refresh_from_db()
    assert record.entry_id == gone.pk
    with pytest.raises(Refused, match="nothing to undo"):
        part_entries(kept, by=owner)


def test_joinings_are_undone_one_after_the_other(organization, two, owner):
    first, second = two
    third = InstitutionFactory(organization=organization, name={"en": "MoJ"}, country="UZ")
    before = [values(each) for each in (first, second, third)]
    join_entries(second, third, by=owner)
    join_entries(first, second, by=owner)
    assert next(same_institutions(Institution.objects.all(), third)) == first
    part_entries(first, by=owner)
    part_entries(Institution.objects.get(pk=second.pk), by=owner)
    assert [values(Institution.objects.get(pk=each["id"])) for each in before] == before


def test_what_was_changed_since_is_not_undone(two, owner):
    kept, gone = two
    join_entries(kept, gone, by=owner, take=["email"])
    kept = Institution.objects.get()
    kept.email = "third@example.org"
    kept.save()
    with pytest.raises(Refused, match="e-mail"):
        part_entries(kept, by=owner)
    assert Institution.objects.get().email == "third@example.org"


def test_of_two_consents_the_later_counts_and_a_withdrawal_ends_both(
    conference, later, anna, organization, owner
):
    """Anna changed her mailbox between two conferences, and so stood in the book twice."""
    contact = enter_person(anna, by=owner)
    again = PersonFactory(conference=later, name={"en": "Anna Sample"}, email="anna.sample@example.org")
    record_consent(again, Consent.Kind.NEXT, given=True, by=owner, source="again")
    other = enter_person(again, by=owner)
    assert contact != other and [each.pk for each in duplicates_of(contact)] == [other.pk]
    join_entries(contact, other, by=owner)
    kept = Contact.objects.get()
    assert kept.email == "anna@example.org" and kept.name["ru"] == "Анна Образцова"
    # The mailbox that the entry has no more still finds her, and so does her file.
    unlinked = PersonFactory(conference=later, name={"en": "Anna Sample"}, email="anna.sample@example.org")
    assert contacts_of(unlinked) == [kept]
    assert {said["email"] for said in collect_entries(anna)} == {
        "anna@example.org",
        "anna.sample@example.org",
    }
    record_consent(again, Consent.Kind.NEXT, given=False, by=owner, source="their page")
    assert not Contact.objects.exists()


def test_the_history_names_the_fields_and_no_values(two, owner):
    kept, gone = two
    join_entries(kept, gone, by=owner)
    said = AuditEntry.objects.get(verb="people.entries_joined")
    assert said.details == {"merged": str(gone.pk), "fields": ["by_note", "name", "phone"]}


def test_two_books_stay_apart(two, owner, owner_client, conference):
    elsewhere = InstitutionFactory(organization=OrganizationFactory(slug="elsewhere"))
    with pytest.raises(Refused, match="same address book"):
        join_entries(two[0], elsewhere, by=owner)
    for one, other in ((two[0], elsewhere), (elsewhere, two[0]), (two[0], two[0])):
        address = page(conference, f"institutions/{one.pk}/join/{other.pk}/")
        assert owner_client.post(address, {}).status_code == 404
    assert Institution.objects.count() == 3


def test_who_is_joined_by_two_at_once_goes_once(two, owner):
    kept, gone = two
    join_entries(kept, gone, by=owner)
    with pytest.raises(Refused, match="meanwhile"):
        join_entries(kept, gone, by=owner)


def test_who_leaves_while_their_entry_is_joined_leaves_with_the_one_that_stays(
    organization, owner, conference
):
    kept, gone = ContactFactory(organization=organization), ContactFactory(organization=organization)
    person = PersonFactory(conference=conference, entry=gone)
    record_consent(person, Consent.Kind.NEXT, given=True, by=owner, source="their page")
    last = ContactFactory(organization=organization)
    join_entries(kept, gone, by=owner)
    join_entries(last, kept, by=owner)
    leave_address_book(gone, by=owner)
    assert not Contact.objects.exists() and not has_consented(person, Consent.Kind.NEXT)


def test_people_are_joined_on_their_page(conference, organization, owner_client):
    kept = ContactFactory(organization=organization, name={"en": "Anna Sample"}, job_title={"en": "Judge"})
    gone = ContactFactory(
        organization=organization, name={"en": "Anna Sample"}, job_title={"en": "President"}
    )
    address = page(conference, f"people/{kept.pk}/join/{gone.pk}/")
    assert "President" in owner_client.get(address).content.decode()
    owner_client.post(address, {"job_title": "merged", "email": "kept", "phone": "kept", "country": "kept"})
    assert Contact.objects.get().job_title == {"en": "President"}
