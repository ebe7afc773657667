"""Reports of a provider of mail: a mail came back, or was marked as unwanted; only the provider is believed."""

import base64
import hashlib
import hmac
import json
import time

import pytest
from django.db import OperationalError
from django.test import Client

from confman.accounts.models import RateLimitCount
from confman.audit.models import AuditEntry
from confman.mail.apps import listen
from confman.mail.checks import check_provider
from confman.mail.domain.bounces import mark_of
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.models import Message
from confman.mail.provider_settings import provider_backend, provider_settings
from confman.mailings.domain.news import choose_news, receives_news
from confman.people.models import Consent
from tests.factories import MessageFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/operator/mail/events/"
SECRET = "postmark:a-long-password-of-many-letters"


def by(settings, name, **variables):
    settings.CONFMAN_EMAIL_PROVIDER = name
    settings.EMAIL_BACKEND = provider_backend(name)
    settings.ANYMAIL = provider_settings({f"ANYMAIL_{key}": value for key, value in variables.items()})


@pytest.fixture
def postmark(settings):
    by(settings, "postmark", POSTMARK_SERVER_TOKEN="token", WEBHOOK_SECRET=SECRET)
    listen()


@pytest.fixture
def mail(conference):
    person = PersonFactory(conference=conference, email="anna@example.org")
    return MessageFactory(conference=conference, status="sent", recipient=person, to=person.email)


def told(event, secret=SECRET, **headers):
    if secret:
        headers["Authorization"] = f"Basic {base64.b64encode(secret.encode()).decode()}"
    return Client().post(ADDRESS, json.dumps(event), content_type="application/json", headers=headers)


def report(mail, kind="Bounce", **more):
    return {
        "RecordType": kind, "Type": {"Bounce": "HardBounce"}.get(kind, kind), "MessageID": "b7bc2f4a", "ID": 42,
        "Email": mail.to, "Metadata": {"confman": mark_of(mail)}, "Details": "550 no such\x00 mailbox", **more,
    }  # fmt: skip


def test_a_mail_that_came_back_is_marked_once_with_the_reason(postmark, mail):
    other = MessageFactory(conference=mail.conference, status="sent", to=mail.to)
    for _time in range(2):
        assert told(report(mail)).status_code == 200
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.status, mail.last_error) == ("returned", "550 no such mailbox")
    assert other.status == "sent"
    assert AuditEntry.objects.filter(verb="mail.returned").count() == 1


def test_who_complains_gets_no_more_news_and_the_record_says_why(postmark, mail):
    same_mailbox = PersonFactory(conference=mail.conference, email="ANNA@example.org")
    for _time in range(2):
        assert told(report(mail, "SpamComplaint")).status_code == 200
    mail.refresh_from_db()
    assert mail.status == "sent" and not receives_news(mail.recipient) and not receives_news(same_mailbox)
    said = Consent.objects.get(person=mail.recipient)
    assert (said.given, said.source) == (False, "a complaint to the provider of mail")
    assert AuditEntry.objects.filter(verb="mail.complained").exists()


def test_a_complaint_about_a_mail_to_nobody_who_is_known_is_noted(postmark, conference):
    mail = MessageFactory(conference=conference, status="sent", to="guest@example.org")
    assert told(report(mail, "SpamComplaint")).status_code == 200
    assert AuditEntry.objects.filter(verb="mail.complained").exists()


@pytest.mark.parametrize("kind", ["Delivery", "Open", "Click", "SubscriptionChange", "SomethingNew"])
def test_other_reports_change_nothing_and_are_counted(postmark, mail, monkeypatch, kind):
    counted = []
    monkeypatch.setattr("confman.mail.domain.provider_events.count", lambda *labels: counted.append(labels))
    assert told(report(mail, kind, SuppressSending=True, SuppressionReason="x")).status_code == 200
    mail.refresh_from_db()
    assert mail.status == "sent" and receives_news(mail.recipient)
    assert [name for name, _event in counted] == ["confman_provider_events"]


@pytest.mark.parametrize("mark", [None, "", "x", "0" * 32 + "-" + "0" * 16, ["list"], {"a": 1}])
def test_a_report_about_a_mail_that_is_not_ours_changes_nothing(postmark, mail, mark):
    assert told(report(mail, Metadata={"confman": mark} if mark is not None else {})).status_code == 200
    forged = mark_of(mail)[:-1] + ("0" if mark_of(mail)[-1] != "0" else "1")
    assert told(report(mail, Metadata={"confman": forged})).status_code == 200
    mail.refresh_from_db()
    assert mail.status == "sent"


def test_a_report_that_comes_before_the_mail_is_noted_as_sent_has_to_come_again(postmark, mail):
    Message.objects.update(status="sending")
    answer = told(report(mail))
    assert answer.status_code == 503 and answer["Retry-After"]
    Message.objects.update(status="sent")
    assert told(report(mail)).status_code == 200
    mail.refresh_from_db()
    assert mail.status == "returned"


@pytest.mark.parametrize("secret", ["", "postmark:wrong", "postmark:", SECRET + "x"])
def test_whoever_does_not_know_the_secret_is_refused(postmark, mail, secret):
    assert told(report(mail), secret).status_code == 400
    mail.refresh_from_db()
    assert mail.status == "sent"


