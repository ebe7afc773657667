"""Mails that another server refuses after they were sent: read from a pipe, shown where they are looked for."""

import io
import re
import socketserver
import threading
import types

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.urls import reverse

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.mail.domain import bounce_mailbox, bounces
from confman.mail.domain.bounce_mailbox import fetch_bounces
from confman.mail.domain.bounces import return_address
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.domain.queue import retry_message
from confman.mail.models import Message
from tests.factories import MailingFactory, MessageFactory, PersonFactory, RegistrationFactory

pytestmark = pytest.mark.django_db

REPORT = """\
From: MAILER-DAEMON@example.org
To: confman@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

I am sorry.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; anna@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such
 mailbox

--part
Content-Type: {kind}

{headers}

--part--
"""


def report(message, action="failed", kind="text/rfc822-headers"):
    headers = f"Subject: The bus\nMessage-ID: {message.message_id}\n\nText" if message else "Subject: Other"
    return REPORT.format(action=action, kind=kind, headers=headers).encode()


def pipe(monkeypatch, raw, *recipient):
    """The answer of the command into which a mail server pipes a mail."""
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", types.SimpleNamespace(buffer=io.BytesIO(raw)))
    call_command("receivebounce", *recipient, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_marks_the_mail_it_is_about_once(monkeypatch, conference, kind):
    mail, other = MessageFactory.create_batch(2, conference=conference, status="sent", to="anna@example.org")
    for _time in range(2):
        assert "came back: anna@example.org" in pipe(monkeypatch, report(mail, kind=kind))
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.status, mail.last_error) == ("returned", "550 5.1.1 no such mailbox")
    assert other.status == "sent"
    assert AuditEntry.objects.filter(verb="mail.returned").count() == 1


def test_what_is_no_report_of_a_failure_changes_nothing(monkeypatch, conference):
    mail = MessageFactory(conference=conference, status="sent")
    for raw in (
        report(mail, action="delayed"), report(None), b"", b"\xff\x00\xfe", b"Subject: I am on holiday\n\nUntil May.",
        report(mail)[:500],
    ):  # fmt: skip
        assert "no report" in pipe(monkeypatch, raw)
    assert Message.objects.get().status == "sent"


def test_a_mail_that_came_back_is_seen_at_the_person_in_the_outbox_and_in_its_mailing(
    monkeypatch, owner_client, conference
):
    person = PersonFactory(conference=conference, email="anna@example.org")
    RegistrationFactory(conference=conference, person=person, status="approved")
    mailing = MailingFactory(conference=conference, status="done")
    mail = MessageFactory(
        conference=conference, key=mailing.message_key, status="sent", recipient=person, to=person.email
    )
    mailing.recipients.create(
        person=person, address=person.email, language="en", state="written", message=mail
    )
    pipe(monkeypatch, report(mail))

    def page(name, *arguments, **query):
        return owner_client.get(reverse(name, args=[conference.slug, *arguments]), query).content.decode()

    assert "no such mailbox" in page("people_secretariat:person", person.pk)
    assert "no such mailbox" in page("mail_secretariat:outbox", status="failed")
    assert "no such mailbox" in page("mailings_secretariat:mailing-send", mailing.pk, state="failed")
    # At a new address it is sent again from there.
    person.email = "new@example.org"
    person.save()
    owner_client.post(
        reverse("mailings_secretariat:mailing-action", args=[conference.slug, mailing.pk, "resend"])
    )
    mail.refresh_from_db()
    assert (mail.status, mail.to) == ("queued", "new@example.org")


def test_a_report_that_comes_while_the_mail_is_being_sent_is_handed_in_again(monkeypatch, conference):
    mail = MessageFactory(conference=conference, status="sending")
    with pytest.raises(CommandError) as refusal:
        pipe(monkeypatch, report(mail))
    assert refusal.value.returncode == 75
    mail.refresh_from_db()
    assert mail.status == "sending"


