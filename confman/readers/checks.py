"""Check the replica of the database and the cache that several machines share; pages need neither."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.audit.models import AuditEntry
from confman.machines.registries import Figure
from confman.machines.replica import REPLICA, ended_after
from confman.timeouts import run_with_timeout

# The longest delay of the replica behind the database.
MAX_LAG = dt.timedelta(minutes=1)
# Seconds for which it is asked: less than all checks together have, or no page would seem to be served.
GLANCE = 1


def replica_fault() -> str:
    """Return "" if there is no replica, or it has what was done a minute ago; else what is wrong with it."""
    if REPLICA not in connections.settings:
        return ""
    entry = AuditEntry.objects.filter(at__lt=timezone.now() - MAX_LAG).order_by("-at").first()
    try:
        if not entry or run_with_timeout(GLANCE, partial(_is_in_replica, entry)):
            return ""
    except (DatabaseError, TimeoutError) as error:
        return _("The replica of the database does not answer: %(error)s") % {"error": error}
    return _("The replica of the database is behind: it lacks what was done at %(time)s (UTC).") % {
        "time": f"{entry.at:%Y-%m-%d %H:%M}"
    }


def _is_in_replica(entry: AuditEntry) -> bool:
    try:
        with ended_after(GLANCE):
            return AuditEntry.objects.using(REPLICA).filter(pk=entry.pk).exists()
    finally:
        connections[REPLICA].close()


def store_figures() -> Iterator[Figure]:
    """Yield the size in bytes of this machine's store of public pages; Redis measures its own."""
    if not settings.CONFMAN_REDIS_URL:
        files = Path(settings.BODIES_ROOT).glob("*.djcache")
        yield {}, sum(file.stat().st_size for file in files if file.exists())


def cache_fault() -> str:
    """Return "" if there is no shared cache, or it keeps what is written; else a sentence."""
    if not settings.CONFMAN_REDIS_URL:
        return ""
    caches["default"].set("readyz", "kept", 60)
    if caches["default"].get("readyz") == "kept":
        return ""
    return _("The shared cache keeps nothing: it is gone, full or slow. Pages are served without it, slower.")
