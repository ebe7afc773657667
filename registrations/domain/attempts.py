"""How often somebody may try: counted by a keyed hash, so that the count tells nobody who it was."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.utils import timezone

from registrations.models import Attempt

KEPT = dt.timedelta(days=1)


def keyed(*parts: object) -> str:
    """A hash that only this installation can make: tells the same again, and not what it was."""
    text = "\x1f".join(str(part) for part in parts)
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def may_try(what: str, who: str, *, most: int, within: dt.timedelta = dt.timedelta(hours=1)) -> bool:
    """Count one attempt of `who` (an address, a mailbox); False where there were `most` already in that time."""
    now = timezone.now()
    origin = keyed(what, who)
    forget_attempts()
    if Attempt.objects.filter(what=what, origin=origin, at__gte=now - within).count() >= most:
        return False
    Attempt.objects.create(what=what, origin=origin)
    return True


def forget_attempts() -> None:
    """Throw away what is older than a day: nothing more is promised of it, whether somebody tries again or not."""
    Attempt.objects.filter(at__lt=timezone.now() - KEPT).delete()
