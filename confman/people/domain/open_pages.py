"""Personal pages opened by a link or a mailed code: stored for each browser, and recorded in the history."""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from confman.accounts.models import Session, User
from confman.accounts.sessions import NOTED_EVERY
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import audit_entries, record_audit
from confman.audit.guard import PAGE_NOT_OPENED, PAGE_OPENED
from confman.audit.models import AuditEntry
from confman.compiled_inserts import insert_all
from confman.compiled_queries import CompiledQuery
from confman.people.domain.own_roles import OwnRole
from confman.people.models import OpenPage

logger = logging.getLogger(__name__)

ENDED = "people.page_ended"


@dataclass(frozen=True)
class Browser:
    """A browser in which someone's pages are open. Its other uses are not shown to them."""

    session: Session
    opened_at: dt.datetime
    used_at: dt.datetime


def allow_pages(session: Session, pages: Iterable[tuple[str, str, int]], *, by_account: bool) -> None:
    """Allow the browser of a session to use these pages; each is a kind, an id and the version of its link."""
    OpenPage.objects.bulk_create(
        [
            OpenPage(session=session, kind=kind, subject_id=UUID(key), version=version, by_account=by_account)
            for kind, key, version in pages
        ],
        update_conflicts=True,
        unique_fields=["session", "subject_id"],
        update_fields=["kind", "version", "by_account", "opened_at", "used_at"],
    )


def note_use(pages: Iterable[OpenPage]) -> None:
    """Record the use of these pages, every few minutes, like that of a session."""
    now = timezone.now()
    rested = [page.pk for page in pages if now - page.used_at > NOTED_EVERY]
    if not rested:
        return
    try:
        with transaction.atomic():
            OpenPage.objects.filter(pk__in=rested).update(used_at=now)
    except DatabaseError:
        # A page is read all the same if nothing can be written just now.
        logger.warning("The use of a personal page could not be noted.", exc_info=True)


def browsers_of(roles: Iterable[OwnRole]) -> list[Browser]:
    """List browsers in which a link or code opened these, the last used first; accounts list their own browsers."""
    versions = {row.pk: row.link_version for _kind, row in roles}
    pages = OpenPage.objects.filter(subject_id__in=versions, by_account=False)
    pages_by_session: dict[UUID, list[OpenPage]] = {}
    for page in pages.select_related("session__user"):
        if page.version == versions[page.subject_id] and page.session.ends_at > timezone.now():
            pages_by_session.setdefault(page.session_id, []).append(page)
    browsers = [
        Browser(
            open_pages[0].session,
            min(page.opened_at for page in open_pages),
            max(page.used_at for page in open_pages),
        )
        for open_pages in pages_by_session.values()
    ]
    return sorted(browsers, key=attrgetter("used_at"), reverse=True)


def end_pages(roles: Iterable[OwnRole], number: UUID, *, by: User) -> bool:
    """Close these in one browser; tell whether any was open there."""
    rows = {row.pk: (kind, row) for kind, row in roles}
    with transaction.atomic():
        pages = OpenPage.objects.filter(session__number=number, subject_id__in=rows, by_account=False)
        ended = list(pages.select_for_update().values_list("subject_id", flat=True))
        pages.delete()
        for key in ended:
            kind, row = rows[key]
            record_audit(ENDED, by=by, conference=kind.conference_of(row), target=row)
    return bool(ended)


LINK, CODE = "link", "code"
ONCE_IN = dt.timedelta(hours=1)


_since: CompiledQuery[Any] = CompiledQuery(
    lambda verb, kind, key, since: (
        AuditEntry.objects.filter(verb=verb, target_type=kind, target_id=key, at__gt=since)
        .order_by()
        .values_list("details", flat=True)
    ),
    models.CharField(),
    models.CharField(),
    models.UUIDField(),
    models.DateTimeField(),
)
_latest = CompiledQuery(
    lambda kind, key: AuditEntry.objects.filter(verb=PAGE_OPENED, target_type=kind, target_id=key)[:3],
    models.CharField(),
    models.UUIDField(),
)


def note_opening(rows: Iterable[models.Model], way: str, *, failed: bool = False) -> None:
    """Record that these were opened, or that an attempt failed; the same at most once an hour.

    For an unknown mailbox, without rows, an entry is written and rolled back, so that the time taken tells nothing. Who
    has a link is not told anything by it.
    """
    verb = PAGE_NOT_OPENED if failed else PAGE_OPENED
    subjects: list[Any] = list(rows)
    by = system_user("visitor" if failed else "participant")
    targets = {row.pk: row for row in subjects or [by]}
    since = timezone.now() - ONCE_IN
    with transaction.atomic(savepoint=way != LINK):
        noted = {
            key
            for key, row in targets.items()
            if {"way": way} in _since.all(verb, row._meta.label_lower, key, since)
        }
        news = [row for row in subjects if row.pk not in noted]
        if way == LINK and not news:
            return
        insert_all(
            audit_entries(
                verb, by=by, conference=None, targets=news or targets.values(), details={"way": way}
            )
        )
        transaction.set_rollback(not news)


def latest_openings(row: models.Model) -> list[AuditEntry]:
    """Return the latest times at which a personal page was opened."""
    return _latest.all(row._meta.label_lower, row.pk)


def openings_of(keys: Iterable[object]) -> models.QuerySet[AuditEntry]:
    """Return the latest openings, and attempts, of the rows with these ids."""
    return AuditEntry.objects.filter(verb__in=(PAGE_OPENED, PAGE_NOT_OPENED), target_id__in=list(keys))
