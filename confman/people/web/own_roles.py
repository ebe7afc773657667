"""The roles of this browser in a conference: by personal links, a confirmed mailbox, or its account."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from confman.conferences.web.decisions import by_urgency
from confman.people.domain.own_roles import OwnRole, roles_of_account, roles_of_mailbox
from confman.people.models import Person
from confman.people.registries import own_role_kinds
from confman.people.web.personal import opened, remember_all, still_open


@dataclass(frozen=True)
class RoleCard:
    """A page that someone has here: its owner or subject, its purpose, and its address."""

    name: Any
    role: Any
    label: Any
    icon: str
    url: str


def open_roles(request: HttpRequest, roles: Iterable[OwnRole], *, by_account: bool = False) -> None:
    """Allow this browser to use these roles from now on."""
    remember_all(request, ((kind.key, row) for kind, row in roles), by_account=by_account)


def open_own_roles(request: HttpRequest, conference: Conference) -> None:
    """Open the roles of the signed-in account's mailboxes, which a code confirmed when they were added."""
    open_keys = {(kind.key, str(row.pk)) for kind, row in roles_here(request, conference)}
    proved = [
        role
        for address in verified_addresses(request.user)
        for role in roles_of_mailbox(conference, address)
        if (role[0].key, str(role[1].pk)) not in open_keys
    ]
    open_roles(request, proved, by_account=True)


def verified_addresses(user: Visitor) -> list[str]:
    """Return the mailboxes that an account has confirmed."""
    if not user.is_authenticated:
        return []
    return list(EmailAddress.objects.filter(user=user.pk, verified=True).values_list("email", flat=True))


def roles_here(request: HttpRequest, conference: Conference) -> list[OwnRole]:
    """List the kinds and rows that this browser may use, each once."""
    role_by_key: dict[tuple[str, str], OwnRole] = {}
    for kind in own_role_kinds:
        if keys := opened(request, kind.key):
            rows = list(kind.rows().filter(pk__in=keys, **{kind.conference: conference}))
            allowed = still_open(request, kind.key, rows)
            role_by_key |= {(kind.key, str(row.pk)): (kind, row) for row in rows if str(row.pk) in allowed}
    if request.user.is_authenticated:
        roles = roles_of_account(conference, request.user)
        role_by_key |= {(kind.key, str(row.pk)): (kind, row) for kind, row in roles}
    places = {kind.key: number for number, kind in enumerate(own_role_kinds)}
    return sorted(role_by_key.values(), key=lambda role: places[role[0].key])


def has_a_role(request: HttpRequest, conference: Conference) -> bool:
    """Tell whether this browser, or a mailbox that its account has proved, has a page in the conference."""
    return bool(roles_here(request, conference)) or any(
        roles_of_mailbox(conference, address) for address in verified_addresses(request.user)
    )


def role_cards(roles: Iterable[OwnRole]) -> list[RoleCard]:
    """Return the roles in words; two that lead to one page are one card."""
    cards = [
        RoleCard(kind.name(row), kind.role, kind.label, kind.icon, kind.page(row)) for kind, row in roles
    ]
    return list({card.url: card for card in reversed(cards)}.values())[::-1]


def steps_of(roles: Iterable[OwnRole], conference: Conference, user: Visitor) -> list[DashboardItem]:
    """List what someone has to do in all their roles, the urgent first; each step says in which role."""
    steps = [
        replace(step, owner=str(kind.role), detail=str(kind.name(row)))
        for kind, same in groupby(roles, key=lambda role: role[0])
        for row, step in kind.steps(conference, [row for _kind, row in same], user)
    ]
    return by_urgency(conference, steps)


def people_in(roles: Iterable[OwnRole]) -> list[Person]:
    """Return the people whose roles these are, each once."""
    people = [person for _kind, row in roles if isinstance(person := getattr(row, "person", None), Person)]
    return list({person.pk: person for person in people}.values())
