"""Counting tries: in the database, for all processes together, and atomically.

Whoever counts does so before it is looked at what was tried, and outside the transaction of a verb that may fail:
what a refused verb takes back would not be counted.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import logging
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.limits import ADDRESS, LIMITS, MINUTE, Limit
from confman.accounts.models import Tries

logger = logging.getLogger(__name__)


class TooManyTries(ValidationError):
    """Tried too often; `again_at` is when it may be tried again. A form shows it beside what was typed."""

    def __init__(self, again_at: dt.datetime) -> None:
        self.again_at = again_at
        minutes = max(1, -(-self.seconds // 60))
        wait = ngettext("in %(count)d minute", "in %(count)d minutes", minutes) % {"count": minutes}
        super().__init__(
            _("That was tried too often. Please try again %(wait)s (%(time)s). Nothing you typed is lost.")
            % {"wait": wait, "time": time_format(timezone.localtime(again_at))},
            code="too_many_tries",
        )

    @property
    def seconds(self) -> int:
        """How long to wait, at least a second."""
        return max(1, round((self.again_at - timezone.now()).total_seconds()))


def keyed(*parts: object) -> str:
    """A hash that only this installation can make: tells the same again, and not what it was."""
    text = "\x1f".join(str(part) for part in parts)
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def count_try(what: str, **who: object) -> None:
    """Count one try of `what` for each limit that concerns `who`: ``count_try("password", address=…, account=…)``.

    Raises TooManyTries where one of them is reached. KeyError where the table has no such limit.
    """
    limits = [limit for limit in LIMITS if limit.what == what and set(limit.per) <= set(who)]
    if not limits:
        raise KeyError(f"{what}: no limit by {', '.join(who)}.")
    over = [_count(limit, _key(limit, who)) for limit in limits]
    if ends := [end for end in over if end]:
        logger.warning("%s: a limit is reached (counted by %s).", what, ", ".join(sorted(who)))
        raise TooManyTries(max(ends))


def may_try(what: str, **who: object) -> bool:
    """Count one try; False where there were too many."""
    try:
        count_try(what, **who)
    except TooManyTries:
        return False
    return True


def take_back(what: str, **who: object) -> None:
    """It was no try after all: the password was right."""
    Tries.objects.filter(pk__in=_keys(what, who), number__gt=0).update(number=F("number") - 1)


def forget_tries(what: str, **who: object) -> None:
    """Begin anew, as after a right code."""
    Tries.objects.filter(pk__in=_keys(what, who)).delete()


def delete_old_tries() -> int:
    """Throw away what limits nothing any more. Returns how many."""
    deleted, _by_model = Tries.objects.over(timezone.now()).delete()
    return deleted


def _keys(what: str, who: dict[str, object]) -> list[str]:
    return [_key(limit, who) for limit in LIMITS if limit.what == what and set(limit.per) <= set(who)]


def _key(limit: Limit, who: dict[str, object]) -> str:
    return keyed(limit.what, *limit.per, *(_told(per, who[per]) for per in limit.per))


def _told(per: str, who: object) -> str:
    """One mailbox is one however it is typed; of IPv6 a household or a host has a network of 64 bits."""
    text = str(who).strip().lower()
    if per != ADDRESS:
        return text
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ip_network((address, 64), strict=False))
    return text


def _count(limit: Limit, key: str) -> dt.datetime | None:
    """Count one; when the time of a limit that is reached ends, else None. Each step is one statement that holds."""
    now = timezone.now()
    row = Tries.objects.filter(pk=key)
    fresh = {"number": 1, "ends_at": now + limit.period}
    # What ends later than it can was counted while the clock was wrong.
    runs = Q(ends_at__gt=now, ends_at__lte=now + limit.period + MINUTE)
    for _round in range(3):
        if row.filter(runs, number__lt=limit.amount).update(number=F("number") + 1):
            return None
        if row.exclude(runs).update(**fresh):
            return None
        # One that somebody began just now is not full, and is counted in the next round.
        if ends_at := row.filter(runs, number__gte=limit.amount).values_list("ends_at", flat=True).first():
            return ends_at
        try:
            with transaction.atomic():
                Tries.objects.create(key=key, **fresh)
        except IntegrityError:
            continue  # another one came first: count again
        return None
    return now + limit.period