def test_whoever_guesses_is_told_to_wait(postmark, mail):
    answers = {told(report(mail), "postmark:wrong").status_code for _time in range(301)}
    assert answers == {400, 429}
    # Then even a right guess is not tried.
    assert told(report(mail)).status_code == 429
    mail.refresh_from_db()
    assert mail.status == "sent"


KEYS = {
    "mailgun": {"MAILGUN_API_KEY": "key", "MAILGUN_WEBHOOK_SIGNING_KEY": "signing-key"},
    "unisender_go": {"UNISENDER_GO_API_KEY": "key", "UNISENDER_GO_API_URL": "https://go2.unisender.ru/"},
    "postmark": {"POSTMARK_SERVER_TOKEN": "token", "WEBHOOK_SECRET": SECRET},
}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("mailgun", "[]"),
        ("mailgun", '{"signature": []}'),
        ("mailgun", '{"signature": {"timestamp": "1", "token": "\\u00e9", "signature": "x"}}'),
        ("mailgun", "private words"),
        ("mailgun", "[" * 100_000),
        ("unisender_go", "[]"),
        ("unisender_go", "private words"),
        ("postmark", "[]"),
        ("postmark", "private words"),
    ],
)
def test_what_no_provider_sends_is_refused_and_counted_and_not_logged(settings, db, caplog, name, body):
    by(settings, name, **KEYS[name])
    listen()
    headers = {"Authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}"}
    answer = Client(raise_request_exception=False).post(
        ADDRESS, body, content_type="application/json", headers=headers
    )
    assert answer.status_code == 400
    assert "private words" not in caplog.text
    assert RateLimitCount.objects.get().number == 1


def test_a_fault_of_the_database_is_none_of_the_providers(postmark, mail, monkeypatch):
    def fail(*_args, **_more):
        raise OperationalError("gone")

    monkeypatch.setattr("confman.mail.domain.provider_events.mark_returned", fail)
    with pytest.raises(OperationalError):
        told(report(mail))
    assert not RateLimitCount.objects.exists()


@pytest.mark.parametrize(("secret", "found"), [("a:short", ["mail.W002"]), (SECRET, []), ("", [])])
def test_a_short_secret_is_warned_of(settings, secret, found):
    by(settings, "postmark", POSTMARK_SERVER_TOKEN="token", WEBHOOK_SECRET=secret)
    assert [each.id for each in check_provider(None)] == found


def test_a_complaint_told_again_changes_nothing_that_was_chosen_since(postmark, mail):
    told(report(mail, "SpamComplaint"))
    choose_news(mail.recipient, True, by=UserFactory(), source="own choice")
    assert told(report(mail, "SpamComplaint")).status_code == 200
    assert receives_news(mail.recipient)
    assert AuditEntry.objects.filter(verb="mail.complained").count() == 1


def test_without_a_provider_or_its_secret_there_is_no_such_page(settings, mail):
    assert told(report(mail)).status_code == 404
    by(settings, "postmark", POSTMARK_SERVER_TOKEN="token")
    assert told(report(mail)).status_code == 404
    by(settings, "mailgun", MAILGUN_SENDER_DOMAIN="example.org")
    assert told(report(mail)).status_code == 404
    by(settings, "postmark", POSTMARK_SERVER_TOKEN="token", WEBHOOK_SECRET=SECRET)
    assert Client().get(ADDRESS).status_code == 404
    assert Client().head(ADDRESS).status_code == 200


@pytest.mark.parametrize("key", ["signing-key", "another"])
def test_a_provider_that_signs_is_believed_by_its_signature(settings, mail, key):
    by(settings, "mailgun", MAILGUN_API_KEY="key", MAILGUN_WEBHOOK_SIGNING_KEY="signing-key")
    listen()
    now, token = str(int(time.time())), "token"
    signature = hmac.new(key.encode(), f"{now}{token}".encode(), hashlib.sha256).hexdigest()
    event = {
        "event": "failed", "severity": "permanent", "timestamp": time.time(), "recipient": mail.to, "id": "1",
        "message": {"headers": {"message-id": mail.message_id.strip("<>")}},
        "delivery-status": {"code": 550, "message": "no such mailbox"},
        "user-variables": {"confman": mark_of(mail)},
    }  # fmt: skip
    said = {"signature": {"timestamp": now, "token": token, "signature": signature}, "event-data": event}
    answer = told(said, secret="")
    mail.refresh_from_db()
    expected = (200, "returned") if key == "signing-key" else (400, "sent")
    assert (answer.status_code, mail.status) == expected


def test_each_mail_takes_its_mark_along(postmark, conference, monkeypatch):
    sent = []
    monkeypatch.setattr(
        "anymail.backends.postmark.EmailBackend.post_to_esp",
        lambda self, payload, message: sent.append(payload.data) or (_ for _ in ()).throw(OSError("enough")),
    )
    mail = MessageFactory(conference=conference)
    deliver_outbox()
    assert sent[0]["Metadata"] == {"confman": mark_of(mail)}
