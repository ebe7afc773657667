"""The pages of webhooks: added, with a secret that is shown once, tried, sent again, switched off, deleted."""

import pytest
from django.urls import reverse
from lxml import html

from confman.audit.models import AuditEntry
from confman.webhooks.domain.delivery import deliver_webhooks
from confman.webhooks.models import Webhook, WebhookDelivery
from tests.webhooks.conftest import SECRET

pytestmark = pytest.mark.django_db(transaction=True)


def to(name, conference, *arguments):
    return reverse(f"webhooks_secretariat:{name}", args=[conference.slug, *arguments])


def delivery_of(webhook, **values):
    defaults = {
        "event": "registration.approved",
        "object_key": "a",
        "payload": '{"type":"registration.approved"}',
    }
    return WebhookDelivery.objects.create(webhook=webhook, **{**defaults, **values})


FILLED_IN = {
    "name": "Portal",
    "url": "https://portal.example.org/hook",
    "is_on": "on",
    "events_registration": ["registration.approved", "registration.declined"],
    "events_agenda": ["agenda.published"],
}


class TestForm:
    def test_a_new_one_goes_on_to_its_secret_which_is_shown_once(self, conference, owner_client):
        answer = owner_client.post(to("webhook-add", conference), FILLED_IN)
        webhook = Webhook.objects.get()
        assert sorted(webhook.events) == [
            "agenda.published",
            "registration.approved",
            "registration.declined",
        ]
        assert answer.url == to("webhook-secret", conference, webhook.pk)
        page = owner_client.post(answer.url).content.decode()
        [secret] = html.fromstring(page).xpath("//code/text()")
        assert secret.startswith("whsec_") and secret not in webhook.secret
        again = owner_client.get(to("webhook", conference, webhook.pk)).content.decode()
        assert secret not in again and "whsec_" not in again
        verbs = set(AuditEntry.objects.filter(target_id=webhook.pk).values_list("verb", flat=True))
        assert verbs == {"webhooks.added", "webhooks.secret_renewed"}
        assert not AuditEntry.objects.filter(details__icontains="whsec").exists()

    def test_the_form_shows_what_was_chosen_and_changes_it(self, conference, owner_client, make_webhook):
        webhook = make_webhook(events=["agenda.published"])
        address = to("webhook-change", conference, webhook.pk)
        page = html.fromstring(owner_client.get(address).content)
        assert page.xpath("//input[@type='checkbox' and @checked]/@value") == ["agenda.published"] or set(
            page.xpath("//input[starts-with(@name, 'events_') and @checked]/@value")
        ) == {"agenda.published"}
        owner_client.post(address, FILLED_IN | {"events_agenda": []})
        webhook.refresh_from_db()
        assert webhook.events == ["registration.approved", "registration.declined"]
        assert SECRET  # the secret stays
        assert webhook.secret and not webhook.previous_secret

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("http://portal.example.org/", "http://"),
            ("https://10.0.0.5/hook", "private network"),
            ("https://[::1]/hook", "private network"),
            ("https://ada:word@portal.example.org/", "signed instead"),
            ("mailto:ada@example.org", "http://"),
            ("javascript:alert(1)", ""),
        ],
    )
    def test_an_address_that_nothing_is_sent_to_is_refused_at_once(self, conference, owner_client, url, said):
        page = owner_client.post(to("webhook-add", conference), FILLED_IN | {"url": url})
        assert not Webhook.objects.exists() and said in page.content.decode()

    def test_one_without_events_is_refused(self, conference, owner_client):
        filled_in = {name: value for name, value in FILLED_IN.items() if not name.startswith("events")}
        page = owner_client.post(to("webhook-add", conference), filled_in)
        assert "Choose at least one event" in page.content.decode() and not Webhook.objects.exists()

    def test_a_conference_has_twenty_at_most(self, conference, owner_client, make_webhook):
        for _number in range(20):
            make_webhook()
        page = owner_client.post(to("webhook-add", conference), FILLED_IN)
        assert "at most 20 webhooks" in page.content.decode() and Webhook.objects.count() == 20


