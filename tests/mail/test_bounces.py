"""Mails that another server refuses after they were sent: read from a pipe, shown where they are looked for."""

import io
import types

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from confman.audit.models import AuditEntry
from confman.mail.models import Message
from tests.factories import MailingFactory, MessageFactory, PersonFactory

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


def pipe(monkeypatch, raw):
    """What the command says that a mail server pipes a mail into."""
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", types.SimpleNamespace(buffer=io.BytesIO(raw)))
    call_command("receivebounce", stdout=out)
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
        reverse("mailings_secretariat:mailing-act", args=[conference.slug, mailing.pk, "resend"])
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
    name, more = ("retry-failed", []) if together else ("message-act", [mail.pk, "retry"])
    owner_client.post(reverse(f"mail_secretariat:{name}", args=[conference.slug, *more]))
    mail.refresh_from_db()
    assert mail.status == "queued"
    Message.objects.update(status="sent")
    assert "no report" in pipe(monkeypatch, late)
    assert Message.objects.get().status == "sent"
