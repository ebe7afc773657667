"""Mail leaves through a real SMTP server, with its refusals."""

import datetime as dt
import re
import socket
import threading
from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
import time_machine
from django.core.mail.utils import DNS_NAME
from django.core.management import CommandError, call_command
from django.utils import timezone

from confman.mail.domain.delivery import deliver_outbox
from confman.mail.domain.queue import GeneratedAttachment, queue_message
from confman.mail.models import CLAIM_LASTS, Message
from confman.mail.registry import AttachmentSource, BuiltAttachment, attachment_sources
from confman.web.errors import Refused
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def attachment_source():
    """Registers a source for one test."""
    keys = []

    def register(key, build):
        keys.append(key)
        attachment_sources.register(AttachmentSource(key, build))

    yield register
    for key in keys:
        attachment_sources._entries.pop(key)


def read(envelope):
    return message_from_bytes(envelope.content, policy=policy.default)


def test_a_mail_arrives_whole(letterbox, owner, conference):
    message = queue_message(
        kind="tests.letter",
        conference=conference,
        to="anna@example.org",
        to_name="Анна Каримова",
        cc=["copy@example.org"],
        subject="Добро пожаловать",
        text="Здравствуйте\n",
        html="<p>Здравствуйте</p>",
        language="ru",
        attachments=[BuiltAttachment("билет.txt", "text/plain", "место 7".encode())],
        by=owner,
    )
    report = deliver_outbox()
    assert (report.sent, report.failed, report.more, report.error) == (1, 0, False, "")
    assert letterbox.taken[0].rcpt_tos == ["anna@example.org", "copy@example.org"]
    mail = read(letterbox.taken[0])
    assert mail["To"] == "Анна Каримова <anna@example.org>"
    assert mail["From"].addresses[0].display_name == "Конференция tashkent2027"
    assert mail["Reply-To"] == "secretariat@example.org"
    assert mail["Subject"] == "Добро пожаловать"
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "ru"
    assert mail["Date"].datetime == message.queued_at.replace(microsecond=0)
    assert mail.get_body(("plain",)).get_content().strip() == "Здравствуйте"
    page = mail.get_body(("html",)).get_content()
    assert '<html lang="ru" dir="ltr">' in page and "<p>Здравствуйте</p>" in page
    attached = next(mail.iter_attachments())
    assert attached.get_filename() == "билет.txt"
    assert attached.get_content().strip() == "место 7"
    message.refresh_from_db()
    assert message.status == "sent" and message.sent_at and message.claimed_by == ""


LONG_NAME = "Международная научно-практическая конференция, посвящённая противодействию торговле людьми"


def test_a_long_name_is_in_words_of_the_length_that_programs_decode(letterbox, owner, conference):
    conference.title = {"ru": LONG_NAME}
    queue_message(
        kind="tests.letter", conference=conference, to="anna@example.org", to_name=LONG_NAME, subject="x",
        text="x\n", language="ru", by=owner,
    )  # fmt: skip
    assert deliver_outbox().sent == 1
    raw = letterbox.taken[0].content.decode()
    words = re.findall(r"=\?utf-8\?\S+\?=", raw)
    assert words and max(map(len, words)) <= 75
    mail = message_from_string(raw)
    names = {name: str(make_header(decode_header(parseaddr(mail[name])[0]))) for name in ("From", "To")}
    assert names == {"From": f"{LONG_NAME[:77]}…", "To": LONG_NAME}


def test_somebody_with_a_name_is_reached_at_a_domain_in_another_script(letterbox, conference):
    MessageFactory(conference=conference, to="ivan@почта.рф", to_name="Иван")
    assert deliver_outbox().sent == 1
    assert letterbox.taken[0].rcpt_tos == ["ivan@xn--80a1acny.xn--p1ai"]


def test_arabic_is_framed_from_right_to_left(letterbox, conference):
    MessageFactory(conference=conference, language="ar", body_html="<p>مرحبا</p>")
    deliver_outbox()
    assert '<html lang="ar" dir="rtl">' in read(letterbox.taken[0]).get_body(("html",)).get_content()


def test_a_batch_goes_over_one_connection_oldest_first(letterbox, conference):
    for number in range(30):
        queued_at = timezone.now() - dt.timedelta(minutes=number)
        MessageFactory(conference=conference, subject=f"Number {number}", queued_at=queued_at)
    assert deliver_outbox().sent == 30
    assert letterbox.connections == 1
    assert [read(envelope)["Subject"] for envelope in letterbox.taken][:2] == ["Number 29", "Number 28"]


