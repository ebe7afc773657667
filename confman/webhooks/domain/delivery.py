"""Deliver what is due: claimed, sent and marked as the outbox does; the log is kept for a month."""

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from confman.accounts.system_users import system_user
from confman.machines.registries import Figure
from confman.mail.domain.closed_outbox import outbox_closed_at
from confman.webhooks.domain.signatures import open_secrets, signed_headers
from confman.webhooks.domain.transport import DeliveryAnswer, Request, send_all
from confman.webhooks.domain.webhooks import switch_off
from confman.webhooks.models import TEST, UNDONE, DeliveryFault, DeliveryStatus, Webhook, WebhookDelivery

logger = logging.getLogger(__name__)

# The time to wait after the first failed attempt, the second, and so on: a day in all; then the delivery is given up.
RETRY_AFTER = tuple(
    dt.timedelta(seconds=seconds)
    for seconds in (5, 30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 8 * 3600, 8 * 3600 + 1800)
)
# A receiver is left alone no longer than this, so that what waits arrives soon after it is back.
MAX_PAUSE = dt.timedelta(hours=1)
SWITCHED_OFF_AFTER = dt.timedelta(days=1)
# So many are sent at the same time, and so many of them to one receiver.
AT_ONCE, AT_ONCE_TO_ONE = 20, 5
_CANDIDATES = 200


@dataclass
class WebhookDeliveryReport:
    """The result of a run; `more` is true if something due is left."""

    delivered: int = 0
    failed: int = 0
    more: bool = False


def deliver_webhooks(*, seconds: float) -> WebhookDeliveryReport:
    """Send what is due for at most `seconds` and one more batch. Call it outside any transaction.

    After a restore nothing is sent until the operator opens the outbox: nobody knows what has left since the backup.
    """
    report, ends = WebhookDeliveryReport(), time.monotonic() + seconds
    if outbox_closed_at():
        return report
    while batch := _claim_batch():
        answers = _send(batch)
        for delivery in batch:
            if write_answer(delivery, answers[delivery.pk]):
                report.delivered += 1
            else:
                report.failed += 1
        if time.monotonic() >= ends:
            report.more = True
            break
    return report


def _claim_batch() -> list[WebhookDelivery]:
    """Claim the next deliveries: few for each receiver, one for a receiver that failed last."""
    now = timezone.now()
    due = WebhookDelivery.objects.due(now).select_related("webhook__conference").order_by("next_at", "pk")
    batch: list[WebhookDelivery] = []
    counts: Counter[object] = Counter()
    for delivery in due[:_CANDIDATES]:
        limit = 1 if delivery.webhook.failures else AT_ONCE_TO_ONE
        if counts[delivery.webhook_id] < limit and _claim(delivery, now):
            counts[delivery.webhook_id] += 1
            batch.append(delivery)
        if len(batch) == AT_ONCE:
            break
    return batch


def _claim(delivery: WebhookDelivery, now: dt.datetime) -> bool:
    """Claim a delivery as it was read; tell whether nobody else was faster."""
    claim = uuid4().hex
    with transaction.atomic(durable=True):
        claimed = WebhookDelivery.objects.filter(
            pk=delivery.pk, status=delivery.status, attempts=delivery.attempts, claimed_by=delivery.claimed_by
        ).update(status=DeliveryStatus.SENDING, claimed_at=now, claimed_by=claim, attempts=F("attempts") + 1)
    delivery.claimed_by, delivery.attempts = claim, delivery.attempts + 1
    return bool(claimed)


def _send(batch: list[WebhookDelivery]) -> dict[int, DeliveryAnswer]:
    """Return the answer to each delivery."""
    now = timezone.now()
    answers: dict[int, DeliveryAnswer] = {}
    request_by_pk: dict[int, Request] = {}
    for delivery in batch:
        secrets = open_secrets(delivery.webhook, now)
        if not secrets:
            answers[delivery.pk] = DeliveryAnswer(fault=DeliveryFault.SECRET)
            continue
        headers = signed_headers(secrets, delivery.message_id, now, delivery.payload)
        request_by_pk[delivery.pk] = Request(delivery.webhook.url, headers, delivery.payload)
    return answers | dict(zip(request_by_pk, send_all(list(request_by_pk.values())), strict=True))


def write_answer(delivery: WebhookDelivery, answer: DeliveryAnswer) -> bool:
    """Write down what came of an attempt, in the log, too; tell whether the receiver has taken it."""
    now = timezone.now()
    entry = {
        "at": now.isoformat(),
        "url": without_query(delivery.webhook.url),
        "code": answer.code,
        "fault": str(answer.fault),
        "detail": answer.detail,
        "answer": answer.text,
        "seconds": answer.seconds,
    }
    waits = RETRY_AFTER[delivery.attempts - 1] if delivery.attempts <= len(RETRY_AFTER) else None
    if answer.is_accepted:
        status, next_at = DeliveryStatus.DELIVERED, None
    elif waits is None or answer.is_gone or delivery.event == TEST:
        status, next_at = DeliveryStatus.FAILED, None
    else:
        status, next_at = DeliveryStatus.WAITING, now + waits
    with transaction.atomic():
        is_stored = WebhookDelivery.objects.filter(
            pk=delivery.pk, status=DeliveryStatus.SENDING, claimed_by=delivery.claimed_by
        ).update(
            status=status, next_at=next_at, log=[*delivery.log, entry], claimed_at=None, claimed_by="",
            done_at=None if next_at else now,
        )  # fmt: skip
        if is_stored and delivery.event != TEST:
            _note(delivery.webhook, answer, now)
    if not answer.is_accepted:
        logger.warning(
            "Webhook %s has not taken %s (%s).",
            delivery.webhook_id,
            delivery.message_id,
            answer.code or answer.fault,
        )
    return answer.is_accepted


def without_query(url: str) -> str:
    """Return an address for the log: a query may hold a secret, and the form takes no user and password."""
    parts = urlsplit(url)
    return parts._replace(query="…" if parts.query else "", fragment="").geturl()


def _note(webhook: Webhook, answer: DeliveryAnswer, now: dt.datetime) -> None:
    """Note at the webhook that it works, or fails and since when; switch it off after a day, or if it is gone."""
    rows = Webhook.objects.filter(pk=webhook.pk)
    if answer.is_accepted:
        rows.exclude(failures=0).update(failures=0, failing_since=None, paused_until=None)
        return
    current = rows.select_for_update().first()
    if current is None:
        return
    # Of several that failed at the same time, one counts.
    if current.paused_until is None or current.paused_until <= now:
        current.failures += 1
        pause = min(RETRY_AFTER[min(current.failures, len(RETRY_AFTER)) - 1], MAX_PAUSE)
        current.paused_until = now + pause
    current.failing_since = min(current.failing_since or now, now)
    current.save(update_fields=["failures", "paused_until", "failing_since"])
    if answer.is_gone or now - current.failing_since >= SWITCHED_OFF_AFTER:
        switch_off(webhook, str(answer.fault), by=system_user("job"))


def delivery_figures() -> Iterator[Figure]:
    """Return how many deliveries wait, or are being sent."""
    undone = WebhookDelivery.objects.filter(status__in=UNDONE).order_by("status")
    for status, number in undone.values_list("status").annotate(Count("pk")):
        yield {"status": status}, number


LIFETIME = dt.timedelta(days=30)


def delete_old_deliveries() -> int:
    """Delete what happened more than a month ago; return how many. Safe to repeat."""
    return WebhookDelivery.objects.filter(created_at__lt=timezone.now() - LIFETIME).delete()[0]
