"""Every provider that anymail knows takes mails with their mark, and its own report marks one that came back."""

import base64
import hashlib
import hmac
import json
import pkgutil
import time

import anymail.backends
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.test import Client
from moto import mock_aws

from confman.mail.apps import listen
from confman.mail.domain.bounces import mark_of
from confman.mail.domain.delivery import deliver_outbox
from confman.mail.models import Message
from confman.mail.provider_settings import provider_backend, provider_settings
from confman.mailings.domain.news import receives_news
from tests.factories import MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/operator/mail/events/"
SECRET = "provider:a-long-password-of-many-letters"
BASIC = {"Authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}"}
POSTAL_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
POSTAL_PUBLIC = "".join(
    POSTAL_KEY.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
    .split("\n")[1:-2]
)
# The settings that anymail asks for of each, besides the key that signs its reports.
SETTINGS = {
    "amazon_ses": {"AMAZON_SES_CLIENT_PARAMS": '{"region_name": "eu-west-1"}'},
    "brevo": {"BREVO_API_KEY": "k"},
    "mailersend": {"MAILERSEND_API_TOKEN": "k", "MAILERSEND_SIGNING_SECRET": "k"},
    "mailgun": {"MAILGUN_API_KEY": "k", "MAILGUN_WEBHOOK_SIGNING_KEY": "k"},
    "mailjet": {"MAILJET_API_KEY": "k", "MAILJET_SECRET_KEY": "k"},
    "mailtrap": {"MAILTRAP_API_TOKEN": "k", "MAILTRAP_TRACKING_SECRET": "k"},
    "mandrill": {"MANDRILL_API_KEY": "k", "MANDRILL_WEBHOOK_KEY": "k"},
    "postal": {"POSTAL_API_KEY": "k", "POSTAL_API_URL": "https://x/", "POSTAL_WEBHOOK_KEY": POSTAL_PUBLIC},
    "postmark": {"POSTMARK_SERVER_TOKEN": "k"},
    "resend": {"RESEND_API_KEY": "k"},
    "scaleway": {"SCALEWAY_SECRET_KEY": "k", "SCALEWAY_PROJECT_ID": "p"},
    "sendgrid": {"SENDGRID_API_KEY": "k"},
    "sparkpost": {"SPARKPOST_API_KEY": "k"},
    "unisender_go": {"UNISENDER_GO_API_KEY": "k", "UNISENDER_GO_API_URL": "https://x/"},
}
# These sign their reports; the others know a name and a password.
SIGNING = {"mailersend", "mailgun", "mailtrap", "mandrill", "postal", "unisender_go"}


@pytest.fixture(autouse=True)
def provider(request, settings, monkeypatch):
    name = request.node.callspec.params["name"]
    settings.CONFMAN_EMAIL_PROVIDER = name
    settings.EMAIL_BACKEND = provider_backend(name)
    variables = SETTINGS[name] | ({} if name in SIGNING else {"WEBHOOK_SECRET": SECRET})
    settings.ANYMAIL = provider_settings({f"ANYMAIL_{key}": value for key, value in variables.items()})
    for key in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{key}", "k")
    listen()


@pytest.mark.parametrize("name", ["postmark"])
def test_these_are_all(name):
    known = {module.name for module in pkgutil.iter_modules(anymail.backends.__path__)}
    # Not providers; and the former name of brevo.
    assert known - {"base", "base_requests", "console", "test", "sendinblue"} == set(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_each_takes_a_mail_with_its_mark(conference, name, monkeypatch):
    left = []

    def post(self, payload, message):
        left.append(json.dumps([vars(payload), getattr(payload, "mime_message", "")], default=str))
        raise OSError("enough")

    monkeypatch.setattr(f"anymail.backends.{name}.EmailBackend.post_to_esp", post)
    mail = MessageFactory(conference=conference)
    deliver_outbox()
    mail.refresh_from_db()
    assert mail.status == "queued" and mail.last_error == "enough"
    assert mark_of(mail) in left[0]


def ses(mark, kind):
    event = {"bounced": "Bounce", "complained": "Complaint"}[kind]
    recipients = [{"emailAddress": "anna@example.org", "diagnosticCode": "550 no such mailbox"}]
    said = {
        "eventType": event,
        "mail": {
            "messageId": "1", "destination": ["anna@example.org"],
            "headers": [{"name": "X-Metadata", "value": json.dumps({"confman": mark})}],
        },
        "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": recipients},
        "complaint": {"complainedRecipients": recipients, "complaintFeedbackType": "abuse"},
    }  # fmt: skip
    return notification("Notification", Message=json.dumps(said))


