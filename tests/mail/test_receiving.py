"""Returned mails as a mail server hands them over: piped into the command, which answers by its exit code."""

import io
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from confman.mail.domain.bounces import return_address
from confman.mail.models import Message
from tests.factories import MessageFactory, PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

# As these servers write them; the mail that came back stands at the end, as little of it as each returns.
POSTFIX = """\
Return-Path: <>
Received: by mx.example.org (Postfix)
\tid 4B2A31F; Tue, 30 Mar 2027 09:00:02 +0500 (+05)
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {sender}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4B2A31F.1774843202/mx.example.org"
Message-Id: <20270330040002.4B2A31F@mx.example.org>

This is a MIME-encapsulated message.

--4B2A31F.1774843202/mx.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<anna@example.org>: host mail.example.org[192.0.2.7] said: 550 5.1.1
    <anna@example.org>: Recipient address rejected: User unknown

--4B2A31F.1774843202/mx.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4B2A31F
X-Postfix-Sender: rfc822; {sender}
Arrival-Date: Tue, 30 Mar 2027 09:00:01 +0500 (+05)

Final-Recipient: rfc822; anna@example.org
Original-Recipient: rfc822;anna@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 5.1.1 <anna@example.org>: Recipient address
    rejected: User unknown

--4B2A31F.1774843202/mx.example.org
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <{sender}>
Subject: The bus
From: Forum <us@example.org>
To: anna@example.org
Message-ID: {message_id}

--4B2A31F.1774843202/mx.example.org--
"""
EXCHANGE = """\
From: "Microsoft Outlook" <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>
To: {sender}
Subject: =?utf-8?B?0J3QtSDQtNC+0YHRgtCw0LLQu9C10L3Qvg==?=
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="_e9c1_"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: ru-RU

--_e9c1_
Content-Type: multipart/alternative; differences=Content-Type; boundary="_alt_"

--_alt_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

0J3QtSDRg9C00LDQu9C+0YHRjC4=

--_alt_--

--_e9c1_
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.example.org
Received-From-MTA: dns;mx.example.org

Final-Recipient: rfc822;anna@example.org
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp;554 5.2.2 mailbox full; STOREDRV.Deliver; quota exceeded

--_e9c1_
Content-Type: message/rfc822

Received: from mx.example.org (192.0.2.7) by mail.example.org with SMTP
From: Forum <us@example.org>
To: <anna@example.org>
Subject: The bus
Message-ID: {message_id}
MIME-Version: 1.0
Content-Type: text/plain

It leaves at nine.

--_e9c1_--
"""
# qmail knows no report by RFC 3464: only the address to which it returns the mail says which one it was.
QMAIL = """\
Return-Path: <>
Received: (qmail 2412 invoked for bounce); 30 Mar 2027 04:00:02 -0000
Date: 30 Mar 2027 04:00:02 -0000
From: MAILER-DAEMON@mail.example.org
To: {sender}
Subject: failure notice

Hi. This is the qmail-send program at mail.example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.

<anna@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)
"""
ANSWER = """\
Return-Path: <>
From: Anna Sample <anna@example.org>
To: {sender}
Subject: Away until Monday
Auto-Submitted: auto-replied
In-Reply-To: {message_id}

I am away.
"""


@pytest.fixture
def hand_over(tmp_path: Any, database_address: str, settings: Any) -> Any:
    """`hand_over(mail, recipient)`: what Postfix does for a line of its pipe(8); (exit code, what was said)."""
    settings.CONFMAN_BOUNCE_ADDRESS = "bounces@example.org"
    (tmp_path / "secret-key").write_text(django_settings.SECRET_KEY)

    def run(mail: str, *recipient: str, database: str = database_address) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "manage.py", "receivebounce", *recipient],
            cwd=django_settings.BASE_DIR,
            env={
                **os.environ,
                "CONFMAN_DATABASE_URL": database,
                "CONFMAN_DATA": str(tmp_path),
                "CONFMAN_BOUNCE_ADDRESS": settings.CONFMAN_BOUNCE_ADDRESS,
            },
            input=mail.encode(),
            capture_output=True,
        )
        assert b"Traceback" not in done.stderr
        return done.returncode, (done.stdout + done.stderr).decode()

    return run


@pytest.fixture
def pipe(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`pipe(mail, recipient)`: hand it to the command in this process; return what it says."""
    settings.CONFMAN_BOUNCE_ADDRESS = "bounces@example.org"

    def run(mail: str, *recipient: str) -> str:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail.encode())))
        said = io.StringIO()
        call_command("receivebounce", *recipient, stdout=said)
        return said.getvalue()

    return run


def test_what_mail_servers_return_is_shown_at_the_person(
    pipe: Any, conference: Any, owner_client: Client
) -> None:
    reasons = {POSTFIX: "Recipient address rejected", EXCHANGE: "mailbox full", QMAIL: "failure notice"}
    for returned, reason in reasons.items():
        person = PersonFactory(conference=conference, email="anna@example.org")
        mail, other = MessageFactory.create_batch(
            2, conference=conference, status="sent", recipient=person, to=person.email
        )
        sender = return_address(mail)
        written = returned.format(sender=sender, message_id=mail.message_id)
        # Postfix hands it over again where it does not know whether the first time was the last.
        for _time in range(2):
            assert pipe(written, *([sender] if returned is QMAIL else [])) == "came back: anna@example.org\n"
        page = owner_client.get(reverse("people_secretariat:person", args=[conference.slug, person.pk]))
        assert page.content.decode().count(reason) == 1
        other.refresh_from_db()
        assert other.status == "sent"


def test_the_exit_code_says_what_the_mail_server_shall_do(hand_over: Any, conference: Any) -> None:
    mail = MessageFactory(conference=conference, status="sent", to="anna@example.org")
    sender = return_address(mail)
    report, answer = (text.format(sender=sender, message_id=mail.message_id) for text in (POSTFIX, ANSWER))
    # Taken, with nothing to do.
    assert hand_over(answer, sender) == (0, "no report about a mail of ours\n")
    assert hand_over("", sender) == (0, "no report about a mail of ours\n")
    # Again later: the mail is still under way, or the database does not answer.
    Message.objects.update(status="sending")
    assert hand_over(report)[0] == os.EX_TEMPFAIL
    code, said = hand_over(report, database="sqlite:////nonexistent/none.sqlite3")
    assert code == os.EX_TEMPFAIL and "does not answer" in said
    Message.objects.update(status="sent")
    assert hand_over(report)[0] == 0
    assert Message.objects.get().status == "returned"
