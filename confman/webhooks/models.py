"""Webhook: an address that is told of events; WebhookDelivery: an attempt to tell it, and the result."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.web.database.claims import lapsed
from confman.web.models import OfConferenceQuerySet, UUIDModel, toned

# An older claim was left by a worker that died; the delivery is sent again, with the same id.
CLAIM_LASTS = dt.timedelta(minutes=2)
# Nothing waits for longer; what is due later was written before the clock was set back.
MAX_WAIT = dt.timedelta(hours=9)
# The event of the test button, which nobody subscribes to.
TEST = "webhook.test"


class WebhookQuerySet(OfConferenceQuerySet["Webhook"]):
    def subscribed_to(self, event: str) -> list[Webhook]:
        """Return the webhooks that are on and want the event."""
        # SQLite cannot look into a list; a conference has few.
        return [row for row in self.filter(is_on=True).order_by("pk") if event in row.events]


class Webhook(UUIDModel):
    """An address of another system, and the events it is told of.

    `secret` signs what is sent; `previous_secret` does, too, until `previous_until`, so that a receiver has time to
    change. Both are sealed. After a failure nothing is sent until `paused_until`; `failures` counts those in a row.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="webhooks"
    )
    name = models.CharField(_("name"), max_length=120)
    url = models.CharField(_("address"), max_length=1000)
    events = models.JSONField(_("events"), default=list)
    is_on = models.BooleanField(_("switched on"), default=True)
    secret = models.TextField(editable=False)
    previous_secret = models.TextField(blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    paused_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Return the state of the webhook: "on", "failing" or "off"."""
        if not self.is_on:
            return "off"
        return "failing" if self.failing_since else "on"

    @property
    def state_label(self) -> str:
        return str(_STATES[self.state])


_STATES = {
    "on": pgettext_lazy("webhook", "on"),
    "failing": pgettext_lazy("webhook", "failing"),
    "off": pgettext_lazy("webhook", "off"),
}


@toned(good="delivered on", bad="failing")
class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("webhook", "waiting")
    SENDING = "sending", pgettext_lazy("webhook", "being sent")
    DELIVERED = "delivered", pgettext_lazy("webhook", "delivered")
    FAILED = "failed", pgettext_lazy("webhook", "given up")


UNDONE = (DeliveryStatus.WAITING, DeliveryStatus.SENDING)


class DeliveryFault(models.TextChoices):
    """The fault of a delivery, or an oddity of one that succeeded."""

    STATUS = "status", _("The receiver answered with an error.")
    GONE = "gone", _("The receiver answered that it accepts no more messages (410).")
    REDIRECT = "redirect", _("The receiver redirects to another address, which is not followed.")
    TIMEOUT = "timeout", _("The receiver did not answer in time.")
    UNREACHABLE = "unreachable", _("The receiver cannot be reached.")
    UNKNOWN_NAME = "unknown name", _("The name in the address cannot be looked up.")
    ADDRESS = "address", _("The address leads into a private network, which the operator has not allowed.")
    PLAIN = "plain", _("The address begins with http://, which the operator has not allowed.")
    CERTIFICATE = "certificate", _("The receiver’s certificate is not valid.")
    BROKEN = "broken", _("The answer of the receiver is not HTTP.")
    LONG = "long", _("The answer is longer than is read; the rest was dropped.")
    UNENDING = "unending", _("The answer did not end in time; the rest was dropped.")
    SECRET = "secret", _("No key of this installation opens the secret: make a new one.")


class DeliveryQuerySet(OfConferenceQuerySet["WebhookDelivery"]):
    conference_path = "webhook__conference"

    def due(self, now: dt.datetime) -> DeliveryQuerySet:
        """Return what may be sent now: of each object the earliest that is not done."""
        earlier = WebhookDelivery.objects.filter(
            webhook=OuterRef("webhook"),
            object_key=OuterRef("object_key"),
            pk__lt=OuterRef("pk"),
            status__in=UNDONE,
        )
        time_has_come = Q(next_at__lte=now) | Q(next_at__gt=now + MAX_WAIT)
        is_open = Q(webhook__paused_until=None) | Q(webhook__paused_until__lte=now)
        is_open |= Q(webhook__paused_until__gt=now + MAX_WAIT)
        return self.filter(
            Q(time_has_come, status=DeliveryStatus.WAITING)
            | Q(lapsed(CLAIM_LASTS, now), status=DeliveryStatus.SENDING),
            Q(is_open, webhook__is_on=True) | Q(event=TEST),
        ).filter(~Exists(earlier))


class WebhookDelivery(models.Model):
    """An event on its way to a webhook: written in the verb's transaction, sent by the worker.

    The database numbers the rows, and so keeps their order; `key` is what others know a row by. `payload` is the body
    as it is sent; `log` has each attempt: when, where, how long, what the receiver answered, what failed
    (`DeliveryFault`).
    """

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(_("event"), max_length=80)
    object_key = models.CharField(max_length=120)
    payload = models.TextField()
    status = models.CharField(
        _("status"), max_length=10, choices=DeliveryStatus, default=DeliveryStatus.WAITING
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), null=True, default=timezone.now)
    claimed_at = models.DateTimeField(null=True, editable=False)
    claimed_by = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField(_("happened"), default=timezone.now, editable=False)
    done_at = models.DateTimeField(_("done"), null=True, editable=False)
    log = models.JSONField(default=list, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["status", "next_at"]),
            models.Index(fields=["webhook", "object_key", "status"]),
            models.Index(fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def message_id(self) -> str:
        """The id that a receiver sees: the same at every attempt, so that it recognizes a repetition."""
        return f"msg_{self.key.hex}"

    @property
    def conference(self) -> Any:
        return self.webhook.conference

    def readable_payload(self) -> str:
        """Return the body with its lines indented."""
        return json.dumps(json.loads(self.payload), ensure_ascii=False, indent=2)

    @property
    def last(self) -> dict[str, Any]:
        """The last attempt; empty before the first."""
        return self.log[-1] if self.log else {}

    @property
    def is_done(self) -> bool:
        return self.status not in UNDONE