def test_a_limit_leaves_the_rest_and_says_so(letterbox, conference):
    MessageFactory.create_batch(3, conference=conference)
    report = deliver_outbox(limit=2)
    assert (report.sent, report.more) == (2, True)
    assert deliver_outbox(seconds=0).more
    assert deliver_outbox().sent == 1


def test_an_address_that_does_not_exist_fails_at_once_and_stops_nobody(letterbox, conference):
    letterbox.refuse["gone@example.org"] = "550 5.1.1 No such user"
    gone = MessageFactory(conference=conference, to="gone@example.org")
    MessageFactory.create_batch(3, conference=conference)
    report = deliver_outbox()
    assert (report.sent, report.failed) == (3, 1)
    assert letterbox.connections == 1
    gone.refresh_from_db()
    assert (gone.status, gone.attempts) == ("failed", 1)
    assert gone.last_error == "550 5.1.1 No such user"


def test_a_passing_refusal_is_tried_after_longer_and_longer_times(letterbox, conference):
    letterbox.refuse["busy@example.org"] = "451 4.7.1 Try again later"
    with time_machine.travel("2027-01-01T00:00:00Z", tick=False) as clock:
        message = MessageFactory(conference=conference, to="busy@example.org")
        waits = []
        for _attempt in range(5):
            assert deliver_outbox().postponed == 1
            message.refresh_from_db()
            assert message.status == "queued"
            assert deliver_outbox().postponed == 0, "not before its time"
            waits.append(message.next_attempt_at - timezone.now())
            clock.move_to(message.next_attempt_at)
        assert waits == [dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
        assert deliver_outbox().failed == 1
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("failed", 6)


def test_a_server_that_closes_is_left_alone_by_all_and_one_mail_stops_no_other_for_ever(
    letterbox, conference
):
    letterbox.refuse["first@example.org"] = "421 4.7.0 Too many messages"
    first = MessageFactory(conference=conference, to="first@example.org")
    MessageFactory.create_batch(2, conference=conference)
    report = deliver_outbox()
    assert (report.sent, report.failed, report.postponed, letterbox.connections) == (0, 0, 3, 1)
    assert "Too many messages" in report.error
    first.refresh_from_db()
    assert first.attempts == 1
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        deliver_outbox()
        first.refresh_from_db()
        assert first.next_attempt_at - timezone.now() > dt.timedelta(minutes=4)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=4)):
        assert deliver_outbox().sent == 2


def test_what_was_queued_before_the_clock_was_set_back_leaves_at_once(letterbox, conference):
    with time_machine.travel("2027-01-01T10:00:00Z", tick=False) as clock:
        queue_message(
            conference=conference, to="waits@example.org", subject="Code", text="1", language="en",
            urgent=True, kind="x", by=None,
        )  # fmt: skip
        clock.move_to("2027-01-01T00:00:00Z")
        assert deliver_outbox().sent == 1


def test_a_refusal_that_passes_ends_in_one_mail(letterbox, conference):
    letterbox.refuse["busy@example.org"] = "451 4.7.1 Try again later"
    message = MessageFactory(conference=conference, to="busy@example.org")
    deliver_outbox()
    letterbox.refuse.clear()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        assert deliver_outbox().sent == 1
    assert len(letterbox.taken) == 1
    assert read(letterbox.taken[0])["Message-ID"] == message.message_id


def test_a_server_that_is_down_costs_no_attempt(settings, conference):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    MessageFactory.create_batch(3, conference=conference)
    report = deliver_outbox()
    assert report.sent == report.failed == 0 and "refused" in report.error
    for message in Message.objects.all():
        assert (message.status, message.attempts) == ("queued", 0)
        assert "does not take mail" in message.last_error
        assert message.next_attempt_at > timezone.now()
    with (
        time_machine.travel(timezone.now() + dt.timedelta(minutes=2)),
        pytest.raises(CommandError, match="refused"),
    ):
        call_command("deliveroutbox")


def test_a_server_that_wants_a_sign_in_fails_no_mail(letterbox, conference):
    for address in ("a@example.org", "b@example.org"):
        letterbox.refuse[address] = "530 5.7.0 Authentication required"
        MessageFactory(conference=conference, to=address)
    report = deliver_outbox()
    assert (report.failed, report.postponed) == (0, 1)
    assert "Authentication required" in report.error
    assert set(Message.objects.values_list("status", "attempts")) == {("queued", 0)}


