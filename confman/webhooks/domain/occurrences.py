"""Write what happens down for the webhooks that want it, in the transaction in which it happens."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from confman.conferences.models import Conference
from confman.webhooks.domain.wake import wake_webhooks
from confman.webhooks.models import Webhook, WebhookDelivery
from confman.webhooks.registries import events_by_verb

_BATCH = 500


def write_deliveries(verb: str, conference: models.Model | None, targets: Sequence[models.Model]) -> None:
    """Write a delivery for each webhook that wants the event and each object; none if no event has the verb."""
    entry = events_by_verb().get(verb)
    if entry is None or not isinstance(conference, Conference) or entry.key not in conference.wanted_events:
        return
    webhooks = Webhook.objects.of(conference).subscribed_to(entry.key)
    now = timezone.now()
    rows = []
    for target in targets:
        facts = entry.subject.facts(target, conference)
        payload = payload_of(entry.key, now.isoformat(), conference.slug, facts)
        key = f"{entry.subject.key}:{facts['id']}"
        rows += [
            WebhookDelivery(
                webhook=webhook, event=entry.key, object_key=key, payload=payload, created_at=now, next_at=now
            )
            for webhook in webhooks
        ]
    WebhookDelivery.objects.bulk_create(rows, batch_size=_BATCH)
    wake_webhooks()


def note_wanted_events(conference: Conference) -> None:
    """Note at the conference what its webhooks want to hear of. Every verb that changes that calls this."""
    events = {event for row in Webhook.objects.of(conference).filter(is_on=True) for event in row.events}
    conference.wanted_events = sorted(events)
    Conference.objects.filter(pk=conference.pk).update(wanted_events=conference.wanted_events)


def payload_of(event: str, timestamp: str, slug: str, facts: Mapping[str, Any]) -> str:
    """Return the body of a message: what happened, when, in which conference and to what."""
    payload = {"type": event, "timestamp": timestamp, "data": {"conference": slug, **facts}}
    return json.dumps(payload, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
