"""Readiness: what confman needs to serve pages, and what the operator should look at. /readyz reports it.

A floor names its checks in its manifest. A check is one or two quick queries: it runs every few seconds.
"""

import logging
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.utils import translation
from django.utils.translation import gettext as _

from confman.machines.files import store_fault
from confman.machines.registries import Figure
from confman.paths import PROGRAM
from confman.registries import Registry
from confman.web.faults.causes import FaultCause, fault_of

logger = logging.getLogger(__name__)

# The answer comes within this time, whatever hangs.
SECONDS = 1.5


@dataclass(frozen=True)
class ReadinessCheck:
    """`fault()` returns what is wrong, in the reader's language, or "" if all is well; it may raise DatabaseError.

    If a `vital` check fails, /readyz answers 503; other faults are reported with 200, since pages can be served.
    """

    key: str
    fault: Callable[[], str]
    vital: bool = False
    position: int = 50


@dataclass(frozen=True)
class Finding:
    """The result of a check: `words` are empty if it is `ok`."""

    name: str
    ok: bool
    words: str
    vital: bool


readiness_checks = Registry(ReadinessCheck, "readiness checks")


def database_fault() -> str:
    """Query the database; return "" if it answers, and has tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    return ""


def disk_fault() -> str:
    """Return "" if the data folder's disk has the space that CONFMAN_MIN_FREE_MB requires, else a sentence."""
    free = shutil.disk_usage(settings.DATA_DIR).free // (1024 * 1024)
    if free >= settings.CONFMAN_MIN_FREE_MB:
        return ""
    return _("The disk of the data folder is nearly full: %(free)d MB free, %(wanted)d MB wanted.") % {
        "free": free,
        "wanted": settings.CONFMAN_MIN_FREE_MB,
    }


def files_fault() -> str:
    """Return "" if files lie in the data folder, or their bucket answers; else a sentence."""
    if not (fault := store_fault()):
        return ""
    return _("The store of files does not answer: %(fault)s. Pages are served; files are not.") % {
        "fault": fault
    }


def disk_figures() -> Iterator[Figure]:
    """Return the free bytes of the data folder's disk."""
    yield {}, shutil.disk_usage(settings.DATA_DIR).free


def readiness_figures() -> Iterator[Figure]:
    """Return 1 for each check that finds all well, else 0."""
    for finding in examine_soon():
        yield {"check": finding.name}, finding.ok


_threads = ThreadPoolExecutor(1, thread_name_prefix="readiness")
_asked: Future[list[Finding]] | None = None
_reported: dict[str, str] = {}


def findings_of_all() -> list[Finding]:
    """Return the findings of all checks, in the reading language."""
    return [_find(check) for check in readiness_checks]


def examine() -> list[Finding]:
    """Return the findings for machines, in English. Log once what has failed or recovered."""
    with translation.override("en"):
        findings = findings_of_all()
    _log_changes(findings)
    return findings


def examine_soon() -> list[Finding]:
    """Return the findings of all checks within SECONDS, even if one hangs."""
    global _asked
    # A check that still hangs is not started again: threads would pile up behind it.
    if _asked is None or _asked.done():
        _asked = _threads.submit(_run_checks_in_thread)
    try:
        return _asked.result(timeout=SECONDS)
    except TookTooLong:
        findings = [Finding("database", False, f"The checks did not end within {SECONDS} seconds.", True)]
        _log_changes(findings)
        return findings


def _run_checks_in_thread() -> list[Finding]:
    """Run the checks in a thread with connections of its own, so that the caller need not wait."""
    try:
        return examine()
    finally:
        connections.close_all()


def _find(check: ReadinessCheck) -> Finding:
    try:
        fault = check.fault()
    except DatabaseError as error:
        if fault_of(error) is FaultCause.UNPREPARED:
            fault = _("The tables of the database are missing: run “%(command)s”.") % {
                "command": f"{PROGRAM} migrate"
            }
        else:
            fault = _("The database does not answer: %(error)s") % {
                "error": str(error).splitlines()[0] if str(error) else type(error).__name__
            }
    except Exception as error:
        logger.exception("The readiness check %s fails.", check.key)
        fault = _("The check itself failed: %(error)s") % {"error": type(error).__name__}
    return Finding(check.key, not fault, fault, check.vital)


def _log_changes(findings: list[Finding]) -> None:
    for finding in findings:
        if not finding.ok and finding.name not in _reported:
            logger.warning("Not in order: %s: %s", finding.name, finding.words)
            _reported[finding.name] = finding.words
        elif finding.ok and _reported.pop(finding.name, ""):
            logger.warning("In order again: %s", finding.name)