def test_a_claim_whose_worker_died_is_taken_again_after_ten_minutes(letterbox, conference):
    now = timezone.now()
    claim = {"status": "sending", "claimed_by": "dead", "attempts": 1, "conference": conference}
    fresh = MessageFactory(claimed_at=now - dt.timedelta(minutes=5), **claim)
    stale = MessageFactory(claimed_at=now - CLAIM_LASTS - dt.timedelta(seconds=1), **claim)
    assert deliver_outbox().sent == 1
    fresh.refresh_from_db()
    stale.refresh_from_db()
    assert (fresh.status, stale.status, stale.attempts) == ("sending", "sent", 2)


def test_an_urgent_mail_whose_worker_died_is_taken_again_after_a_minute(letterbox, conference):
    now = timezone.now()
    claim = {"status": "sending", "claimed_by": "dead", "attempts": 1, "conference": conference}
    for seconds in (50, 61):
        claimed_at = now - dt.timedelta(seconds=seconds)
        MessageFactory(claimed_at=claimed_at, is_urgent=True, to=f"{seconds}@example.org", **claim)
        MessageFactory(claimed_at=claimed_at, **claim)
    assert deliver_outbox().sent == 1
    assert Message.objects.get(status="sent").to == "61@example.org"


@pytest.mark.parametrize("status", ["draft", "sending", "sent", "failed", "held", "cancelled"])
def test_only_what_is_queued_is_sent(letterbox, conference, status):
    MessageFactory(conference=conference, status=status, claimed_at=timezone.now())
    assert deliver_outbox().sent == 0
    assert not letterbox.taken


def test_a_made_attachment_is_made_when_the_mail_is_sent(letterbox, owner, conference, attachment_source):
    built = []

    def build(of, arguments):
        built.append((of, arguments))
        return BuiltAttachment("x", "application/pdf", b"%PDF-sample")

    attachment_source("tests.ticket", build)
    queue_message(
        kind="tests.letter", conference=conference, to="a@example.org", subject="S", text="T", language="en",
        attachments=[GeneratedAttachment("tests.ticket", "ticket.pdf", {"registration": "7"})], by=owner,
    )  # fmt: skip
    assert not built
    deliver_outbox()
    assert built == [(conference, {"registration": "7"})]
    attached = next(read(letterbox.taken[0]).iter_attachments())
    assert (attached.get_filename(), attached.get_content_type()) == ("ticket.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("fault", "status"),
    [(Refused("There is no ticket any more."), "failed"), (RuntimeError("no memory"), "queued")],
    ids=["never", "perhaps-later"],
)
def test_an_attachment_that_cannot_be_made_stops_its_mail(
    letterbox, owner, conference, attachment_source, fault, status
):
    def build(of, arguments):
        raise fault

    attachment_source("tests.broken", build)
    message = queue_message(
        kind="tests.letter", conference=conference, to="a@example.org", subject="S", text="T", language="en",
        attachments=[GeneratedAttachment("tests.broken", "x.pdf")], by=owner,
    )  # fmt: skip
    MessageFactory(conference=conference)
    assert deliver_outbox().sent == 1
    message.refresh_from_db()
    assert (message.status, message.last_error) == (status, str(fault))


def test_a_kept_file_that_is_gone_is_said(letterbox, owner, conference):
    message = queue_message(
        kind="tests.letter", conference=conference, to="a@example.org", subject="S", text="T", language="en",
        attachments=[BuiltAttachment("a.txt", "text/plain", b"x")], by=owner,
    )  # fmt: skip
    file = message.attachments.get().file
    file.storage.delete(file.name)
    assert deliver_outbox().failed == 1


@pytest.mark.parametrize("look_up", ["getaddrinfo", "getfqdn"], ids=["the-servers-name", "ones-own-name"])
@pytest.mark.parametrize("urgent", [True, False])
def test_a_name_that_hangs_stops_a_sender_no_longer_than_a_server_that_is_silent(
    letterbox, conference, settings, monkeypatch, look_up, urgent
):
    settings.EMAIL_HOST = "mail.example.org"
    settings.EMAIL_TIMEOUT = 0.1
    monkeypatch.setattr("confman.mail.domain.delivery.URGENT_TIMEOUT", 0.1)
    monkeypatch.delattr(DNS_NAME, "_fqdn", raising=False)
    ended = threading.Event()

    def hang(*_args, **_kwargs):
        ended.wait(timeout=10)
        raise socket.gaierror("the resolver gave up")

    monkeypatch.setattr(socket, look_up, hang)
    message = MessageFactory(conference=conference, is_urgent=urgent)
    report = deliver_outbox(urgent=urgent)
    ended.set()

    assert report.postponed == 1 and "No answer within 0.3 seconds" in report.error
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 0)
