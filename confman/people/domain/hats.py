"""The roles ("hats") of a mailbox or an account in a conference; the floors above define the kinds (`hat_kinds`)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from confman.conferences.models import Conference
from confman.people.registries import HatKind, hat_kinds

Held = tuple[HatKind, Any]


def hats_of_mailbox(conference: Conference, address: str) -> list[Held]:
    """List everything that a mailbox opens in a conference, as pairs of kind and row, once it is confirmed.

    Every kind is queried in any case: a known mailbox takes no more time than an unknown one.
    """
    wanted = address.strip()
    found: list[Held] = []
    for kind in hat_kinds:
        kind.complete(conference, wanted)
        found += _of(kind, conference, kind.mailbox(wanted))
    return found


def hats_of_account(conference: Conference, user: Any) -> list[Held]:
    """Return the hats that an account has by itself, without a mailbox."""
    return [held for kind in hat_kinds for held in _of(kind, conference, kind.account(user))]


def linked_hats(concerned: Q) -> list[Held]:
    """Return the hats that a link or a mailed code opens; `concerned` filters by `person`."""
    return [
        (kind, row)
        for kind in hat_kinds
        if kind.renewed
        for row in kind.rows().select_related("person__contact").filter(concerned)
    ]


def conferences_of(user: Any, addresses: Iterable[str]) -> set[Any]:
    """Return the ids of the conferences in which an account or one of these mailboxes has a hat."""
    mailboxes = list(addresses)
    found: set[Any] = set()
    for kind in hat_kinds:
        mine = kind.account(user)
        for address in mailboxes:
            mine |= kind.mailbox(address)
        found |= set(kind.rows().filter(mine).order_by().values_list(kind.conference, flat=True))
    return found


def _of(kind: HatKind, conference: Conference, mine: Q) -> list[Held]:
    return [(kind, row) for row in kind.rows().filter(mine, **{kind.conference: conference})]
