"""Webhooks are added, changed, tried, switched off and deleted."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference, Role
from confman.mail.domain.dispatch import send_to_address
from confman.web.database.changes import add_row, change_row, delete_row
from confman.web.errors import Refused
from confman.webhooks.domain.occurrences import note_wanted_events, payload_of
from confman.webhooks.domain.signatures import new_secret, seal_secret
from confman.webhooks.domain.wake import wake_webhooks
from confman.webhooks.mail_kinds import SWITCHED_OFF
from confman.webhooks.models import TEST, UNDONE, DeliveryFault, DeliveryStatus, Webhook, WebhookDelivery

# So long the secret before still signs, too.
PREVIOUS_SIGNS = dt.timedelta(days=1)
MAX_WEBHOOKS = 20


def add_webhook(conference: Conference, *, by: User, **values: Any) -> Webhook:
    """Add a webhook, with a secret that `renew_secret` shows. Raises ValidationError, and Refused for too many."""
    with transaction.atomic():
        if Webhook.objects.of(conference).count() >= MAX_WEBHOOKS:
            raise Refused(_("A conference has at most %(count)d webhooks.") % {"count": MAX_WEBHOOKS})
        webhook = Webhook(conference=conference, secret=seal_secret(new_secret()), **values)
        add_row(webhook, "webhooks.added", by=by, label=webhook.name)
        note_wanted_events(conference)
    return webhook


def change_webhook(webhook: Webhook, *, by: User, **changes: Any) -> list[str]:
    """Save the changes; return the names of the changed fields. One that is switched on begins again at once."""
    with transaction.atomic():
        changed = change_row(webhook, "webhooks.changed", changes, by=by, label=webhook.name)
        note_wanted_events(webhook.conference)
        if {"is_on", "url"} & set(changed):
            _clear_failures(webhook)
            wake_webhooks()
    return changed


def delete_webhook(webhook: Webhook, *, by: User) -> None:
    """Delete a webhook with its log and what waits for it."""
    with transaction.atomic():
        delete_row(webhook, "webhooks.deleted", by=by, label=webhook.name)
        note_wanted_events(webhook.conference)


def renew_secret(webhook: Webhook, *, by: User) -> str:
    """Give the webhook a new secret and return it: it is shown once. The one before signs for another day."""
    secret = new_secret()
    with transaction.atomic():
        row = Webhook.objects.select_for_update().get(pk=webhook.pk)
        row.previous_secret, row.previous_until = row.secret, timezone.now() + PREVIOUS_SIGNS
        row.secret = seal_secret(secret)
        row.save(update_fields=["secret", "previous_secret", "previous_until"])
        record_audit("webhooks.secret_renewed", by=by, target=row, label=row.name)
    return secret


def send_test(webhook: Webhook, *, by: User) -> WebhookDelivery:
    """Send a message that tells of nothing, also while the webhook is switched off."""
    now = timezone.now()
    facts = {"id": str(webhook.pk), "message": "This is a test."}
    with transaction.atomic():
        delivery = WebhookDelivery.objects.create(
            webhook=webhook,
            event=TEST,
            object_key=TEST,
            payload=payload_of(TEST, now.isoformat(), webhook.conference.slug, facts),
        )
        record_audit("webhooks.tested", by=by, target=webhook, label=webhook.name)
        wake_webhooks()
    return delivery


def send_again(delivery: WebhookDelivery, *, by: User) -> None:
    """Send a delivery again, with the same id, whatever became of it; one that waits is sent now.

    Raises Refused while it is being sent, and while its webhook is switched off.
    """
    with transaction.atomic():
        row = (
            WebhookDelivery.objects.select_for_update(of=("self",))
            .select_related("webhook")
            .get(pk=delivery.pk)
        )
        if row.status == DeliveryStatus.SENDING:
            raise Refused(_("It is just being sent. Look again in a minute."))
        if not row.webhook.is_on and row.event != TEST:
            raise Refused(_("The webhook is switched off: switch it on first."))
        row.status, row.next_at, row.attempts, row.done_at = DeliveryStatus.WAITING, timezone.now(), 0, None
        row.save(update_fields=["status", "next_at", "attempts", "done_at"])
        _clear_pause(row.webhook)
        record_audit(
            "webhooks.sent_again",
            by=by,
            target=row.webhook,
            label=row.webhook.name,
            details={"event": row.event},
        )
        wake_webhooks()


def switch_off(webhook: Webhook, fault: str, *, by: User) -> None:
    """Switch off a webhook that has failed for a day, or is gone, and write to the owners. Safe to repeat."""
    with transaction.atomic():
        if not Webhook.objects.filter(pk=webhook.pk, is_on=True).update(is_on=False):
            return
        record_audit(
            "webhooks.switched_off", by=by, target=webhook, label=webhook.name, details={"fault": fault}
        )
        note_wanted_events(webhook.conference)
        waiting = WebhookDelivery.objects.filter(webhook=webhook, status__in=UNDONE).count()
        conference = webhook.conference
        owners = conference.memberships.filter(role=Role.OWNER, user__is_active=True).select_related("user")
        for owner in owners.order_by("pk"):
            send_to_address(
                SWITCHED_OFF,
                address=owner.user.email,
                # The team may read the account's name once the owner has accepted.
                name=owner.user.name if owner.accepted_at else "",
                language=owner.user.language,
                conference=conference,
                by=by,
                context={
                    "webhook": webhook.name,
                    "reason": DeliveryFault(fault).label,
                    "waiting": waiting,
                    "link": f"{settings.BASE_URL}/{conference.slug}/secretariat/webhooks/{webhook.pk}/",
                },
                to_team=True,
            )


def _clear_failures(webhook: Webhook) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(failures=0, failing_since=None, paused_until=None)


def _clear_pause(webhook: Webhook) -> None:
    Webhook.objects.filter(pk=webhook.pk).update(paused_until=None)
