"""End personal links: what they and mailed codes have opened is closed in every browser, and a new link is mailed."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, Q

from confman.accounts.domain.rate_limits import count_try, within_rate_limit
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.people.domain.own_roles import OwnRole, linked_roles
from confman.people.models import OpenPage, Person

RENEWED = "people.link_renewed"


def renew_links(roles: Iterable[OwnRole], *, by: User, asked: bool = True) -> int:
    """End what links or codes opened for these roles, and mail new links; return how many were mailed.

    A mailbox gets no more links than strangers may request: one code opens everything of a mailbox. Unless the person
    `asked`, those who were never written to are not written to now.
    """
    mailed = 0
    with transaction.atomic():
        for kind, row in roles:
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
    """Context for changes to the mailbox of these people, and of those whose contact they are.

    Links in a mailbox that is no longer theirs stop working, and the new mailbox gets new ones.
    """
    keys = [person.pk for person in people]
    with transaction.atomic():
        roles = linked_roles(Q(person__in=keys) | Q(person__contact__in=keys))
        before = {row.pk: row.person.mailbox.lower() for _kind, row in roles}
        yield
        now = linked_roles(Q(pk__in=before)) if before else []
        roles_moved = [
            (kind, row) for kind, row in now if row.person and row.person.mailbox.lower() != before[row.pk]
        ]
        renew_links(roles_moved, by=by, asked=False)


def may_mail_a_link(mailbox: str) -> bool:
    """Count a link to this mailbox; return False if there is no mailbox, or it has had its links for this hour."""
    return bool(mailbox) and within_rate_limit("link by mail", mailbox=mailbox)


def count_link_sent(mailbox: str, *, by: User) -> None:
    """Count a link that someone sends by hand; an empty mailbox counts nothing. Raises TooManyTries."""
    if mailbox:
        count_try("link sent", mailbox=mailbox, **({} if by.is_system else {"account": by.pk}))