def notification(kind, **more):
    """As Amazon SNS posts it: plain text, and the name and password only when it was asked for them."""
    said = {"Type": kind, "MessageId": "m", "Timestamp": "2026-12-01T00:00:00.000Z", **more}
    headers = {"x-amz-sns-message-type": kind, "x-amz-sns-message-id": "m", **BASIC}
    return post(said, headers, content_type="text/plain; charset=UTF-8")


def post(said, headers=(), content_type="application/json"):
    return {"data": json.dumps(said), "headers": dict(headers), "content_type": content_type}


def signed_post(said, header, sign):
    body = json.dumps(said)
    return {"data": body, "headers": {header: sign(body.encode())}, "content_type": "application/json"}


def by_hmac(body):
    return hmac.new(b"k", body, hashlib.sha256).hexdigest()


def brevo(mark, kind):
    said = {"event": {"bounced": "hard_bounce", "complained": "spam"}[kind], "reason": "550 no such mailbox"}
    return post(said | {"X-Mailin-custom": json.dumps({"confman": mark})}, BASIC)


def mailersend(mark, kind):
    said = {
        "type": {"bounced": "hard_bounced", "complained": "spam_complaint"}[kind],
        "morph": {"object": "recipient_bounce", "reason": "550 no such mailbox"},
        "email": {"tags": [mark], "message": {"id": "1"}, "recipient": {"email": "anna@example.org"}},
    }
    return signed_post({"type": f"activity.{said['type']}", "data": said}, "Signature", by_hmac)


def mailgun(mark, kind):
    now = str(int(time.time()))
    signature = hmac.new(b"k", f"{now}token".encode(), hashlib.sha256).hexdigest()
    event = {
        "event": {"bounced": "failed", "complained": "complained"}[kind], "severity": "permanent",
        "timestamp": time.time(), "recipient": "anna@example.org", "id": "1",
        "delivery-status": {"code": 550, "message": "550 no such mailbox"}, "user-variables": {"confman": mark},
    }  # fmt: skip
    return post(
        {"signature": {"timestamp": now, "token": "token", "signature": signature}, "event-data": event}
    )


def mailjet(mark, kind):
    said = {
        "event": {"bounced": "bounce", "complained": "spam"}[kind], "MessageID": 1, "error": "user unknown",
        "smtp_reply": "550 no such mailbox", "Payload": json.dumps({"confman": mark}),
    }  # fmt: skip
    return post(said, BASIC)


def mailtrap(mark, kind):
    said = {
        "event": {"bounced": "bounce", "complained": "spam"}[kind], "message_id": "1", "timestamp": 1,
        "response": "550 no such mailbox", "custom_variables": {"confman": mark},
    }  # fmt: skip
    return signed_post({"events": [said]}, "Mailtrap-Signature", by_hmac)


def mandrill(mark, kind):
    message = {"email": "anna@example.org", "diag": "550 no such mailbox", "metadata": {"confman": mark}}
    said = {"event": {"bounced": "hard_bounce", "complained": "spam"}[kind], "_id": "1", "msg": message}
    events = json.dumps([said])
    signed = f"http://testserver{ADDRESS}mandrill_events{events}".encode()
    signature = base64.b64encode(hmac.new(b"k", signed, hashlib.sha1).digest()).decode()
    return {"data": {"mandrill_events": events}, "headers": {"X-Mandrill-Signature": signature}}


def postal(mark, kind):
    said = {
        "payload": {"message": {"id": 1, "tag": mark}, "status": "HardFail", "output": "550 no such mailbox"}
    }
    return signed_post(
        said,
        "X-Postal-Signature",
        lambda body: base64.b64encode(POSTAL_KEY.sign(body, padding.PKCS1v15(), hashes.SHA1())).decode(),
    )


def postmark(mark, kind):
    name = {"bounced": "Bounce", "complained": "SpamComplaint"}[kind]
    said = {
        "RecordType": name,
        "Type": "HardBounce" if kind == "bounced" else name,
        "MessageID": "1",
        "Email": "anna@example.org",
    }
    return post(said | {"Details": "550 no such mailbox", "Metadata": {"confman": mark}}, BASIC)


