"""Mail by a provider's web service: a server on this machine stands in for Postmark's."""

import http.server
import json
import socket
import threading
from email.utils import parseaddr

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from confman.mail.domain.delivery import deliver_outbox
from confman.mail.domain.queue import queue_message
from confman.mail.models import Message
from confman.mail.provider_settings import provider_backend, provider_settings
from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Postmark:
    """Takes mails, or answers as told: `status` and `body` for all, or for an address in `answers`."""

    def __init__(self):
        self.taken, self.asked, self.answers = [], [], {}
        self.answer = None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(mail)
                answer = outer.answer or next(
                    (found for address, found in outer.answers.items() if address in mail["To"]), None
                )
                if answer == "cut":
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                taken = {"ErrorCode": 0, "Message": "OK", "MessageID": "b7bc2f4a", "To": mail["To"]}
                status, said = answer or (200, taken)
                if answer is None:
                    outer.taken.append(mail)
                body = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/"


def send_by(settings, url):
    settings.CONFMAN_EMAIL_PROVIDER = "postmark"
    settings.EMAIL_BACKEND = provider_backend("postmark")
    settings.ANYMAIL = provider_settings(
        {"ANYMAIL_POSTMARK_SERVER_TOKEN": "token", "ANYMAIL_POSTMARK_API_URL": url, "HOME": "/"}
    )


@pytest.fixture
def postmark(settings):
    made = Postmark()
    send_by(settings, made.url)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_provider_is_given_names_as_they_are_read(postmark, conference, owner):
    queue_message(
        kind="tests.letter", conference=conference, to="anna@example.org", to_name="Каримова, Анна", subject="x",
        text="x\n", language="ru", by=owner,
    )  # fmt: skip
    assert deliver_outbox().sent == 1
    (mail,) = postmark.taken
    assert {name: parseaddr(mail[name])[0] for name in ("From", "To")} == {
        "From": "Конференция tashkent2027",
        "To": "Каримова, Анна",
    }


INACTIVE = "Found inactive addresses: one@example.org. Inactive recipients are ones that have bounced."


def refused(code, words="No."):
    return 422, {"ErrorCode": code, "Message": words}


def test_a_mail_leaves_as_it_is_with_the_providers_own_return_address(postmark, settings):
    settings.CONFMAN_BOUNCE_ADDRESS = "returned@example.org"
    message = MessageFactory(
        to="guest@example.org", headers={"List-Unsubscribe": "<https://example.org/out>"}
    )
    assert deliver_outbox().sent == 1
    (mail,) = postmark.taken
    assert "guest@example.org" in mail["To"] and mail["Subject"] == message.subject
    headers = {header["Name"]: header["Value"] for header in mail["Headers"]}
    assert headers["Message-ID"] == message.message_id
    assert headers["List-Unsubscribe"] == "<https://example.org/out>"
    message.refresh_from_db()
    assert message.status == "sent"
    assert deliver_outbox().sent == 0 and len(postmark.asked) == 1


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (refused(300, "Invalid 'To' address: 'one@example.org'."), "failed", "refused|rejected"),
        (refused(406, INACTIVE), "failed", "refused|rejected"),
        # In words that anymail does not know: it was not taken all the same.
        (refused(406, "Inactive recipient"), "failed", "does not take mail"),
        ((403, {"Message": "The sender is not confirmed"}), "queued", "not confirmed"),
        ((500, {"Message": "Ours"}), "queued", "500"),
        ("cut", "queued", "posting"),
    ],
)
def test_one_that_is_refused_holds_up_no_other(postmark, answer, status, words):
    one = MessageFactory(to="one@example.org")
    MessageFactory(to="other@example.org")
    postmark.answers["one@example.org"] = answer
    report = deliver_outbox()
    assert report.sent == 1
    one.refresh_from_db()
    assert (one.status, one.attempts) == (status, 1)
    assert any(word in one.last_error for word in words.split("|")), one.last_error


@pytest.mark.parametrize("answer", [(401, {"Message": "Bad token"}), (429, {}), (503, {})])
def test_a_provider_that_refuses_us_costs_no_attempt(postmark, answer):
    MessageFactory.create_batch(3)
    postmark.answer = answer
    report = deliver_outbox()
    assert report.sent == report.failed == 0 and report.error and len(postmark.asked) == 1
    assert set(Message.objects.values_list("status", "attempts")) == {("queued", 0)}
    postmark.answer = None
    Message.objects.update(next_attempt_at=None)


def test_a_provider_that_is_gone_costs_no_attempt(settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    send_by(settings, f"http://127.0.0.1:{port}/")
    MessageFactory.create_batch(2)
    assert deliver_outbox().error
    assert set(Message.objects.values_list("status", "attempts")) == {("queued", 0)}


def test_settings_that_lack_are_said_before_mail_waits(settings):
    send_by(settings, "http://127.0.0.1:1/")
    settings.ANYMAIL = {}
    with pytest.raises(SystemCheckError, match="ANYMAIL_POSTMARK"):
        call_command("check")
    MessageFactory()
    assert "POSTMARK" in deliver_outbox().error
    assert set(Message.objects.values_list("status", "attempts")) == {("queued", 0)}


@pytest.mark.parametrize("name", ["pigeon", "base", "base_requests", "../x", "postmark.x", ""])
def test_a_provider_that_nobody_knows_is_refused(name):
    with pytest.raises(ImproperlyConfigured, match="anymail does not know"):
        provider_backend(name)


def test_settings_in_braces_are_json():
    assert provider_settings({"ANYMAIL_SEND_DEFAULTS": '{"tags": ["confman"]}'}) == {
        "SEND_DEFAULTS": {"tags": ["confman"]}
    }
    with pytest.raises(ImproperlyConfigured, match="JSON"):
        provider_settings({"ANYMAIL_SEND_DEFAULTS": "{tags"})
