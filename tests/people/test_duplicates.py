"""Possible duplicates are looked for, shown best first, told apart for good, and merged on screen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from agenda.sessions.models.session import SessionRole
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.people.domain.duplicates import (
    dismiss_duplicate,
    duplicates_of,
    refresh_all_duplicates,
    refresh_duplicates,
    restore_duplicate,
)
from confman.people.domain.merge import merge_people
from confman.people.domain.people import change_person
from confman.people.domain.privacy import erase_person
from confman.people.models import Person, PossibleDuplicate
from tests.factories import (
    DelegationFactory,
    MessageFactory,
    PersonFactory,
    RegistrationFactory,
    SessionRoleFactory,
)


@pytest.fixture
def address(conference: Conference) -> str:
    return f"/{conference.slug}/secretariat/people/"


@pytest.fixture
def twins(conference: Conference) -> tuple[Person, Person]:
    """One person registered twice, in two scripts, by one mailbox."""
    return (
        PersonFactory(conference=conference, name={"ru": "Рахимова Гульнора"}, email="office@example.org"),
        PersonFactory(conference=conference, name={"en": "Gulnora Rakhimova"}, email="office@example.org"),
    )


def pairs_of(conference: Conference) -> set[frozenset[Any]]:
    open_pairs = PossibleDuplicate.objects.of(conference).open()
    return {frozenset((pair.first_id, pair.second_id)) for pair in open_pairs}


# --- Looking for them -------------------------------------------------------------------------------------


def test_the_worker_compares_who_is_new_or_changed_and_nobody_else(
    conference: Conference, twins: Any, owner: Any, django_assert_num_queries: Any
) -> None:
    PersonFactory(conference=conference, name={"en": "Aziz Karimov"}, email="office@example.org")
    refresh_all_duplicates()
    assert pairs_of(conference) == {frozenset(person.pk for person in twins)}
    pair = PossibleDuplicate.objects.get()
    assert pair.is_likely
    assert pair.reasons[:2] == ["same-email", "other-script"]
    with django_assert_num_queries(1):
        refresh_all_duplicates()
    for person in twins:
        person.refresh_from_db()
    change_person(twins[1], by=owner, name={"en": "Lola Other"})
    refresh_all_duplicates()
    assert not pairs_of(conference)


def test_what_does_not_tell_who_it_is_compares_nobody_anew(
    conference: Conference, twins: Any, owner: Any
) -> None:
    refresh_duplicates(conference)
    twins[0].refresh_from_db()
    change_person(twins[0], by=owner, job_title={"en": "Judge"})
    assert not Person.objects.to_compare().exists()


def test_no_pair_crosses_conferences_practice_or_erasure(
    conference: Conference, other_conference: Conference, owner: Any
) -> None:
    same = {"name": {"en": "Ann Sample"}, "email": "ann@example.org"}
    PersonFactory(conference=conference, **same)
    PersonFactory(conference=other_conference, **same)
    PersonFactory(conference=conference, is_practice=True, **same)
    erase_person(PersonFactory(conference=conference, **same), by=owner)
    refresh_all_duplicates()
    assert not PossibleDuplicate.objects.exists()


def test_a_like_name_of_one_delegation_is_found(conference: Conference) -> None:
    delegation = DelegationFactory(conference=conference)
    for name in ("G. Rakhimova", "Gulnora Rakhimova"):
        person = PersonFactory(conference=conference, name={"en": name}, organization={}, country="")
        RegistrationFactory(conference=conference, person=person, delegation=delegation)
    refresh_duplicates(conference)
    assert PossibleDuplicate.objects.get().reasons == ["initials", "same-delegation"]


def test_who_was_told_apart_stays_told_apart(conference: Conference, twins: Any, owner: Any) -> None:
    refresh_duplicates(conference)
    pair = PossibleDuplicate.objects.get()
    dismiss_duplicate(pair, by=owner)
    dismiss_duplicate(pair, by=owner)
    assert AuditEntry.objects.filter(verb="people.told_apart").count() == 2
    for person in twins:
        assert duplicates_of(person) == []
    change_person(Person.objects.get(pk=twins[0].pk), by=owner, phone="+998901234567")
    refresh_duplicates(conference, everyone=True)
    assert not pairs_of(conference)
    third = PersonFactory(conference=conference, name={"en": "Gulnora Raximova"}, email="office@example.org")
    refresh_duplicates(conference)
    assert len(pairs_of(conference)) == 2
    # The third is one with the first: so it is told apart from the second too.
    merge_people(third, Person.objects.get(pk=twins[0].pk), by=owner)
    refresh_duplicates(conference)
    assert not pairs_of(conference)
    pair = PossibleDuplicate.objects.get()
    restore_duplicate(pair, by=owner)
    assert pairs_of(conference) == {frozenset((third.pk, twins[1].pk))}


def test_a_comparison_that_fails_is_made_again(
    conference: Conference, twins: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("confman.people.domain.likeness.LARGEST_BLOCK", None)
        with pytest.raises(TypeError):
            refresh_duplicates(conference)
    assert Person.objects.to_compare().count() == 2
    assert refresh_duplicates(conference) == 1


# --- Pages ------------------------------------------------------------------------------------------------


def test_a_pair_is_shown_with_what_is_alike_and_what_each_has(
    owner_client: Client, conference: Conference, address: str, twins: Any
) -> None:
    RegistrationFactory(conference=conference, person=twins[0], status="approved")
    SessionRoleFactory(person=twins[1], role=SessionRole.Role.CHAIR)
    MessageFactory(conference=conference, recipient=twins[1])
    assert "2 people are new or changed" in owner_client.get(f"{address}duplicates/").content.decode()
    response = owner_client.post(f"{address}duplicates/look/", follow=True)
    content = response.content.decode()
    for words in ("The same e-mail · the same name in another script", "Approved, ", "Chair", "1 mail"):
        assert words in content
    for page in (
        f"{address}{twins[0].pk}/",
        f"/{conference.slug}/secretariat/registrations/{twins[0].registrations.get().pk}/",
    ):
        assert "This may be the same person" in owner_client.get(page).content.decode()
    dashboard = owner_client.get(f"/{conference.slug}/secretariat/").content.decode()
    assert "1 person is probably in the list twice" in dashboard


def test_weak_pairs_stand_apart_and_do_not_disturb(
    owner_client: Client, conference: Conference, address: str
) -> None:
    for body in ("Justice", "Health"):
        PersonFactory(
            conference=conference,
            name={"en": "Ivan Petrov"},
            organization={"en": f"Ministry of {body}"},
            email=f"petrov@{body.lower()}.example",
        )
    refresh_duplicates(conference)
    page = f"{address}duplicates/"
    assert "There are no duplicates" in owner_client.get(page).content.decode()
    assert "Ministry of Health" in owner_client.get(page, {"show": "perhaps"}).content.decode()
    assert "in the list twice" not in owner_client.get(f"/{conference.slug}/secretariat/").content.decode()


def test_told_apart_on_screen_and_taken_back(
    owner_client: Client, conference: Conference, address: str, twins: Any
) -> None:
    refresh_duplicates(conference)
    pair = PossibleDuplicate.objects.get()
    page = f"{address}duplicates/"
    response = owner_client.post(f"{page}{pair.pk}/dismiss/?show=likely&page=1")
    assert response["Location"] == f"{page}?show=likely&page=1"
    assert "There are no duplicates" in owner_client.get(page).content.decode()
    assert "Marked as different" in owner_client.get(page, {"show": "dismissed"}).content.decode()
    owner_client.post(f"{page}{pair.pk}/restore/")
    assert pairs_of(conference)


def test_many_pairs_are_decided_at_once(
    owner_client: Client, conference: Conference, address: str, twins: Any
) -> None:
    """Records that contradict each other, or need a decision, are not merged unseen."""
    differing = [
        PersonFactory(
            conference=conference, name={"en": "Ivan Petrov"}, email="petrov@example.org", phone=phone
        )
        for phone in ("+1", "+2")
    ]
    both = [
        PersonFactory(conference=conference, name={"en": "Lola Karimova"}, email="lola@example.org", phone="")
        for _number in range(2)
    ]
    for person in both:
        RegistrationFactory(conference=conference, person=person, status="submitted")
    refresh_duplicates(conference)
    assert len(pairs_of(conference)) == 3
    page = f"{address}duplicates/"
    listed = owner_client.get(page).content.decode()
    chosen = [str(pair.pk) for pair in PossibleDuplicate.objects.all()]
    assert all(f'name="selected" value="{key}"' in listed for key in chosen)

    asked = owner_client.post(page, {"action": "merge", "selected": chosen}).content.decode()
    assert "Ivan Petrov ≟ Ivan Petrov" in asked and "cannot be undone" in asked
    sent = {"action": "merge", "selected": chosen, "confirmed": "1"}
    said = owner_client.post(page, sent, follow=True).content.decode()

    assert "1 done, 2 not" in said
    assert "They differ in: Telephone" in said and "Both are registered" in said
    assert pairs_of(conference) == {frozenset(person.pk for person in pair) for pair in (differing, both)}
    assert Person.objects.known().filter(pk__in=[person.pk for person in twins]).count() == 1
    left = [str(pair.pk) for pair in PossibleDuplicate.objects.all()]
    assert (
        "2 done"
        in owner_client.post(page, {"action": "dismiss", "selected": left}, follow=True).content.decode()
    )
    assert not pairs_of(conference)
    told_apart = f"{page}?show=dismissed"
    restored = owner_client.post(told_apart, {"action": "restore", "selected": left}, follow=True)
    assert "2 done" in restored.content.decode() and len(pairs_of(conference)) == 2


def test_the_list_asks_a_constant_number_of_queries(
    owner_client: Client, conference: Conference, address: str, assert_constant_queries: Any
) -> None:
    def add_pair() -> None:
        number = Person.objects.count()
        names = ({"en": f"Ann Sample{'abcdefgh'[number] * 4}"}, {"en": f"Sample{'abcdefgh'[number] * 4} Ann"})
        for name in names:
            person = PersonFactory(conference=conference, name=name)
            RegistrationFactory(conference=conference, person=person)
        refresh_duplicates(conference)

    assert_constant_queries(f"{address}duplicates/", add_pair, client=owner_client)


def test_two_records_are_merged_on_screen(owner_client: Client, conference: Conference, address: str) -> None:
    one = PersonFactory(conference=conference, name={"en": "G. Rakhimova"}, email="g@example.org", phone="")
    two = PersonFactory(
        conference=conference,
        name={"en": "Gulnora Rakhimova"},
        email="two@example.org",
        phone="+998901234567",
        photo=ContentFile(b"x", name="two.png"),
    )
    for person, status in ((one, "submitted"), (two, "approved")):
        RegistrationFactory(conference=conference, person=person, status=status)
    refresh_duplicates(conference)
    merge = f"{address}{one.pk}/merge/{two.pk}/"
    assert merge in owner_client.get(f"{address}{one.pk}/").content.decode()
    response = owner_client.get(merge)
    content = response.content.decode()
    form = response.context["form"]
    assert {name: field.initial for name, field in form.fields.items()} == {"name": "merged", "email": "kept"}
    assert "Both are registered. The registration that is further stays: approved" in content
    assert "+998901234567" in content
    refused = owner_client.post(merge, {"name": "merged"})
    assert refused.status_code == 200
    assert Person.objects.known().count() == 2
    for _sent_twice in range(2):
        response = owner_client.post(merge, {"name": "merged", "email": "kept"})
        assert response["Location"] == f"{address}{one.pk}/"
    kept = Person.objects.get()
    assert (kept.name, kept.email, kept.phone) == (two.name, one.email, two.phone)
    # The address of the other leads to the one that is kept, which tells what both said.
    response = owner_client.get(f"{address}{two.pk}/", follow=True)
    assert response.redirect_chain == [(f"{address}{one.pk}/", 302)]
    content = response.content.decode()
    assert "Also known as" in content
    record = kept.merge_records.get()
    assert f"{address}{one.pk}/merged/{record.pk}/" in content
    content = owner_client.get(f"{address}{one.pk}/merged/{record.pk}/").content.decode()
    assert "two@example.org" in content
    assert "G. Rakhimova" in content


def test_who_may(
    conference: Conference,
    address: str,
    twins: Any,
    member: Callable[..., Any],
    client_as: Callable[..., Client],
) -> None:
    refresh_duplicates(conference)
    for role, status in (("programme", 200), ("protocol", 200), ("check-in", 403), ("observer", 403)):
        client = client_as(member(role))
        assert client.get(f"{address}duplicates/").status_code == status
        if role == "check-in":
            assert "may be the same" not in client.get(f"{address}{twins[0].pk}/").content.decode()
        if role == "programme":
            # Registrations are not theirs to see.
            RegistrationFactory(conference=conference, person=twins[0], status="approved")
            assert "Approved" not in client.get(f"{address}duplicates/").content.decode()
