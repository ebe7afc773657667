"""Two records become one and nothing is lost: every row that points to a person, both mailboxes, both words."""

import dataclasses
import datetime as dt
import itertools
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils import timezone

from agenda.sessions.models.personal import SpeakerProfile
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.people.domain.matcher import find_same_person
from confman.people.domain.merge import fields_to_choose, merge_order, merge_people
from confman.people.domain.privacy import collect_person_data, erase_person
from confman.people.models import Listing, MergeRecord, Person, PossibleDuplicate
from confman.people.registries import person_records
from confman.web.errors import Refused
from registrations.core.models.registration import Registration
from registrations.seats.models import Seat
from tests.factories import (
    CategoryFactory,
    ConsentFactory,
    DelegationFactory,
    FocalPointFactory,
    GroupRoleFactory,
    PersonFactory,
    RegistrationFactory,
    ScanFactory,
    SessionRoleFactory,
    UserFactory,
    WorkingGroupFactory,
)

# Not moved but settled: who was told apart from one of the two stays told apart (tests/people/test_duplicates.py).
SETTLED = {("people.possibleduplicate", "first"), ("people.possibleduplicate", "second")}
# Fields that a model's own checks want beyond those that must not be null.
MORE: dict[str, dict[str, Any]] = {"agenda.material": {"link": "https://example.org/paper"}}
_numbers = itertools.count(1)


def relations_to_person() -> list[ForeignObjectRel]:
    """Every foreign key of any floor that points to a person, those of joining tables too."""
    return [
        relation
        for relation in Person._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and not relation.field.many_to_many
    ]


def make_row(model: type[models.Model], conference: Conference, **given: Any) -> Any:
    """A row of any model with the least that the database wants."""
    given = {**MORE.get(model._meta.label_lower, {}), **given}
    for field in model._meta.concrete_fields:
        is_stamped = getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
        wanted = is_stamped or not (field.null or field.has_default() or field.primary_key or field.blank)
        if field.name not in given and wanted:
            given[field.name] = _value_for(field, conference)
    row = model(**given)
    row.save_base(raw=True, force_insert=True)
    return row


def _value_for(field: Any, conference: Conference) -> Any:
    if field.is_relation:
        if field.related_model is Conference:
            return conference
        if field.related_model is Person:
            return PersonFactory(conference=conference)
        if field.related_model is User:
            return UserFactory()
        return field.related_model._base_manager.first() or make_row(field.related_model, conference)
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.UUIDField):
        return uuid4()
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, models.DateTimeField):
        return timezone.now() + dt.timedelta(hours=next(_numbers))
    if isinstance(field, models.DateField):
        return conference.starts_on
    if isinstance(field, models.TimeField):
        return dt.time(10)
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return next(_numbers)
    if isinstance(field, models.JSONField):
        return {"en": "x"}
    return f"x{next(_numbers)}"[-(getattr(field, "max_length", None) or 20) :]


def test_every_row_that_points_to_a_person_points_to_the_one_who_is_kept(
    conference: Conference, owner: Any
) -> None:
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    rows = [
        (relation.field, make_row(relation.related_model, conference, **{relation.field.name: merged}))
        for relation in relations_to_person()
        if (relation.related_model._meta.label_lower, relation.field.name) not in SETTLED
    ]
    assert len(rows) >= 15
    merge_people(kept, merged, by=owner)
    for field, row in rows:
        left = field.model._base_manager.filter(pk=row.pk).values_list(field.attname, flat=True)
        assert list(left) == [kept.pk], f"{field} of the merged person was lost"


def test_what_nobody_moves_stops_the_merging(conference: Conference, owner: Any, monkeypatch: Any) -> None:
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    role = SessionRoleFactory(person=merged)
    careless = dataclasses.replace(person_records.get("agenda.roles"), merge=lambda *_, by: None)
    monkeypatch.setitem(person_records._entries, "agenda.roles", careless)
    with pytest.raises(RuntimeError, match=r"SessionRole\.person"):
        merge_people(kept, merged, by=owner)
    role.refresh_from_db()
    assert role.person == merged
    assert not MergeRecord.objects.exists()


