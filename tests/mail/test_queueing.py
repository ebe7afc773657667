"""Mails get into the outbox once; staff act on them there."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from confman.audit.models import AuditEntry
from confman.conferences.domain.practice import clear_practice_data
from confman.mail.domain.queue import (
    cancel_message,
    hold_message,
    queue_message,
    release_message,
    retry_failed_messages,
    retry_message,
)
from confman.mail.models import Message, MessageStatus
from confman.mail.registry import BuiltAttachment
from confman.mail.tasks import deliver_outbox_task
from confman.web.errors import Refused
from tests.factories import ConferenceFactory, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db
LETTER = {"kind": "tests.letter", "to": "a@example.org", "subject": "S", "text": "T", "language": "en"}


def queue(owner, conference=None, **options):
    return queue_message(**{**LETTER, "by": owner, "conference": conference, **options})


def test_a_mail_waits_with_all_it_needs(owner, conference):
    message = queue(owner, conference, to_name="Anna\nB", subject="A\r\nBcc: x@example.org")
    assert message.status == MessageStatus.QUEUED
    assert message.to_name == "Anna B"
    assert message.subject == "A Bcc: x@example.org"
    assert message.reply_to == conference.contact_email
    assert message.from_email == "Conference tashkent2027 <confman@localhost>"
    assert message.message_id == f"<{message.pk}@127.0.0.1>"
    assert message.created_by == owner

    conference.title = {"en": "Forum", "ru": "Форум"}
    assert (
        queue(owner, conference, language="ru").from_email
        == "=?utf-8?b?0KTQvtGA0YPQvA==?= <confman@localhost>"
    )


def test_the_same_key_queues_once(owner, conference):
    first = queue(owner, conference, idempotency_key="approved-1")
    again = queue(owner, conference, idempotency_key="approved-1", subject="Another")
    assert again == first and again.subject == "S"
    assert queue(owner, idempotency_key="approved-1") != first
    assert queue(owner, idempotency_key="approved-1") == queue(owner, idempotency_key="approved-1")
    assert Message.objects.count() == 2


def test_a_mail_of_an_action_that_fails_is_never_sent(owner, conference):
    with pytest.raises(Refused), transaction.atomic():
        queue(owner, conference)
        raise Refused("the action failed")
    assert not Message.objects.exists()


@pytest.mark.parametrize("address", ["", "  ", "command@system.invalid"])
def test_without_an_address_nothing_is_queued(owner, conference, address):
    with pytest.raises(Refused, match="no e-mail address"):
        queue(owner, conference, to=address)


def test_many_mails_ask_for_one_job(owner, conference, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(40):
            queue(owner, conference, to=f"p{number}@example.org")
    assert OrmQ.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert deliver_outbox_task().startswith("sent 40,")
    with django_capture_on_commit_callbacks(execute=True):
        queue(owner, conference)
    assert OrmQ.objects.count() == 2, "after the job has begun, new mail asks for another"


@pytest.mark.parametrize(
    ("made", "to_team", "expected"),
    [
        ({"is_sample": True}, False, "held"),
        ({"is_sample": True}, True, "held"),
        ({"registration_mode": "test"}, False, "held"),
        ({"registration_mode": "test"}, True, "queued"),
        ({"registration_mode": "open"}, False, "queued"),
    ],
    ids=["demo", "demo-team", "rehearsal", "rehearsal-team", "open"],
)
def test_mail_of_the_demo_and_of_a_rehearsal_stays_in_the_house(owner, made, to_team, expected):
    message = queue(owner, ConferenceFactory(**made), to_team=to_team)
    assert message.status == expected


def test_a_rehearsal_may_send_where_the_setting_says_so(owner, settings):
    settings.CONFMAN_HOLD_PRACTICE_MAIL = False
    assert queue(owner, ConferenceFactory(registration_mode="test")).status == MessageStatus.QUEUED


@pytest.mark.parametrize(
    ("verb", "before", "after", "audited"),
    [
        (hold_message, "queued", "held", "mail.held"),
        (release_message, "held", "queued", "mail.released"),
        (cancel_message, "queued", "cancelled", "mail.cancelled"),
        (cancel_message, "failed", "cancelled", "mail.cancelled"),
        (retry_message, "failed", "queued", "mail.retried"),
    ],
    ids=["hold", "release", "cancel", "cancel-failed", "retry"],
)
def test_staff_move_a_mail_and_it_is_written_down(owner, conference, verb, before, after, audited):
    message = verb(MessageFactory(conference=conference, status=before, attempts=6), by=owner)
    message.refresh_from_db()
    assert message.status == after
    if after == "queued":
        assert message.attempts == 0 and message.next_attempt_at
    entry = AuditEntry.objects.about(message).get()
    assert (entry.verb, entry.by) == (audited, owner)


@pytest.mark.parametrize("verb", [hold_message, release_message, cancel_message, retry_message])
@pytest.mark.parametrize("status", ["sending", "sent"])
def test_what_is_on_its_way_is_not_called_back(owner, conference, verb, status):
    message = MessageFactory(conference=conference, status=status)
    with pytest.raises(Refused, match="nothing was changed"):
        verb(message, by=owner)
    message.refresh_from_db()
    assert message.status == status


@pytest.mark.parametrize("is_urgent", [False, True])
@pytest.mark.parametrize(("verb", "status"), [(release_message, "held"), (retry_message, "failed")])
def test_the_demos_mails_are_not_released(owner, verb, status, is_urgent):
    sample = ConferenceFactory(is_sample=True)
    message = MessageFactory(conference=sample, status=status, is_urgent=is_urgent)
    with pytest.raises(Refused, match="sample conference"):
        verb(message, by=owner)


def test_all_failed_mails_of_one_conference_are_tried_again(owner, conference, other_conference):
    MessageFactory.create_batch(2, conference=conference, status="failed")
    other = MessageFactory(conference=other_conference, status="failed")
    assert retry_failed_messages(conference=conference, by=owner) == 2
    other.refresh_from_db()
    assert other.status == "failed"


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("has_contact", [True, False])
def test_a_failed_mail_goes_to_the_address_that_was_corrected(owner, conference, together, has_contact):
    person = PersonFactory(conference=conference, email="wrong@example.org")
    message = MessageFactory(conference=conference, recipient=person, to=person.email, status="failed")
    nobody = MessageFactory(conference=conference, to="team@example.org", status="failed")
    person.email = "right@example.org"
    if has_contact:
        person.contact = PersonFactory(conference=conference, email="assistant@example.org")
    person.save()
    if together:
        retry_failed_messages(conference=conference, by=owner)
    else:
        for each in (message, nobody):
            retry_message(Message.objects.get(pk=each.pk), by=owner)
    message.refresh_from_db(), nobody.refresh_from_db()
    assert (message.to, message.status) == (person.mailbox, "queued")
    assert (nobody.to, nobody.status) == ("team@example.org", "queued")


def test_many_failed_mails_cost_no_more_queries(owner, conference):
    def failed(number):
        for _ in range(number):
            person = PersonFactory(conference=conference, contact=PersonFactory(conference=conference))
            MessageFactory(conference=conference, recipient=person, to=person.mailbox, status="failed")

    counts = []
    for number in (1, 3):
        Message.objects.all().delete()
        failed(number)
        with CaptureQueriesContext(connection) as queries:
            retry_failed_messages(conference=conference, by=owner)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_end_of_a_rehearsal_takes_its_mail_and_files_away_and_no_other(
    owner, conference, settings, django_capture_on_commit_callbacks
):
    before = queue(owner, conference)
    conference.registration_mode = "test"
    conference.save()
    practice = queue(owner, conference, attachments=[BuiltAttachment("a.txt", "text/plain", b"hello")])
    to_team = queue(owner, conference, to_team=True)
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    with django_capture_on_commit_callbacks(execute=True):
        assert clear_practice_data(conference, by=owner)["mail.messages"] == 1
    assert set(Message.objects.all()) == {before, to_team}
    assert practice not in Message.objects.all()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
