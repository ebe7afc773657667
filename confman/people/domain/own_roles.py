"""The roles that a mailbox or an account has in a conference; the floors above define the kinds (`own_role_kinds`)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.people.registries import OwnRoleKind, own_role_kinds

OwnRole = tuple[OwnRoleKind, Any]


def roles_of_mailbox(conference: Conference, address: str) -> list[OwnRole]:
    """List everything that a mailbox opens in a conference, as pairs of kind and row, once it is confirmed.

    Every kind is queried in any case: a known mailbox takes no more time than an unknown one.
    """
    mailbox = address.strip()
    roles: list[OwnRole] = []
    for kind in own_role_kinds:
        kind.complete(conference, mailbox)
        rows = kind.rows().filter(kind.mailbox(mailbox), **{kind.conference: conference})
        roles += [(kind, row) for row in rows]
    return roles


def roles_of_account(conference: Conference, user: Visitor) -> list[OwnRole]:
    """Return the roles that an account has by itself, without a mailbox."""
    return [(kind, row) for kind in own_role_kinds for row in kind.of_account.all(user.pk, conference.pk)]


def linked_roles(concerned: Q) -> list[OwnRole]:
    """Return the roles that a link or a mailed code opens; `concerned` filters by `person`."""
    return [
        (kind, row)
        for kind in own_role_kinds
        if kind.renewed
        for row in kind.rows().select_related("person__contact").filter(concerned)
    ]


def conferences_of(user: Visitor, addresses: Iterable[str]) -> set[UUID]:
    """Return the ids of the conferences in which an account or one of these mailboxes has a role."""
    mailboxes = list(addresses)
    keys: set[UUID] = set()
    for kind in own_role_kinds:
        concerned = kind.account(user.pk)
        for address in mailboxes:
            concerned |= kind.mailbox(address)
        keys |= set(kind.rows().filter(concerned).order_by().values_list(kind.conference, flat=True))
    return keys
