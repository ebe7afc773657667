"""Deliveries: their content, time and order; the answers of a receiver and their effect."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import socket
import threading

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from confman.mail.domain.delivery import deliver_outbox
from confman.mail.models import Message
from confman.web.errors import Refused
from confman.webhooks.domain import addresses, transport
from confman.webhooks.domain.delivery import (
    AT_ONCE_TO_ONE,
    RETRY_AFTER,
    delete_old_deliveries,
    deliver_webhooks,
)
from confman.webhooks.domain.webhooks import change_webhook, renew_secret, send_again, send_test
from confman.webhooks.models import CLAIM_LASTS, DeliveryFault, DeliveryStatus, Webhook, WebhookDelivery
from tests.webhooks.conftest import SECRET

pytestmark = pytest.mark.django_db(transaction=True)


def deliver() -> None:
    deliver_webhooks(seconds=20)


def waiting(webhook, *keys, **values):
    return [
        WebhookDelivery.objects.create(
            webhook=webhook,
            event="registration.approved",
            object_key=key,
            payload=f'{{"at":"{key}"}}',
            **values,
        )
        for key in keys or ["a"]
    ]


def later(seconds=0, **delta):
    return time_machine.travel(timezone.now() + dt.timedelta(seconds=seconds + 1, **delta), tick=True)


def last(delivery):
    delivery.refresh_from_db()
    return delivery.last


def signature(secret, headers, body):
    """As the receiver reckons it, by the text of the standard."""
    key = base64.b64decode(secret.split("_", 1)[1])
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


class TestWhatIsSent:
    def test_the_receiver_can_check_who_sent_it_and_when(self, webhook, receiver):
        [delivery] = waiting(webhook)
        deliver()
        [(headers, body)] = receiver.got
        assert body == delivery.payload.encode()
        assert headers["content-type"] == "application/json"
        assert headers["webhook-id"] == delivery.message_id
        assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
        assert headers["webhook-signature"] == signature(SECRET, headers, body)
        delivery.refresh_from_db()
        assert delivery.status == DeliveryStatus.DELIVERED and delivery.last["code"] == 204

    def test_it_is_the_example_of_the_standard(self):
        from confman.webhooks.domain.signatures import sign

        assert (
            sign(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                '{"test": 2432232314}',
            )
            == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        )

    def test_for_a_day_both_secrets_sign(self, webhook, receiver, owner):
        new = renew_secret(webhook, by=owner)
        waiting(webhook)
        deliver()
        [(headers, body)] = receiver.got
        assert headers["webhook-signature"].split() == [
            signature(new, headers, body),
            signature(SECRET, headers, body),
        ]
        with later(days=1):
            waiting(webhook)
            deliver()
        headers, body = receiver.got[-1]
        assert headers["webhook-signature"] == signature(new, headers, body)

    def test_the_secret_is_sealed_and_sealed_again_with_a_newer_key(self, webhook, receiver, settings):
        from django.core.management import call_command

        webhook.refresh_from_db()
        assert SECRET not in webhook.secret
        settings.FIELD_ENCRYPTION_KEYS = ["a new key of thirty-two characters or more"]
        call_command("rotatefieldkeys")
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, []
        waiting(webhook)
        deliver()
        [(headers, body)] = receiver.got
        assert headers["webhook-signature"] == signature(SECRET, headers, body)

    def test_without_its_key_nothing_is_sent_and_the_log_says_so(self, webhook, receiver, settings):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, []
        [delivery] = waiting(webhook)
        deliver()
        assert last(delivery)["fault"] == DeliveryFault.SECRET and not receiver.got


class TestOrder:
    def test_of_one_object_the_next_waits_for_the_one_before_others_do_not(self, webhook, receiver):
        receiver.answers = [500]
        first, second, other = waiting(webhook, "a", "a", "b")
        deliver()
        bodies = [body for _headers, body in receiver.got]
        assert bodies.count(b'{"at":"a"}') == 1
        with later(RETRY_AFTER[0].seconds):
            deliver()
        order = [headers["webhook-id"] for headers, _body in receiver.got]
        assert order.index(second.message_id) > max(
            number for number, key in enumerate(order) if key == first.message_id
        )
        assert sorted(set(order)) == sorted(each.message_id for each in (first, second, other))

    def test_different_objects_are_sent_at_the_same_time(self, webhook, receiver):
        together = threading.Barrier(AT_ONCE_TO_ONE)
        receiver.at_request = lambda number: together.wait(timeout=20)
        waiting(webhook, *"abcde")
        deliver()
        assert len(receiver.got) == AT_ONCE_TO_ONE and not together.broken

    def test_a_receiver_that_hangs_holds_up_no_other(self, make_webhook, receiver, webhook, monkeypatch):
        monkeypatch.setattr(transport, "IN_ALL", 0.5)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            hanging = make_webhook(url=f"http://127.0.0.1:{silent.getsockname()[1]}/")
            waiting(hanging, *(f"h{number}" for number in range(50)))
            waiting(webhook, *(f"w{number}" for number in range(20)))
            deliver()
        assert len(receiver.got) == 20
        assert WebhookDelivery.objects.filter(webhook=hanging, attempts__gt=0).count() <= AT_ONCE_TO_ONE


class TestFailures:
    def test_it_is_tried_again_for_a_day_and_then_given_up(self, webhook, receiver):
        receiver.answers = [500] * 20
        [delivery] = waiting(webhook)
        began = timezone.now()
        with time_machine.travel(began, tick=False) as clock:
            for _attempt in range(len(RETRY_AFTER) + 1):
                assert delivery.status == DeliveryStatus.WAITING
                clock.move_to(delivery.next_at)
                deliver()
                delivery.refresh_from_db()
            assert delivery.status == DeliveryStatus.FAILED
            assert timezone.now() - began >= dt.timedelta(days=1)
        assert len(receiver.got) == len(RETRY_AFTER) + 1
        assert {headers["webhook-id"] for headers, _body in receiver.got} == {delivery.message_id}

    def test_after_a_day_of_failure_it_is_switched_off_and_the_owners_get_a_mail(
        self, webhook, receiver, owner, settings
    ):
        receiver.answers = [503] * 50
        waiting(webhook)
        deliver()
        webhook.refresh_from_db()
        assert webhook.is_on and webhook.state == "failing"
        with later(days=1):
            waiting(webhook, "b")
            deliver()
        webhook.refresh_from_db()
        assert not webhook.is_on
        [told] = Message.objects.filter(key="webhooks.switched_off")
        assert told.to == owner.email and "Portal" in told.subject
        deliver_outbox()
        assert f"/secretariat/webhooks/{webhook.pk}/" in mail.outbox[0].body
        sent = len(receiver.got)
        with later(days=2):
            deliver()
        assert len(receiver.got) == sent

    def test_what_waited_is_sent_when_it_is_switched_on_again(self, webhook, receiver, owner):
        Webhook.objects.update(is_on=False)
        waiting(webhook)
        deliver()
        assert not receiver.got
        change_webhook(webhook, by=owner, is_on=True)
        deliver()
        assert len(receiver.got) == 1

    def test_one_that_works_again_is_not_switched_off(self, webhook, receiver):
        receiver.answers = [500]
        waiting(webhook)
        deliver()
        with later(hours=20):
            deliver()
        webhook.refresh_from_db()
        assert webhook.state == "on" and webhook.failing_since is None
        receiver.answers = [500]
        with later(hours=25):
            waiting(webhook, "b")
            deliver()
        webhook.refresh_from_db()
        assert webhook.is_on

    def test_a_receiver_that_is_gone_is_told_nothing_more(self, webhook, receiver, owner):
        receiver.answers = [410]
        [delivery] = waiting(webhook)
        deliver()
        webhook.refresh_from_db()
        assert not webhook.is_on
        assert last(delivery)["fault"] == DeliveryFault.GONE and delivery.status == DeliveryStatus.FAILED
        assert Message.objects.filter(key="webhooks.switched_off", to=owner.email).exists()

    def test_after_a_restore_nothing_leaves_until_the_outbox_is_opened(self, webhook, receiver, owner):
        from confman.mail.domain.closed_outbox import close_outbox
        from confman.mail.models import OutboxSignal

        waiting(webhook)
        close_outbox(by=owner)
        deliver()
        assert not receiver.got
        OutboxSignal.objects.update(closed_at=None)
        deliver()
        assert len(receiver.got) == 1


class TestReceivers:
    """Whatever a receiver does, the log says what, and the worker goes on."""

    def test_one_that_hangs(self, webhook, receiver, monkeypatch):
        monkeypatch.setattr(transport, "IN_ALL", 0.3)
        receiver.respond = lambda handler: receiver.ended.wait(timeout=20)
        [delivery] = waiting(webhook)
        deliver()
        assert last(delivery)["fault"] == DeliveryFault.TIMEOUT
        assert delivery.status == DeliveryStatus.WAITING

    def test_one_that_sends_its_headers_letter_by_letter(self, webhook, receiver, monkeypatch):
        monkeypatch.setattr(transport, "IN_ALL", 0.3)

        def drip(handler):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not receiver.ended.wait(timeout=0.02):
                handler.wfile.write(b"X")

        receiver.respond = drip
        [delivery] = waiting(webhook)
        deliver()
        assert last(delivery)["fault"] == DeliveryFault.TIMEOUT

    def test_one_whose_answer_is_a_gigabyte(self, webhook, receiver):
        sent = []

        def flood(handler):
            handler.send_response(200)
            handler.send_header("Content-Length", str(10**9))
            handler.end_headers()
            try:
                for _number in range(1000):
                    handler.wfile.write(b"x" * 10**6)
                    sent.append(1)
            except OSError:
                pass
            receiver.ended.set()

        receiver.respond = flood
        [delivery] = waiting(webhook)
        deliver()
        assert receiver.ended.wait(timeout=20)
        assert len(sent) < 100, "the answer was read on"
        assert last(delivery)["fault"] == DeliveryFault.LONG
        assert delivery.status == DeliveryStatus.DELIVERED
        assert len(delivery.last["answer"]) == transport.MAX_ANSWER_LENGTH

    def test_one_whose_answer_does_not_end(self, webhook, receiver, monkeypatch):
        monkeypatch.setattr(transport, "IN_ALL", 0.5)

        def begin(handler):
            handler.send_response(202)
            handler.end_headers()
            handler.wfile.write(b"begun")
            handler.wfile.flush()
            receiver.ended.wait(timeout=20)

        receiver.respond = begin
        [delivery] = waiting(webhook)
        deliver()
        assert last(delivery)["fault"] == DeliveryFault.UNENDING
        assert delivery.status == DeliveryStatus.DELIVERED and delivery.last["answer"] == "begun"

    def test_one_that_redirects_for_ever(self, webhook, receiver):
        def redirect(handler):
            handler.send_response(307)
            handler.send_header("Location", receiver.url)
            handler.end_headers()

        receiver.respond = redirect
        [delivery] = waiting(webhook)
        deliver()
        assert len(receiver.got) == 1
        assert last(delivery)["fault"] == DeliveryFault.REDIRECT and delivery.last["detail"] == receiver.url
        assert delivery.status == DeliveryStatus.WAITING

    @pytest.mark.parametrize(
        "answer", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 10**6, b""]
    )
    def test_one_that_speaks_no_http(self, webhook, receiver, answer):
        receiver.respond = lambda handler: handler.wfile.write(answer)
        [delivery] = waiting(webhook)
        deliver()
        assert last(delivery)["fault"] in (DeliveryFault.BROKEN, DeliveryFault.UNREACHABLE)
        assert delivery.status == DeliveryStatus.WAITING

    def test_what_it_says_is_kept_without_what_no_page_can_show(self, webhook, receiver):
        def answer(handler):
            handler.send_response(500)
            handler.end_headers()
            handler.wfile.write(b"no\x00 \xff\x1b[31m entry" + "ʻ".encode())

        receiver.respond = answer
        [delivery] = waiting(webhook)
        deliver()
        assert last(delivery)["answer"] == "no �[31m entryʻ"

    def test_one_that_is_not_there(self, make_webhook, receiver):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        [delivery] = waiting(make_webhook(url=f"http://127.0.0.1:{port}/"))
        deliver()
        assert last(delivery)["fault"] == DeliveryFault.UNREACHABLE


@pytest.fixture
def names(monkeypatch):
    """The addresses of names: for each look-up the next of its lists."""
    known, asked = {}, []

    def resolve_host(host, port):
        asked.append(host)
        answers = known[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    monkeypatch.setattr(addresses, "resolve_host", resolve_host)
    known["asked"] = asked
    return known


PRIVATE = [
    "127.0.0.1", "10.0.0.5", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.5", "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe", "2002:a00:5::1", "fec0::1",
]  # fmt: skip


class TestAddresses:
    @pytest.mark.parametrize("address", PRIVATE)
    def test_a_name_of_a_private_address_is_refused(self, address, make_webhook, names):
        names["portal.example.org"] = [["93.184.216.34", address]]
        [delivery] = waiting(make_webhook())
        deliver()
        # The log tells the name that was asked for, and not which address of the network inside it has.
        assert last(delivery)["fault"] == DeliveryFault.ADDRESS
        assert delivery.last["detail"] == "portal.example.org"

    @pytest.mark.parametrize("address", PRIVATE)
    def test_a_private_address_itself_is_refused(self, address, make_webhook):
        host = f"[{address}]" if ":" in address else address
        [delivery] = waiting(make_webhook(url=f"https://{host}/"))
        deliver()
        assert last(delivery)["fault"] == DeliveryFault.ADDRESS

    @pytest.mark.parametrize("host", ["127.1", "0x7f.0.0.1", "2130706433", "0177.0.0.1", "localhost"])
    def test_however_it_is_written(self, host, make_webhook):
        [delivery] = waiting(make_webhook(url=f"https://{host}/"))
        deliver()
        assert last(delivery)["fault"] in (DeliveryFault.ADDRESS, DeliveryFault.UNKNOWN_NAME)

    @pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
    def test_an_address_of_the_internet_is_not(self, address):
        addresses.require_open(address)

    def test_a_name_is_looked_up_once_and_that_very_address_connected_to(self, make_webhook, receiver, names):
        """Were it looked up again to connect, the second answer would lead inside."""
        names["portal.example.org"] = [["127.0.0.1"], ["10.0.0.5"]]
        [delivery] = waiting(make_webhook(url=f"http://portal.example.org:{receiver.port}/"))
        deliver()
        assert names["asked"] == ["portal.example.org"]
        [(headers, _body)] = receiver.got
        assert headers["host"] == f"portal.example.org:{receiver.port}"
        assert last(delivery)["code"] == 204

    def test_one_that_becomes_private_later_is_refused_then(self, make_webhook, receiver, names):
        names["portal.example.org"] = [["127.0.0.1"], ["10.0.0.5"]]
        webhook = make_webhook(url=f"http://portal.example.org:{receiver.port}/")
        first, second = waiting(webhook, "a", "a")
        deliver()
        assert last(first)["code"] == 204 and last(second)["fault"] == DeliveryFault.ADDRESS

    def test_a_redirect_into_the_network_is_not_followed(self, webhook, receiver, settings):
        def redirect(handler):
            handler.send_response(302)
            handler.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            handler.end_headers()

        receiver.respond = redirect
        [delivery] = waiting(webhook)
        deliver()
        assert last(delivery)["fault"] == DeliveryFault.REDIRECT

    def test_http_only_where_the_operator_allows_it(self, webhook, receiver, settings):
        settings.CONFMAN_WEBHOOK_HTTP = False
        [delivery] = waiting(webhook)
        deliver()
        assert last(delivery)["fault"] == DeliveryFault.PLAIN and not receiver.got

    def test_a_name_that_nobody_knows(self, make_webhook, monkeypatch):
        def unknown(host, port):
            raise socket.gaierror(-2, "Name or service not known")

        monkeypatch.setattr(addresses, "resolve_host", unknown)
        [delivery] = waiting(make_webhook())
        deliver()
        assert last(delivery)["fault"] == DeliveryFault.UNKNOWN_NAME

    def test_a_look_up_that_hangs(self, make_webhook, monkeypatch):
        ended = threading.Event()
        monkeypatch.setattr(transport, "RESOLVE_TIMEOUT", 0.2)
        monkeypatch.setattr(addresses, "resolve_host", lambda host, port: ended.wait(timeout=20))
        [delivery] = waiting(make_webhook())
        deliver()
        ended.set()
        assert last(delivery)["fault"] in (DeliveryFault.TIMEOUT, DeliveryFault.UNKNOWN_NAME)

    def test_proxies_of_the_environment_are_not_asked(self, webhook, receiver, monkeypatch):
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9/")
        [delivery] = waiting(webhook)
        deliver()
        assert last(delivery)["code"] == 204


class TestSendAgain:
    def test_with_the_same_id(self, webhook, receiver, owner):
        [delivery] = waiting(webhook)
        deliver()
        send_again(delivery, by=owner)
        deliver()
        assert [headers["webhook-id"] for headers, _body in receiver.got] == [delivery.message_id] * 2
        assert len(last(delivery)) and len(delivery.log) == 2

    def test_not_while_it_is_switched_off_nor_while_it_is_sent(self, webhook, owner):
        [delivery] = waiting(webhook, status=DeliveryStatus.SENDING, claimed_at=timezone.now())
        with pytest.raises(Refused, match="just being sent"):
            send_again(delivery, by=owner)
        WebhookDelivery.objects.update(status=DeliveryStatus.FAILED)
        Webhook.objects.update(is_on=False)
        with pytest.raises(Refused, match="switched off"):
            send_again(delivery, by=owner)

    def test_a_test_is_sent_once_also_while_it_is_switched_off(self, webhook, receiver, owner):
        Webhook.objects.update(is_on=False)
        receiver.answers = [500]
        delivery = send_test(webhook, by=owner)
        deliver()
        delivery.refresh_from_db()
        assert delivery.status == DeliveryStatus.FAILED
        assert json.loads(receiver.got[0][1])["type"] == "webhook.test"


class TestClaims:
    def test_a_claim_of_a_dead_worker_is_taken_again_and_not_before(self, webhook, receiver):
        waiting(
            webhook, status=DeliveryStatus.SENDING, claimed_at=timezone.now(), claimed_by="dead", attempts=1
        )
        deliver()
        assert not receiver.got
        with later(CLAIM_LASTS.total_seconds()):
            deliver()
        assert len(receiver.got) == 1

    def test_two_workers_send_nothing_twice(self, webhook, receiver, at_once):
        waiting(webhook, *(f"o{number}" for number in range(30)))
        at_once(deliver, deliver, deliver)
        sent = [headers["webhook-id"] for headers, _body in receiver.got]
        assert len(sent) == len(set(sent)) == 30

    def test_the_log_goes_after_a_month(self, webhook):
        waiting(webhook, created_at=timezone.now() - dt.timedelta(days=31))
        [kept] = waiting(webhook, created_at=timezone.now() - dt.timedelta(days=29))
        delete_old_deliveries()
        assert list(WebhookDelivery.objects.all()) == [kept]
