"""Rate limits: attempts are counted in the database, atomically, for all processes together.

Count before you check the attempt, and outside a verb's transaction, which would take the count back if the verb fails.
"""

import datetime as dt
import hashlib
import hmac
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.limits import ADDRESS, LIMITS, MAILBOX, MINUTE, NETWORKS_OF_A_SITE, ONE_MAILBOX, Limit
from confman.accounts.models import RateLimitCount
from confman.machines.prepared_statements import planned_cursor

logger = logging.getLogger(__name__)


class TooManyTries(ValidationError):
    """Raised after too many attempts; `again_at` says when to try again. A form shows it beside what was typed."""

    def __init__(self, again_at: dt.datetime) -> None:
        self.again_at = again_at
        minutes = max(1, -(-self.seconds // 60))
        wait = ngettext("in %(count)d minute", "in %(count)d minutes", minutes) % {"count": minutes}
        super().__init__(
            _(
                "There were too many attempts. Please try again %(wait)s (%(time)s). Nothing you typed is lost."
            )
            % {"wait": wait, "time": time_format(timezone.localtime(again_at))},
            code="too_many_tries",
        )

    @property
    def seconds(self) -> int:
        """The number of seconds to wait, at least one."""
        return max(1, round((self.again_at - timezone.now()).total_seconds()))


def keyed(*parts: object) -> str:
    """Return a keyed hash that only this installation can compute: it recognizes a value without revealing it."""
    text = "\x1f".join(str(part) for part in parts)
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def count_try(action: str, **who: object) -> None:
    """Count an attempt against each limit of `action` by any of `who`: ``count_try("password", address=…, account=…)``.

    Raises TooManyTries when a limit is reached; limits later in the table then count nothing, so that one stranger does
    not use up the limit of all. Raises KeyError if the table has no such limit.
    """
    for key, limit in _counts(action, who).items():
        if again_at := _count(limit, key):
            raise _reached(action, who, again_at)


def require_room(action: str, **who: object) -> None:
    """Count nothing; raise TooManyTries where a limit is reached, of tries that count only when they fail."""
    now = timezone.now()
    for key, limit in _counts(action, who).items():
        full = RateLimitCount.objects.filter(pk=key, number__gte=limit.amount)
        runs = full.filter(ends_at__gt=now, ends_at__lte=_latest_end(limit, now))
        if again_at := runs.values_list("ends_at", flat=True).first():
            raise _reached(action, who, again_at)


def _reached(action: str, who: dict[str, object], again_at: dt.datetime) -> TooManyTries:
    logger.warning("%s: a limit is reached (counted by %s).", action, ", ".join(sorted(who)))
    return TooManyTries(again_at)


def within_rate_limit(action: str, **who: object) -> bool:
    """Count an attempt; return False if there were too many."""
    try:
        count_try(action, **who)
    except TooManyTries:
        return False
    return True


def next_turn(action: str, **who: object) -> dt.datetime | None:
    """Count an attempt that may wait, and return its turn: now, or the beginning of the first period with room.

    Return None, and count nothing, if all periods of the limit are full.
    """
    [(key, limit)] = _counts(action, who).items()
    now = timezone.now()
    if _begin(key, now + limit.period):
        return now
    with transaction.atomic(savepoint=False):
        return _next_turn(key, limit, now)


def _next_turn(key: str, limit: Limit, now: dt.datetime) -> dt.datetime | None:
    rows = RateLimitCount.objects.select_for_update()
    row, _made = rows.get_or_create(key=key, defaults={"number": 0, "ends_at": now})
    if not now < row.ends_at <= _latest_end(limit, now):
        row.number, row.ends_at = 1, now + limit.period
    elif row.number < limit.amount:
        row.number += 1
    elif row.ends_at + limit.period <= _latest_end(limit, now):
        row.number, row.ends_at = 1, row.ends_at + limit.period
    else:
        return None
    row.save()
    return max(now, row.ends_at - limit.period)


def counted(action: str, **who: object) -> RateLimitCount | None:
    """Return the running count of an action with a single limit: how many attempts there were and when it ends."""
    [key] = _counts(action, who)
    return RateLimitCount.objects.filter(pk=key, ends_at__gt=timezone.now()).first()


def discount_attempt(action: str, **who: object) -> None:
    """Take back one attempt that should not count, as when the password was right."""
    RateLimitCount.objects.filter(pk__in=_counts(action, who), number__gt=0).update(number=F("number") - 1)


def reset_tries(action: str, **who: object) -> None:
    """Reset the count, as after a right code."""
    RateLimitCount.objects.filter(pk__in=_counts(action, who)).delete()


def delete_old_counts() -> int:
    """Delete expired counts. Return how many."""
    deleted, _by_model = RateLimitCount.objects.expired(timezone.now()).delete()
    return deleted


def _counts(action: str, who: dict[str, object]) -> dict[str, Limit]:
    """Return the limits that the attempt counts against, by row key. Raises KeyError if the table has no such limit."""
    limits = [limit for limit in LIMITS if limit.what == action and set(limit.per) <= set(who)]
    if not limits:
        raise KeyError(f"{action}: no limit by {', '.join(who)}.")
    asked_by = {per: str(value).strip().lower() for per, value in who.items()}
    if action in ONE_MAILBOX and MAILBOX in asked_by:
        asked_by[MAILBOX] = mailbox_of(asked_by[MAILBOX])
    return {
        keyed(action, *limit.per, *values): replace(limit, amount=limit.amount * times)
        for limit in limits
        for values, times in _counted_values({per: asked_by[per] for per in limit.per})
    }


def mailbox_of(address: str) -> str:
    """Return one spelling for all addresses of a mailbox: without a tag after "+", the domain in ASCII."""
    local, at, domain = address.rpartition("@")
    domain = domain.rstrip(".")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{local.partition('+')[0] or local}{at}{domain}"


def _counted_values(who: dict[str, str]) -> Iterator[tuple[Iterable[str], int]]:
    """Yield the values to count by, each with the factor by which its limit is raised.

    An IPv6 address counts by its household or host (64 bits) and by its site (48 bits).
    """
    try:
        address = ip_address(who.get(ADDRESS, ""))
    except ValueError:
        yield who.values(), 1
        return
    if address.version == 6 and not address.ipv4_mapped:
        for bits, times in ((64, 1), (48, NETWORKS_OF_A_SITE)):
            yield (who | {ADDRESS: str(ip_network((address, bits), strict=False))}).values(), times
    else:
        yield (who | {ADDRESS: str(getattr(address, "ipv4_mapped", None) or address)}).values(), 1


def _latest_end(limit: Limit, now: dt.datetime) -> dt.datetime:
    """Return the latest plausible end of a count; a later one was written while the clock was wrong."""
    return now + limit.periods * limit.period + MINUTE


def _count(limit: Limit, key: str) -> dt.datetime | None:
    """Count once, by one atomic statement; return when a limit that is reached ends, else None."""
    now = timezone.now()
    fresh, latest = now + limit.period, _latest_end(limit, now)
    # If turns in later periods are taken already, this period has no room.
    latest_here = now + limit.period + MINUTE
    if _execute(_COUNT, key, fresh, now, latest, now, latest, fresh, now, latest, limit.amount, latest_here):
        return None
    runs = RateLimitCount.objects.filter(pk=key, ends_at__gt=now, ends_at__lte=latest)
    return runs.values_list("ends_at", flat=True).first() or fresh


def _begin(key: str, ends_at: dt.datetime) -> bool:
    """Begin a count by one statement; return False if there is one already."""
    return _execute(_BEGIN, key, ends_at)


_TABLE = f'"{RateLimitCount._meta.db_table}"'
_BEGIN = f"INSERT INTO {_TABLE} AS counted (key, number, ends_at) VALUES (%s, 1, %s) ON CONFLICT DO NOTHING"
# Adds to a count that runs and has room, and begins one that has ended, or was written while the clock was wrong.
_RUNS = "counted.ends_at > %s AND counted.ends_at <= %s"
_COUNT = f"""{_BEGIN.removesuffix("DO NOTHING")} (key) DO UPDATE SET
    number = CASE WHEN {_RUNS} THEN counted.number + 1 ELSE 1 END,
    ends_at = CASE WHEN {_RUNS} THEN counted.ends_at ELSE %s END
WHERE NOT ({_RUNS}) OR (counted.number < %s AND counted.ends_at <= %s)"""


def _execute(statement: str, *values: str | int | dt.datetime) -> bool:
    """Execute one of the statements; tell whether it wrote something."""
    moment = connection.ops.adapt_datetimefield_value
    with planned_cursor(connection) as cursor:
        cursor.execute(
            statement, [moment(value) if isinstance(value, dt.datetime) else value for value in values]
        )
        return bool(cursor.rowcount)