def test_a_report_about_a_mail_that_is_not_out_is_no_return(monkeypatch, conference):
    assert "no report" in pipe(monkeypatch, report(MessageFactory(conference=conference, status="cancelled")))


@pytest.mark.parametrize("together", [True, False])
def test_a_late_report_is_none_about_the_mail_that_was_sent_again(
    monkeypatch, owner_client, conference, together
):
    mail = MessageFactory(conference=conference, status="returned")
    late = report(mail)
    dashboard = reverse("conferences_secretariat:dashboard", args=[conference.slug])
    assert "1 mail was not sent" in owner_client.get(dashboard).content.decode()
    outbox = reverse("mail_secretariat:outbox", args=[conference.slug])
    assert "Try 1 failed mail again" in owner_client.get(outbox).content.decode()
    name, more = ("retry-failed", []) if together else ("message-action", [mail.pk, "retry"])
    owner_client.post(reverse(f"mail_secretariat:{name}", args=[conference.slug, *more]))
    mail.refresh_from_db()
    assert mail.status == "queued"
    Message.objects.update(status="sent")
    assert "no report" in pipe(monkeypatch, late)
    assert Message.objects.get().status == "sent"


# --- A return address of its own for each mail --------------------------------------------------------------

PLAIN = (
    b"From: Mail Delivery <MAILER-DAEMON@example.org>\nTo: %s\nSubject: Mailbox unavailable\n\nNo such user."
)


@pytest.fixture
def verp(settings):
    settings.CONFMAN_BOUNCE_ADDRESS = "bounces@example.org"


def test_each_mail_has_a_return_address_that_names_nobody(verp, conference, letterbox):
    mail = MessageFactory(conference=conference, to="anna@example.org", from_email="Forum <us@example.org>")
    deliver_outbox()
    (envelope,) = letterbox.taken
    assert envelope.mail_from == return_address(mail) and "anna" not in envelope.mail_from
    assert len(envelope.mail_from.partition("@")[0]) <= 64
    assert b"\nFrom: Forum <us@example.org>" in envelope.content.replace(b"\r", b"")


@pytest.mark.parametrize("said", ["in the headers", "by the mail server"])
def test_a_mail_to_its_return_address_came_back_in_whatever_form(verp, monkeypatch, conference, said):
    mail, other = MessageFactory.create_batch(2, conference=conference, status="sent", to="anna@example.org")
    address = return_address(mail)
    if said == "in the headers":
        assert "came back" in pipe(monkeypatch, PLAIN % address.encode())
    else:
        assert "came back" in pipe(monkeypatch, PLAIN % b"bounces@example.org", address.upper())
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.status, mail.last_error, other.status) == ("returned", "Mailbox unavailable", "sent")


def test_a_mail_that_left_under_a_former_secret_comes_back_too(verp, monkeypatch, conference, settings):
    mail = MessageFactory(conference=conference, status="sent", to="anna@example.org")
    address = return_address(mail)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", [settings.SECRET_KEY]
    assert "came back" in pipe(monkeypatch, PLAIN % address.encode())


def test_an_answer_a_delay_and_a_forged_address_are_no_return(verp, monkeypatch, conference):
    mail = MessageFactory(conference=conference, status="sent")
    address = return_address(mail)
    name, _at, host = address.partition("@")
    forged = f"{name[:-1]}{'1' if name[-1] == '0' else '0'}@{host}"
    assert len(forged) == len(address)
    late = report(None, action="delayed").replace(b"To: confman@localhost", b"To: " + address.encode())
    for raw, recipient in (
        (b"From: anna@example.org\nSubject: Re: The bus\n\nThank you.", address),
        (b"Return-Path: <>\nAuto-Submitted: auto-replied\nSubject: Away\n\nUntil May.", address),
        (
            b"Return-Path: <>\nFrom: anna@example.org\nAuto-Submitted: auto-generated\n"
            b"X-Auto-Response-Suppress: All\nSubject: Away\n\nUntil May.",
            address,
        ),
        (late, ""),
        (PLAIN % b"bounces@example.org", forged),
        (PLAIN % b"bounces@example.org", ""),
    ):
        assert "no report" in pipe(monkeypatch, raw, recipient)
    # Sent again, it has another address.
    old = address
    Message.objects.update(status="returned")
    retry_message(Message.objects.get(), by=system_user("job"))
    Message.objects.update(status="sent")
    assert "no report" in pipe(monkeypatch, PLAIN % b"x@example.org", old)