class TestLog:
    def test_a_test_stands_in_the_log_with_its_answer(self, conference, owner_client, webhook, receiver):
        receiver.answers = [418]
        owner_client.post(to("webhook-test", conference, webhook.pk))
        deliver_webhooks(seconds=10)
        page = html.fromstring(owner_client.get(to("webhook", conference, webhook.pk)).content)
        [row] = page.xpath("//tbody/tr")
        assert "418" in row.text_content() and "given up" in row.text_content().lower()

    def test_a_message_is_shown_with_each_attempt(self, conference, owner_client, webhook, receiver):
        receiver.answers = [500]
        delivery = delivery_of(webhook)
        deliver_webhooks(seconds=10)
        address = to("delivery", conference, delivery.key)
        page = html.fromstring(owner_client.get(address).content).text_content()
        assert delivery.message_id in page and '"type": "registration.approved"' in page and "500" in page
        owner_client.post(to("delivery-again", conference, delivery.key))
        deliver_webhooks(seconds=10)
        delivery.refresh_from_db()
        assert delivery.status == "delivered" and len(delivery.log) == 2

    def test_each_attempt_says_where_it_went_without_what_may_be_secret(
        self, conference, owner_client, webhook, receiver
    ):
        receiver.answers = [500]
        Webhook.objects.update(url=f"{receiver.url}?key=kestrel")
        delivery = delivery_of(webhook)
        deliver_webhooks(seconds=10)
        # The receiver has moved meanwhile, and the message is sent again.
        moved = receiver.url.replace("/hook", "/moved")
        Webhook.objects.update(url=moved)
        owner_client.post(to("delivery-again", conference, delivery.key))
        deliver_webhooks(seconds=10)
        page = html.fromstring(owner_client.get(to("delivery", conference, delivery.key)).content)
        said = page.xpath("//section[@aria-labelledby='attempts-heading']//dd/code/text()")
        assert said == [moved, f"{receiver.url}?…"] and "kestrel" not in page.text_content()

    def test_chosen_messages_are_sent_again(self, conference, owner_client, webhook, receiver):
        rows = [delivery_of(webhook, object_key=key, status="failed") for key in "ab"]
        owner_client.post(
            to("webhook", conference, webhook.pk), {"action": "again", "selected": [row.key for row in rows]}
        )
        deliver_webhooks(seconds=10)
        assert len(receiver.got) == 2

    def test_it_makes_as_many_queries_for_three_messages_as_for_one(
        self, conference, owner_client, webhook, assert_constant_queries
    ):
        assert_constant_queries(
            to("webhook", conference, webhook.pk), lambda: delivery_of(webhook), client=owner_client
        )

    def test_what_a_receiver_answers_is_text(self, conference, owner_client, webhook, receiver):
        def answer(handler):
            handler.send_response(500)
            handler.end_headers()
            handler.wfile.write(b"<script>alert(1)</script>")

        receiver.respond = answer
        delivery = delivery_of(webhook)
        deliver_webhooks(seconds=10)
        page = owner_client.get(to("delivery", conference, delivery.key)).content.decode()
        assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page

    def test_of_another_conference_there_is_none(
        self, conference, other_conference, member, client_as, webhook
    ):
        delivery = delivery_of(webhook)
        other = client_as(member("owner", other_conference))
        for name in ("delivery", "delivery-again"):
            method = other.post if name == "delivery-again" else other.get
            assert method(to(name, other_conference, delivery.key)).status_code == 404


def test_it_is_switched_off_and_on(conference, owner_client, webhook):
    address = to("webhook-switch", conference, webhook.pk)
    owner_client.post(address)
    webhook.refresh_from_db()
    assert not webhook.is_on
    Webhook.objects.update(failures=3)
    owner_client.post(address, {"on": "1"})
    webhook.refresh_from_db()
    assert webhook.is_on and not webhook.failures


def test_with_it_its_log_is_deleted(conference, owner_client, webhook):
    delivery_of(webhook)
    owner_client.post(to("webhook-delete", conference, webhook.pk))
    assert not Webhook.objects.exists() and not WebhookDelivery.objects.exists()
    assert AuditEntry.objects.filter(verb="webhooks.deleted", target_label="Portal").exists()
