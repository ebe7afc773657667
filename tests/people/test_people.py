"""People are added by their name alone; who may see them is theirs to say; two records become one; erasure."""

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction

from confman.audit.models import AuditEntry
from confman.conferences.hook_registries import Event, Hook, hooks
from confman.conferences.models import Conference, ContactMessage
from confman.people.domain.merge import merge_people
from confman.people.domain.people import add_person, change_person, new_people, prepare_people, set_listing
from confman.people.domain.privacy import erase_person, person_data_file
from confman.people.models import Consent, Listing, Person
from confman.people.privacy import Audience, listed
from confman.web.errors import Refused
from tests.factories import ConsentFactory, ContactMessageFactory, PersonFactory, UserFactory


def test_a_name_alone_makes_a_person_whom_participants_may_see(conference: Conference, owner: Any) -> None:
    person = add_person(conference, by=owner, name="Ann Sample")
    assert person.name == {"en": "Ann Sample"}
    assert person.listing == Listing.PARTICIPANTS
    assert AuditEntry.objects.about(person).get().verb == "people.added"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        pytest.param({"name": "  "}, "name", id="no-name"),
        pytest.param({"name": "A", "email": "nobody"}, "email", id="no-address"),
        pytest.param({"name": "A", "country": "XX"}, "country", id="no-country"),
        pytest.param({"name": "A", "sex": "unknown"}, "sex", id="no-such-value"),
        pytest.param({"name": "x" * 301}, "name", id="too-long"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    conference: Conference, owner: Any, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        add_person(conference, by=owner, **fields)
    assert list(caught.value.message_dict) == [field]


def test_an_import_never_makes_anyone_public(conference: Conference, owner: Any) -> None:
    with pytest.raises(Refused):
        new_people(conference, [{"name": "Ann Sample", "listing": "public"}])
    assert not Person.objects.exists()


def test_many_are_added_in_few_statements_and_are_found(
    conference: Conference, owner: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        people = new_people(conference, [{"name": f"Рахимов Образец{n}"} for n in range(200)])
        with transaction.atomic():
            prepare_people(conference, people, by=owner).run()
    assert Person.objects.search("raximov obrazets7").count() == 11
    assert AuditEntry.objects.of(conference).filter(verb="people.added").count() == 200


def test_public_needs_someones_word_and_keeps_it(conference: Conference, owner: Any) -> None:
    person = PersonFactory(conference=conference)
    with pytest.raises(Refused):
        change_person(person, by=owner, listing=Listing.PUBLIC)
    person.refresh_from_db()
    assert person.listing == Listing.PARTICIPANTS
    set_listing(person, Listing.PUBLIC, by=owner, source="by telephone, 3 March")
    consent = Consent.objects.get(person=person)
    assert (consent.kind, consent.given, consent.source) == ("listing", True, "by telephone, 3 March")
    # Less is always possible, without anyone's word.
    change_person(person, by=owner, listing=Listing.SECRETARIAT)
    assert not listed(Person.objects.of(conference), Audience.PARTICIPANTS).exists()


def test_a_change_is_noted_without_what_was_written(conference: Conference, owner: Any) -> None:
    person = PersonFactory(conference=conference)
    assert change_person(person, by=owner, phone="+998 71 000 00 00", job_title="Judge") == [
        "job_title",
        "phone",
    ]
    entry = AuditEntry.objects.about(person).get()
    assert entry.details == {"fields": ["job_title", "phone"]}
    assert "998" not in json.dumps(entry.details) + entry.target_label


def test_what_was_rendered_is_purged_when_a_person_changes(
    conference: Conference, owner: Any, monkeypatch: Any
) -> None:
    purged: list[Any] = []
    erased: list[Any] = []
    monkeypatch.setitem(hooks._entries, "changed", Hook(Event.NAMES_CHANGED, purged.append))
    monkeypatch.setitem(hooks._entries, "erased", Hook(Event.PEOPLE_ERASED, erased.append))
    person = PersonFactory(conference=conference)
    change_person(person, by=owner, listing=Listing.COUNTED_ONLY)
    erase_person(person, by=owner)
    assert purged == [conference, conference]
    assert erased == [conference], "what waits to be decided about goes with whom it may name"


# --- Merging --------------------------------------------------------------------------------------------


def test_the_kept_record_is_filled_and_the_other_is_gone(conference: Conference, owner: Any) -> None:
    kept = PersonFactory(conference=conference, name={"en": "Ann Sample"}, phone="", listing=Listing.PUBLIC)
    merged = PersonFactory(
        conference=conference, name={"en": "A. Sample", "ru": "Анна"}, phone="123", listing="secretariat"
    )
    assistant = PersonFactory(conference=conference, contact=merged)
    ConsentFactory(person=merged)
    merge_people(kept, merged, by=owner)
    kept.refresh_from_db()
    assert kept.name == {"en": "Ann Sample", "ru": "Анна"}
    assert (kept.phone, kept.listing) == ("123", Listing.SECRETARIAT)
    assert kept.consents.count() == 1
    assistant.refresh_from_db()
    assert assistant.contact == kept
    assert not Person.objects.filter(pk=merged.pk).exists()
    assert AuditEntry.objects.about(kept).get(verb="people.merged").details["merged"] == str(merged.pk)


def test_the_account_and_the_photo_go_with_it(conference: Conference, owner: Any) -> None:
    user = UserFactory()
    kept = PersonFactory(conference=conference)
    merged = PersonFactory(conference=conference, user=user, photo=ContentFile(b"x", name="a.png"))
    merge_people(kept, merged, by=owner)
    kept.refresh_from_db()
    assert kept.user == user
    assert kept.photo.read() == b"x"


def test_two_accounts_or_two_conferences_are_not_merged(
    conference: Conference, other_conference: Conference, owner: Any
) -> None:
    one = PersonFactory(conference=conference, user=UserFactory())
    for other in (
        PersonFactory(conference=conference, user=UserFactory()),
        PersonFactory(conference=other_conference),
        one,
    ):
        with pytest.raises(Refused):
            merge_people(one, other, by=owner)
    assert Person.objects.count() == 3


# --- Erasing --------------------------------------------------------------------------------------------


def test_nothing_tells_who_an_erased_person_was(
    conference: Conference, owner: Any, django_capture_on_commit_callbacks: Any
) -> None:
    person = PersonFactory(
        conference=conference,
        sex="female",
        phone="123",
        user=UserFactory(),
        biography={"en": "Born in …"},
        photo=ContentFile(b"x", name="face.png"),
        listing=Listing.PUBLIC,
    )
    ConsentFactory(person=person, source="her letter")
    storage, photo = person.photo.storage, person.photo.name
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person, by=owner, reason="asked for it")
    left = Person.objects.values().get(pk=person.pk)
    assert not storage.exists(photo)
    for name in (
        "name",
        "email",
        "phone",
        "biography",
        "organization",
        "user_id",
        "search_text",
        "folded_name",
    ):
        assert not left[name], name
    # Totals stay true.
    assert (left["sex"], left["country"], left["listing"]) == ("female", "UZ", Listing.COUNTED_ONLY)
    assert not Consent.objects.exists()
    assert str(Person.objects.get(pk=person.pk)) == "(erased)"
    with pytest.raises(Refused):
        erase_person(Person.objects.get(pk=person.pk), by=owner)
    with pytest.raises(Refused):
        change_person(Person.objects.get(pk=person.pk), by=owner, phone="1")


def test_a_person_gets_everything_held_on_them_as_a_file(conference: Conference, owner: Any) -> None:
    person = PersonFactory(conference=conference, name={"ru": "Анна Образец"})
    ConsentFactory(person=person, source="by letter")
    collected = json.loads(person_data_file(person, by=owner))
    assert collected["person"]["name"] == {"ru": "Анна Образец"}
    assert collected["person"]["email"] == person.email
    assert collected["consents"][0]["source"] == "by letter"
    assert "search_text" not in collected["person"]
    assert AuditEntry.objects.about(person).filter(verb="people.data_given").exists()


def test_the_command_erases_one_person(conference: Conference, capsys: Any) -> None:
    person = PersonFactory(conference=conference)
    call_command("forget", conference.slug, "--person", str(person.pk))
    person.refresh_from_db()
    assert person.forgotten_at
    entry = AuditEntry.objects.about(person).get(verb="people.forgotten")
    assert str(entry.by) == "Command line"


@pytest.mark.parametrize(
    "arguments", [["--person", "not-an-id"], ["--person", "5f1d0c5e-0000-4000-8000-000000000000"]]
)
def test_the_command_says_that_there_is_nobody(conference: Conference, arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="has no person"):
        call_command("forget", conference.slug, *arguments)


def test_nobody_is_erased_by_the_name_of_another_conference(
    conference: Conference, other_conference: Conference
) -> None:
    person = PersonFactory(conference=other_conference)
    with pytest.raises(CommandError):
        call_command("forget", conference.slug, "--person", str(person.pk))


def test_expired_erases_once_the_months_are_over_and_spares_who_chose_to_be_public(
    conference: Conference, capsys: Any
) -> None:
    Conference.objects.update(retention_months=6)
    PersonFactory(conference=conference)
    public = PersonFactory(conference=conference, listing=Listing.PUBLIC)
    ContactMessageFactory(conference=conference)
    with time_machine.travel(dt.datetime(2027, 9, 15, tzinfo=dt.UTC)):
        call_command("forget", conference.slug, "--expired")
    assert Person.objects.known().count() == 2
    with time_machine.travel(dt.datetime(2027, 10, 2, tzinfo=dt.UTC)):
        call_command("forget", conference.slug, "--expired")
        call_command("forget", conference.slug, "--expired")
    assert Person.objects.known().get() == public
    assert not ContactMessage.objects.exists()
