"""The pages of webhooks: each with its log, a test, its secret; and one message with every attempt."""

import datetime as dt
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.accounts.sessions import user_of
from confman.conferences.registries import ListAction
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.records import CHANGE, Fact, RecordAction, RecordMixin
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView
from confman.conferences.web.verb_views import ActionView, ConfirmView
from confman.webhooks.domain.webhooks import (
    add_webhook,
    change_webhook,
    delete_webhook,
    renew_secret,
    send_again,
    send_test,
)
from confman.webhooks.models import Webhook, WebhookDelivery
from confman.webhooks.registries import event_label
from confman.webhooks.web.forms import WebhookForm
from confman.webhooks.web.tables import DeliveryFilter, DeliveryTable, WebhookTable, fault_label


class WebhookPage(SecretariatMixin):
    """A page about one webhook."""

    permission = "webhooks.edit_webhooks"
    navigation_key = "webhooks.webhooks"
    queryset = Webhook.objects.all()

    @property
    def webhook(self) -> Webhook:
        return cast("Webhook", self.object)


def events_in_words(webhook: Webhook) -> SafeString:
    """Return how many events it is told of; unfolded, which."""
    number = len(webhook.events)
    count = ngettext("%(number)s event", "%(number)s events", number) % {"number": number}
    labels = ", ".join(str(event_label(key)) for key in webhook.events)
    return format_html("<details><summary>{}</summary>{}</details>", count, labels)


class WebhookView(RecordMixin, ActionsMixin):
    """A webhook with its log."""

    template_name = "webhooks/webhook.html"
    table = DeliveryTable
    filter = DeliveryFilter
    facts = (
        "url",
        Fact("events", gettext_lazy("Events it is told of"), events_in_words),
        Fact("failing_since", gettext_lazy("Failing since")),
    )
    record_actions = (
        RecordAction(label=gettext_lazy("Send a test"), page="-test", posts=True, is_primary=True),
        RecordAction(label=gettext_lazy("New secret"), page="-secret"),
        RecordAction(label=gettext_lazy("Switch off"), page="-switch", posts=True, when="is_on"),
        RecordAction(label=gettext_lazy("Switch on"), page="-switch", posts=True, sends="on", unless="is_on"),
        CHANGE,
    )
    empty = Empty(
        "broadcast", gettext_lazy("Nothing has been sent yet"),
        gettext_lazy("Give its secret to the receiver, then send a test."),
    )  # fmt: skip
    primary_action = "again"
    selected_by = row_key = "key"
    row_page = "delivery"
    actions = (ListAction(key="again", label=gettext_lazy("Send again"), verb=send_again),)

    def get_rows(self) -> Any:
        return WebhookDelivery.objects.filter(webhook=self.object).select_related("webhook").defer("payload")


class WebhookFormView(ResourceFormView):
    """The form of a webhook; a new one goes on to its secret."""

    def get_success_url(self) -> str:
        return (
            self.to("webhook-secret", self.object.pk) if self.is_new else self.to("webhook", self.object.pk)
        )


webhooks = Resource(
    model=Webhook, name="webhook", label=gettext_lazy("Webhooks"),
    lead=gettext_lazy("Other systems are told as soon as something happens here, without names of people."),
    empty=Empty(
        "broadcast", gettext_lazy("There are no webhooks yet"),
        gettext_lazy("A webhook tells another system, such as a ministry’s portal, what happens here."),
    ),
    navigation_key="webhooks.webhooks",
    edit_permission="webhooks.edit_webhooks",
    table=WebhookTable, form=WebhookForm, detail=WebhookView, form_view=WebhookFormView,
    add=add_webhook, change=change_webhook, delete=delete_webhook,
    add_label=gettext_lazy("Add a webhook"),
    messages=Messages(added=gettext_lazy("“%(name)s” was added. Now give its secret to the receiver.")),
    delete_consequence=gettext_lazy("Its log is deleted, and what waits for it is not sent."),
)  # fmt: skip


class SecretView(WebhookPage, ConfirmView):
    """Makes a new secret and shows it, once: it is in no other page, mail or export."""

    success_name = "webhooks_secretariat:webhook"
    question = gettext_lazy("Make a secret for “%(name)s”?")
    consequence = gettext_lazy(
        "The receiver checks by it that messages come from here. It is shown once. A secret made before is valid for "
        "another day, so that the receiver has time to change."
    )
    action = gettext_lazy("Show a new secret")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        secret = renew_secret(self.webhook, by=user_of(request))
        self.template_name = "webhooks/secret.html"
        return self.render_to_response(self.get_context_data(webhook=self.webhook, secret=secret))


class WebhookTestView(WebhookPage, ActionView):
    success_name = "webhooks_secretariat:webhook"
    success_message = gettext_lazy("A test is on its way: its answer appears in the log.")
    verb = send_test


class SwitchView(WebhookPage, ActionView):
    """Switches a webhook on (POST on=1) or off (POST nothing)."""

    success_name = "webhooks_secretariat:webhook"

    def perform(self) -> str:
        is_on = bool(self.request.POST.get("on"))
        change_webhook(self.webhook, by=self.acting_user, is_on=is_on)
        return _("The webhook is switched on.") if is_on else _("The webhook is switched off.")


class DeliveryMixin(SecretariatMixin):
    """A page about one message, which is found by its key in this conference."""

    permission = "webhooks.edit_webhooks"
    navigation_key = "webhooks.webhooks"

    def get_object(self) -> WebhookDelivery:
        rows = WebhookDelivery.objects.of(self.conference).select_related("webhook__conference")
        return get_object_or_404(rows, key=self.kwargs["key"])

    @cached_property
    def delivery(self) -> WebhookDelivery:
        return cast("WebhookDelivery", self.object)


class DeliveryView(DeliveryMixin, SecretariatView):
    """A message sent, and every attempt with its answer."""

    template_name = "webhooks/delivery.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        attempts = [
            {
                **attempt,
                "moment": dt.datetime.fromisoformat(attempt["at"]),
                "fault": fault_label(attempt["fault"]),
            }
            for attempt in reversed(self.delivery.log)
        ]
        return super().get_context_data(
            delivery=self.delivery,
            event=event_label(self.delivery.event),
            body=self.delivery.readable_payload(),
            log=attempts,
            **kwargs,
        )


class SendAgainView(DeliveryMixin, ActionView):
    verb = send_again
    success_message = gettext_lazy("The message is sent again.")

    def get_success_url(self) -> str:
        return self.to("delivery", self.delivery.key)
