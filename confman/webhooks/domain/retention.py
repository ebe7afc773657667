"""The log of webhooks is kept for a month."""

import datetime as dt

from django.utils import timezone

from confman.webhooks.models import WebhookDelivery

LIFETIME = dt.timedelta(days=30)


def delete_old_deliveries() -> int:
    """Delete what happened more than a month ago; return how many. Safe to repeat."""
    return WebhookDelivery.objects.filter(created_at__lt=timezone.now() - LIFETIME).delete()[0]
