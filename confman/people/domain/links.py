"""Personal links end: what they and mailed codes have opened is closed in every browser, and the mailbox of today gets
a new link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, Q

from confman.accounts.domain.rate_limits import count_try, within_rate_limit
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.people.domain.hats import Held, linked_hats
from confman.people.models import OpenPage, Person

RENEWED = "people.link_renewed"


def renew_links(hats: Iterable[Held], *, by: User, asked: bool = True) -> int:
    """End what was opened of these by link or code, and mail new links; how many were mailed.

    A mailbox gets no more links than strangers may ask for: a code opens all that is its own. Where nobody `asked`,
    who was never written to is not written to now.
    """
    mailed = 0
    with transaction.atomic():
        for kind, row in hats:
            if kind.renewed is None:
                continue
            type(row).objects.filter(pk=row.pk).update(link_version=F("link_version") + 1)
            row.refresh_from_db(fields=["link_version"])
            OpenPage.objects.filter(subject_id=row.pk).delete()
            record_audit(RENEWED, by=by, conference=kind.conference_of(row), target=row)
            mailed += kind.renewed(row, by=by, asked=asked)
    return mailed


@contextmanager
def links_follow_the_mailbox(*people: Person, by: User) -> Iterator[None]:
    """Surround what may change where the mail of these people goes, and of those whose contact they are: the links that
    lie in a mailbox which is theirs no more open nothing, and the new one gets its own.
    """
    keys = [person.pk for person in people]
    with transaction.atomic():
        held = linked_hats(Q(person__in=keys) | Q(person__contact__in=keys))
        before = {row.pk: row.person.mailbox.lower() for _kind, row in held}
        yield
        now = linked_hats(Q(pk__in=before)) if before else []
        moved = [
            (kind, row) for kind, row in now if row.person and row.person.mailbox.lower() != before[row.pk]
        ]
        renew_links(moved, by=by, asked=False)


def may_mail_a_link(mailbox: str) -> bool:
    """Count a link to this mailbox; False where there is none, or it has had as many as it gets in an hour."""
    return bool(mailbox) and within_rate_limit("link by mail", mailbox=mailbox)


def count_link_sent(mailbox: str, *, by: User) -> None:
    """Count a link that somebody sends by hand; to nobody's mailbox none is sent. Raises TooManyTries."""
    if mailbox:
        count_try("link sent", mailbox=mailbox, **({} if by.is_system else {"account": by.pk}))