# --- The mailbox of returned mails ---------------------------------------------------------------------------


class Imap(socketserver.StreamRequestHandler):
    """So much of an IMAP server (RFC 3501) as is asked of it; `server.mails` are mails, and whether each is read."""

    def handle(self):
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        while line := self.rfile.readline().decode().strip():
            tag, _space, rest = line.partition(" ")
            words = rest.replace('"', "").split()
            command = (words[1] if words[0] == "UID" else words[0]).upper()
            refused = command == "LOGIN" and words[1:] != ["reader", "a/b"]
            if not refused:
                getattr(self, command.lower(), lambda words: None)(words[2:])
            self.wfile.write(f"{tag} {'NO' if refused else 'OK'} {command} done\r\n".encode())

    def capability(self, words):
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")

    def select(self, words):
        self.wfile.write(b"* %d EXISTS\r\n" % len(self.server.mails))

    def search(self, words):
        found = " ".join(str(uid) for uid, (_raw, read) in enumerate(self.server.mails, 1) if not read)
        self.wfile.write(f"* SEARCH {found}\r\n".encode())

    def fetch(self, words):
        raw = self.server.mails[int(words[0]) - 1][0]
        raw = raw[: int(re.search(r"<0\.(\d+)>", words[1])[1])]
        self.wfile.write(f"* 1 FETCH (UID {words[0]} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def store(self, words):
        self.server.mails[int(words[0]) - 1][1] = words[1] == "+FLAGS"


@pytest.fixture
def mailbox(settings):
    """A mailbox on a server of its own, of which the settings say how to read it."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap) as server:
        server.mails, server.daemon_threads = [], True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        settings.CONFMAN_BOUNCE_MAILBOX = f"imap://reader:a%2Fb@127.0.0.1:{server.server_address[1]}/INBOX"
        yield server.mails
        server.shutdown()


def test_the_mailbox_is_read_once_and_what_came_too_early_again(mailbox, conference):
    mail, early = MessageFactory.create_batch(2, conference=conference, status="sent", to="anna@example.org")
    Message.objects.filter(pk=early.pk).update(status="sending")
    for raw in (report(mail), report(early), b"Subject: Hello\r\n\r\nNo report.", b"\xff\x00"):
        mailbox.append([raw, False])
    assert fetch_bounces() == 1
    assert [read for _raw, read in mailbox] == [True, False, True, True]
    mail.refresh_from_db()
    assert mail.status == "returned"
    Message.objects.filter(pk=early.pk).update(status="sent")
    assert fetch_bounces() == 1 and fetch_bounces() == 0


@pytest.mark.parametrize("fault", ["a NUL", "any other"])
def test_a_mail_that_cannot_be_read_stops_no_other(mailbox, conference, monkeypatch, fault):
    bad, mail = MessageFactory.create_batch(2, conference=conference, status="sent", to="anna@example.org")
    raw = report(bad).replace(bad.message_id.encode(), b"<a\x00b@example.org>")
    if fault == "any other":
        raw = report(bad)
        monkeypatch.setattr(bounces, "_reason", lambda failure: {}[next(faults)])
        faults = iter([0])
    mailbox += [[raw, False], [report(mail), False]]
    assert fetch_bounces() == (fault == "a NUL")
    assert [read for _raw, read in mailbox] == [True, True]


def test_what_ends_the_worker_is_marked_as_read_before(mailbox, conference, monkeypatch):
    def end(raw):
        raise SystemExit

    mailbox.append([report(MessageFactory(conference=conference, status="sent")), False])
    monkeypatch.setattr(bounce_mailbox, "record_bounce", end)
    with pytest.raises(SystemExit):
        fetch_bounces()
    assert mailbox[0][1]


def test_a_run_reads_the_beginning_of_mails_and_ends(mailbox, conference, monkeypatch):
    mail = MessageFactory(conference=conference, status="sent")
    mailbox.append([report(mail, kind="message/rfc822")[:-10] + b"0" * 400_000, False])
    monkeypatch.setattr(bounce_mailbox, "SECONDS_PER_RUN", 0)
    assert fetch_bounces() == 0 and not mailbox[0][1]
    monkeypatch.undo()
    monkeypatch.setattr(bounce_mailbox, "record_bounce", lambda raw: len(raw) <= bounces.PART_READ)
    assert fetch_bounces() == 1


@pytest.mark.parametrize("name", ["To", "From", "Content-Type", "Subject"])
def test_headers_that_are_all_quotation_marks_are_not_parsed(monkeypatch, name):
    monkeypatch.setattr("email._header_value_parser.get_address", pytest.fail)
    monkeypatch.setattr("email._header_value_parser.parse_content_type_header", pytest.fail)
    monkeypatch.setattr("email._header_value_parser.get_unstructured", pytest.fail)
    assert "no report" in pipe(monkeypatch, b"%s: %s\n\nText" % (name.encode(), b'"' * 100))


def test_what_a_database_cannot_keep_is_left_out_of_the_reason(monkeypatch, conference):
    mail = MessageFactory(conference=conference, status="sent")
    pipe(monkeypatch, report(mail).replace(b"no such", b"no\x00such"))
    mail.refresh_from_db()
    assert mail.last_error == "550 5.1.1 nosuch mailbox"


def test_the_subject_of_a_mail_that_came_back_is_decoded(verp, monkeypatch, conference):
    mail = MessageFactory(conference=conference, status="sent")
    raw = PLAIN.replace(b"Mailbox unavailable", b"=?utf-8?q?No=00_=C3=A4?=") % return_address(mail).encode()
    assert "came back" in pipe(monkeypatch, raw)
    mail.refresh_from_db()
    assert mail.last_error == "No ä"


def test_no_password_goes_over_a_network_in_the_clear(mailbox, settings, monkeypatch):
    monkeypatch.setattr(bounce_mailbox, "_THIS_MACHINE", ())
    with pytest.raises(CommandError, match="TLS"):
        call_command("fetchbounces")


@pytest.mark.parametrize(
    "values, faults",
    [
        ({}, []),
        ({"MAILBOX": "imaps://a:secret@mx.example.org/INBOX", "ADDRESS": "bounces@example.org"}, []),
        ({"MAILBOX": "https://a:secret@mx.example.org/"}, ["mail.E001"]),
        ({"MAILBOX": "imaps:secret"}, ["mail.E001"]),
        ({"ADDRESS": "x" * 15 + "@example.org"}, ["mail.E002"]),
        ({"ADDRESS": "bounces"}, ["mail.E002"]),
    ],
)
def test_settings_for_returned_mails_are_checked(settings, values, faults):
    for name, value in values.items():
        setattr(settings, f"CONFMAN_BOUNCE_{name}", value)
    found = [fault for fault in run_checks() if fault.id in ("mail.E001", "mail.E002")]
    assert [fault.id for fault in found] == faults and "secret" not in str(found)


def test_a_mailbox_that_cannot_be_opened_is_told_without_its_password(mailbox, settings):
    settings.CONFMAN_BOUNCE_MAILBOX = settings.CONFMAN_BOUNCE_MAILBOX.replace("a%2Fb", "wrong")
    with pytest.raises(CommandError, match="cannot be read") as refusal:
        call_command("fetchbounces")
    assert "wrong" not in str(refusal.value)


def test_without_a_mailbox_nothing_is_fetched():
    assert fetch_bounces() == 0
    with pytest.raises(CommandError, match="CONFMAN_BOUNCE_MAILBOX"):
        call_command("fetchbounces")