def resend(mark, kind):
    said = {
        "email_id": "1", "to": ["anna@example.org"], "bounce": {"message": "550 no such mailbox"},
        "headers": [{"name": "X-Metadata", "value": json.dumps({"confman": mark})}],
    }  # fmt: skip
    return post({"type": f"email.{kind}", "data": said}, BASIC)


def sendgrid(mark, kind):
    name = {"bounced": "bounce", "complained": "spamreport"}[kind]
    said = {"event": name, "timestamp": 1, "email": "anna@example.org", "reason": "550 no such mailbox"}
    return post([said | {"confman": mark}], BASIC)


def sparkpost(mark, kind):
    name = {"bounced": "bounce", "complained": "spam_complaint"}[kind]
    said = {"type": name, "raw_reason": "550 no such mailbox", "rcpt_meta": {"confman": mark}}
    return post([{"msys": {"message_event": said}}], BASIC)


def unisender_go(mark, kind):
    said = {
        "event_name": "transactional_email_status", "email": "anna@example.org", "metadata": {"confman": mark},
        "status": {"bounced": "hard_bounced", "complained": "spam"}[kind],
        "delivery_info": {"destination_response": "550 no such mailbox"}, "auth": "-auth-",
    }  # fmt: skip
    digest = hashlib.md5(json.dumps(said).replace("-auth-", "k").encode()).hexdigest()
    return post(said | {"auth": digest})


REPORTS = {
    "amazon_ses": ses, "brevo": brevo, "mailersend": mailersend, "mailgun": mailgun, "mailjet": mailjet,
    "mailtrap": mailtrap, "mandrill": mandrill, "postal": postal, "postmark": postmark, "resend": resend,
    "sendgrid": sendgrid, "sparkpost": sparkpost, "unisender_go": unisender_go,
}  # fmt: skip


@pytest.fixture
def mail(conference):
    person = PersonFactory(conference=conference, email="anna@example.org")
    return MessageFactory(conference=conference, status="sent", recipient=person, to=person.email)


@pytest.mark.parametrize("name", REPORTS)
def test_what_came_back_is_marked_by_the_report_of_each(mail, name):
    other = MessageFactory(conference=mail.conference, status="sent", to=mail.to)
    assert Client().post(ADDRESS, **REPORTS[name](mark_of(mail), "bounced")).status_code == 200
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.status, mail.last_error, other.status) == ("returned", "550 no such mailbox", "sent")


@pytest.mark.parametrize("name", [name for name in REPORTS if name != "postal"])  # which knows no complaints
def test_who_complained_by_the_report_of_each_gets_no_more_news(mail, name):
    assert Client().post(ADDRESS, **REPORTS[name](mark_of(mail), "complained")).status_code == 200
    assert Message.objects.get(pk=mail.pk).status == "sent" and not receives_news(mail.recipient)


@pytest.mark.parametrize("name", REPORTS)
def test_a_forged_report_of_each_is_refused(mail, name):
    said = REPORTS[name](mark_of(mail), "bounced")
    # Whoever does not know the keys sends what they saw before, with another mail named in it.
    other = MessageFactory(conference=mail.conference, status="sent", to=mail.to)
    text = json.dumps(said["data"]).replace(mark_of(mail), mark_of(other))
    said["data"] = json.loads(text)
    said["headers"].pop("Authorization", None)
    if name == "mailgun":  # which signs a number of its own, not what it says
        said["data"] = said["data"].replace('"token": "token"', '"token": "tokens"')
    assert Client().post(ADDRESS, **said).status_code in (400, 401)
    assert {row.status for row in Message.objects.all()} == {"sent"}


@pytest.mark.parametrize("name", ["amazon_ses"])
def test_amazon_is_asked_for_the_password_and_its_topic_confirmed(name):
    with mock_aws():
        import boto3

        sns = boto3.client("sns", region_name="eu-west-1")
        topic = sns.create_topic(Name="mail")["TopicArn"]
        said = notification("SubscriptionConfirmation", TopicArn=topic, Token="t")
        without = {
            **said,
            "headers": {key: said["headers"][key] for key in said["headers"] if key != "Authorization"},
        }
        answer = Client().post(ADDRESS, **without)
        assert answer.status_code == 401 and answer["WWW-Authenticate"].startswith("Basic")
        assert Client().post(ADDRESS, **said).status_code == 200
