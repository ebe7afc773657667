"""The hats of this browser in a conference: by personal links, a confirmed mailbox, or its account."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from confman.conferences.web.decisions import by_urgency
from confman.people.domain.hats import Held, hats_of_account, hats_of_mailbox
from confman.people.models import Person
from confman.people.registries import hat_kinds
from confman.people.web.personal import opened, remember_all, still_open


@dataclass(frozen=True)
class Hat:
    """A page that someone has here: its owner or subject, its purpose, and its address."""

    name: Any
    role: Any
    label: Any
    icon: str
    url: str


def put_on(request: HttpRequest, hats: Iterable[Held], *, by_account: bool = False) -> None:
    """Allow this browser to use these hats from now on."""
    remember_all(request, ((kind.key, row) for kind, row in hats), by_account=by_account)


def put_on_own(request: HttpRequest, conference: Conference) -> None:
    """Put on the hats of the signed-in account's mailboxes, which a code confirmed when they were added."""
    known = {(kind.key, str(row.pk)) for kind, row in held_here(request, conference)}
    proved = [
        held
        for address in verified_addresses(request.user)
        for held in hats_of_mailbox(conference, address)
        if (held[0].key, str(held[1].pk)) not in known
    ]
    put_on(request, proved, by_account=True)


def verified_addresses(user: Any) -> list[str]:
    """Return the mailboxes that an account has confirmed."""
    if not user.is_authenticated:
        return []
    return list(EmailAddress.objects.filter(user=user.pk, verified=True).values_list("email", flat=True))


def held_here(request: HttpRequest, conference: Conference) -> list[Held]:
    """List the kinds and rows that this browser may use, each once."""
    found: dict[tuple[str, str], Held] = {}
    for kind in hat_kinds:
        if keys := opened(request, kind.key):
            rows = list(kind.rows().filter(pk__in=keys, **{kind.conference: conference}))
            allowed = still_open(request, kind.key, rows)
            found |= {(kind.key, str(row.pk)): (kind, row) for row in rows if str(row.pk) in allowed}
    if request.user.is_authenticated:
        mine = hats_of_account(conference, request.user)
        found |= {(kind.key, str(row.pk)): (kind, row) for kind, row in mine}
    places = {kind.key: number for number, kind in enumerate(hat_kinds)}
    return sorted(found.values(), key=lambda held: places[held[0].key])


def holds_anything(request: HttpRequest, conference: Conference) -> bool:
    """Tell whether this browser, or a mailbox that its account has proved, has a page in the conference."""
    return bool(held_here(request, conference)) or any(
        hats_of_mailbox(conference, address) for address in verified_addresses(request.user)
    )


def shown(hats: Iterable[Held]) -> list[Hat]:
    """Return the hats in words; two roles that lead to one page are one hat."""
    found = [Hat(kind.name(row), kind.role, kind.label, kind.icon, kind.page(row)) for kind, row in hats]
    return list({hat.url: hat for hat in reversed(found)}.values())[::-1]


def steps_of(hats: Iterable[Held], conference: Conference, user: Any) -> list[DashboardItem]:
    """List what someone has to do in all their roles, the urgent first; each step says in which role."""
    found = [
        replace(step, owner=str(kind.role), detail=str(kind.name(row)))
        for kind, held in groupby(hats, key=lambda held: held[0])
        for row, step in kind.steps(conference, [row for _kind, row in held], user)
    ]
    return by_urgency(conference, found)


def people_in(hats: Iterable[Held]) -> list[Person]:
    """Return the people whose hats these are, each once."""
    people = [person for _kind, row in hats if isinstance(person := getattr(row, "person", None), Person)]
    return list({person.pk: person for person in people}.values())
