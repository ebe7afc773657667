"""A person's mails are theirs: given on request, erased, merged."""

import pytest

from confman.mail.domain.queue import queue_message
from confman.mail.models import Message
from confman.mail.registry import BuiltAttachment
from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import collect_person_data, erase_person
from tests.factories import MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db


def test_a_person_is_given_what_was_written_to_them(conference):
    person = PersonFactory(conference=conference)
    MessageFactory(conference=conference, recipient=person, subject="Approved")
    MessageFactory(conference=conference, subject="To another")
    held = collect_person_data(person)["mail.messages"]
    assert [mail["subject"] for mail in held] == ["Approved"]


def test_erasing_a_person_erases_their_mails_with_the_files(
    conference, owner, settings, django_capture_on_commit_callbacks
):
    person = PersonFactory(conference=conference)
    queue_message(
        kind="tests.letter", conference=conference, to="a@example.org", subject="S", text="T", language="en",
        recipient=person, attachments=[BuiltAttachment("visa.pdf", "application/pdf", b"%PDF")], by=owner,
    )  # fmt: skip
    other = MessageFactory(conference=conference)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person, by=owner)
    assert set(Message.objects.all()) == {other}
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def test_merging_two_records_keeps_the_mails_of_both(conference, owner):
    kept, merged = PersonFactory.create_batch(2, conference=conference)
    MessageFactory(conference=conference, recipient=kept)
    MessageFactory(conference=conference, recipient=merged)
    merge_people(kept, merged, by=owner)
    assert Message.objects.filter(recipient=kept).count() == 2