def test_what_both_have_becomes_one_with_the_surer_answer(conference: Conference, owner: Any) -> None:
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    mine = SessionRoleFactory(person=kept, status="invited")
    theirs = SessionRoleFactory(person=merged, session=mine.session, role=mine.role, status="confirmed")
    group = GroupRoleFactory(person=kept, role="chair").group
    GroupRoleFactory(person=merged, role="chair", group=group)
    GroupRoleFactory(person=merged, role="rapporteur", group=group)
    delegation = FocalPointFactory(
        person=kept, delegation=DelegationFactory(conference=conference)
    ).delegation
    FocalPointFactory(person=merged, delegation=delegation)
    SpeakerProfile.objects.create(person=kept, equipment="Clicker")
    SpeakerProfile.objects.create(person=merged, equipment="Own laptop", remarks="Arrives late")
    merge_people(kept, merged, by=owner)
    assert kept.session_roles.get() == theirs
    assert set(kept.group_roles.values_list("role", flat=True)) == {"chair", "rapporteur"}
    assert kept.focal_point_of.count() == 1
    profile = SpeakerProfile.objects.get(person=kept)
    assert profile.equipment.splitlines() == ["Clicker", "Own laptop"]
    assert profile.remarks == "Arrives late"
    folded = kept.merge_records.get().folded
    assert [row["status"] for row in folded if "status" in row] == ["invited"]
    assert {row["from"] for row in folded} == {"agenda.roles", "agenda.speaker", "registrations.focal_points"}


def test_of_two_open_registrations_the_further_stays_and_nothing_of_the_other_goes(
    conference: Conference, owner: Any
) -> None:
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    category = CategoryFactory(conference=conference, capacity=2, taken=1)
    Conference.objects.update(taken=1)
    mine = RegistrationFactory(
        conference=conference,
        person=kept,
        category=category,
        status="submitted",
        answers={"diet": "none", "hotel": "A", "pending": {"listing": "public"}},
        notes="Called",
        vetting="objected",
        vetting_note="By the host",
    )
    theirs = RegistrationFactory(
        conference=conference,
        person=merged,
        category=category,
        status="approved",
        answers={"hotel": "B"},
        notes="Minister",
        vetting="cleared",
        vetting_note="In March",
    )
    ScanFactory(registration=theirs)
    merge_people(kept, merged, by=owner)
    stays, other = (Registration.objects.get(pk=row.pk) for row in (theirs, mine))
    assert (stays.person_id, other.person_id) == (kept.pk, kept.pk)
    assert (stays.status, other.status) == ("approved", "cancelled")
    assert stays.ticket_token == theirs.ticket_token
    assert stays.answers == {"diet": "none", "hotel": "B"}
    assert stays.notes == "Minister\n\nCalled"
    assert (stays.vetting, stays.vetting_note) == ("objected", "In March; By the host")
    assert (other.answers, other.notes) == (mine.answers, mine.notes)
    assert stays.scans.count() == 1
    category.refresh_from_db()
    assert category.taken == 1
    assert AuditEntry.objects.about(other).filter(verb="registrations.cancelled_by_merging").exists()


def test_what_hangs_on_a_registration_goes_along_and_no_place_is_held_twice(
    conference: Conference, owner: Any
) -> None:
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    category = CategoryFactory(conference=conference)
    stays, other = (
        RegistrationFactory(conference=conference, category=category, person=person, status=status)
        for person, status in ((kept, "submitted"), (merged, "draft"))
    )
    both, theirs = (WorkingGroupFactory(conference=conference, capacity=9, taken=taken) for taken in (2, 1))
    for registration in (stays, other):
        Seat.objects.create(registration=registration, group=both)
    Seat.objects.create(registration=other, group=theirs)
    hanging = [
        (relation.field, make_row(relation.related_model, conference, **{relation.field.name: other}))
        for relation in Registration._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel) and relation.related_model not in (Registration, Seat)
    ]
    merge_people(kept, merged, by=owner)
    for field, row in hanging:
        left = field.model._base_manager.filter(pk=row.pk).values_list(field.attname, flat=True)
        assert list(left) == [stays.pk], f"{field} was lost"
    assert {seat.group for seat in stays.seats.all()} == {both, theirs}
    both.refresh_from_db()
    theirs.refresh_from_db()
    assert (both.taken, theirs.taken) == (1, 1)
    assert kept.merge_records.get().folded[0]["group"] == str(both.pk)


def test_a_place_that_becomes_free_is_offered_to_the_next_in_line(conference: Conference, owner: Any) -> None:
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    category = CategoryFactory(conference=conference, capacity=2, taken=2)
    Conference.objects.update(taken=2)
    for person in (kept, merged):
        RegistrationFactory(conference=conference, person=person, category=category, status="approved")
    waiting = RegistrationFactory(
        conference=conference,
        person=PersonFactory(conference=conference),
        category=category,
        status="waiting",
        waiting_since=timezone.now(),
    )
    merge_people(kept, merged, by=owner)
    waiting.refresh_from_db()
    assert waiting.status == "offered"


# --- Fields ---------------------------------------------------------------------------------------------


@pytest.fixture
def pair(conference: Conference) -> tuple[Person, Person]:
    """Two records of one person that agree in nothing but the organization."""
    return (
        PersonFactory(
            conference=conference,
            name={"en": "G. Rakhimova"},
            email="g@example.org",
            phone="+998901234567",
            job_title={},
            organization={"en": "Court"},
            photo=ContentFile(b"mine", name="mine.png"),
        ),
        PersonFactory(
            conference=conference,
            name={"en": "Gulnora Rakhimova", "ru": "Гульнора Рахимова"},
            email="gulnora@example.net",
            phone="+998907654321",
            organization={"en": "Court"},
            job_title={"en": "Judge"},
            photo=ContentFile(b"theirs", name="theirs.png"),
            listing=Listing.SECRETARIAT,
        ),
    )


def test_of_what_differs_one_chooses_and_the_fuller_is_offered(pair: tuple[Person, Person]) -> None:
    choices = {choice.name: choice.merged_is_fuller for choice in fields_to_choose(*pair)}
    assert choices.keys() == {"name", "email", "phone", "photo"}
    assert choices["name"]
    assert not choices["phone"]


def test_both_mailboxes_and_telephones_are_kept_and_found(
    conference: Conference, pair: tuple[Person, Person], owner: Any, django_capture_on_commit_callbacks: Any
) -> None:
    kept, merged = pair
    storage, photos = kept.photo.storage, [kept.photo.name, merged.photo.name]
    with django_capture_on_commit_callbacks(execute=True):
        merge_people(kept, merged, by=owner, take=["name", "email", "photo"])
    kept.refresh_from_db()
    assert kept.name == {"en": "Gulnora Rakhimova", "ru": "Гульнора Рахимова"}
    assert (kept.email, kept.phone) == ("gulnora@example.net", "+998901234567")
    assert kept.job_title == {"en": "Judge"}
    assert kept.listing == Listing.SECRETARIAT
    assert kept.also_known == [
        {"phone": "+998907654321"},
        {"name": {"en": "G. Rakhimova"}, "email": "g@example.org"},
    ]
    record = kept.merge_records.get()
    assert record.data["phone"] == "+998907654321"
    assert record.replaced == {
        "name": {"en": "G. Rakhimova"},
        "email": "g@example.org",
        "photo": photos[0],
        "listing": "participants",
    }
    assert (kept.photo.read(), record.photo.read()) == (b"theirs", b"mine")
    # A list that is imported again finds the person by what either record said.
    assert find_same_person(conference, "G. Rakhimova", email="g@example.org") == kept
    assert find_same_person(conference, "Rakhimova Gulnora", organization="Court") == kept
    assert list(Person.objects.search("g@example.org")) == [kept]
    assert collect_person_data(kept)["merged_records"][0]["data"]["email"] == "gulnora@example.net"
    entry = AuditEntry.objects.about(kept).get(verb="people.merged")
    assert entry.details["merged"] == str(record.merged_id)
    assert entry.details["kept"] == str(kept.pk)
    assert set(entry.details["fields"]) == {"name", "email", "photo", "job_title", "listing"}
    assert "example" not in str(entry.details)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(kept, by=owner)
    assert not MergeRecord.objects.exists()
    assert not PossibleDuplicate.objects.exists()
    assert Person.objects.get(pk=kept.pk).also_known == []
    assert not any(storage.exists(name) for name in photos)


def test_what_was_merged_before_goes_along_to_the_third(conference: Conference, owner: Any) -> None:
    first, second, third = (
        PersonFactory(conference=conference, name={"en": "Ann Sample"}, email=f"{number}@example.org")
        for number in range(3)
    )
    ConsentFactory(person=first)
    first_id = first.pk
    merge_people(second, first, by=owner)
    merge_people(third, second, by=owner)
    third.refresh_from_db()
    assert {record.merged_id for record in third.merge_records.all()} >= {first_id}
    assert {known["email"] for known in third.also_known} == {"0@example.org", "1@example.org"}
    assert third.consents.count() == 1


def test_who_stands_for_whom_survives(conference: Conference, owner: Any) -> None:
    assistant = PersonFactory(conference=conference)
    kept = PersonFactory(conference=conference)
    merged = PersonFactory(conference=conference, contact=assistant)
    Person.objects.filter(pk=kept.pk).update(contact=merged)
    merge_people(kept, merged, by=owner)
    kept.refresh_from_db()
    assert kept.contact == assistant


def test_what_was_merged_or_erased_meanwhile_is_not_merged_again(conference: Conference, owner: Any) -> None:
    one, two, three = PersonFactory.create_batch(3, conference=conference)
    again = Person.objects.get(pk=two.pk)
    merge_people(one, two, by=owner)
    with pytest.raises(Refused):
        merge_people(one, again, by=owner)
    erase_person(three, by=owner)
    with pytest.raises(Refused):
        merge_people(one, three, by=owner)


def test_the_record_with_an_account_is_kept_else_the_older(conference: Conference) -> None:
    older, younger = (PersonFactory(conference=conference) for _number in range(2))
    assert merge_order(younger, older) == (older, younger)
    younger.user = UserFactory()
    assert merge_order(older, younger) == (younger, older)
