"""Seating: the order of delegations at the table, and the places left and right of the chair."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from confman.conferences.models import Conference
from confman.translation.collation import collation_key
from registrations.core.domain.settings import settings_of
from registrations.core.models.delegation import Delegation, DelegationKind

Occupant = TypeVar("Occupant")


def entities_at_the_table(conference: Conference) -> list[Delegation]:
    """Return the delegations that have someone approved; one query."""
    return list(Delegation.objects.of(conference).filter(taken__gt=0).select_related("conference"))


def seated_delegations(conference: Conference) -> list[Delegation]:
    """Return those that have someone approved, in the order of seating; two queries."""
    return in_protocol_order(conference, entities_at_the_table(conference))


def in_protocol_order(conference: Conference, rows: Iterable[Delegation]) -> list[Delegation]:
    """Return these delegations in protocol order: by precedence, else from the one drawn by lot; one query."""
    first = settings_of(conference).first_delegation_id
    language = conference.protocol_language or conference.default_language

    def name(delegation: Delegation) -> str:
        text = delegation.sort_name or delegation.name
        return collation_key(text.in_language(language, conference.languages))

    return seating_order(rows, first=first, name=name)


def seating_order(
    delegations: Iterable[Delegation], *, first: object, name: Callable[[Delegation], str]
) -> list[Delegation]:
    """Return the order at the table.

    Those with a precedence come first, in its order. The others follow kind by kind (States, UN system, IGOs,
    NGOs …), by `name`; the kind of the delegation drawn by lot (`first`, its key) begins with that one and
    wraps around.
    """
    rows = list(delegations)
    kinds = list(DelegationKind.values)
    ranked = sorted(
        (row for row in rows if row.precedence is not None), key=lambda row: (row.precedence, name(row))
    )
    order = ranked
    for kind in kinds:
        members = sorted(
            (row for row in rows if row.precedence is None and row.kind == kind),
            key=lambda row: (name(row), str(row.pk)),
        )
        start = next((position for position, row in enumerate(members) if row.pk == first), 0)
        order = order + members[start:] + members[:start]
    return order


@dataclass(frozen=True)
class HeadTableSeat(Generic[Occupant]):
    """A place at the head table, as seen from the hall; `number` counts from the centre, 1 presides."""

    number: int
    occupant: Occupant | None


def head_table(places: Sequence[tuple[int, Occupant]]) -> list[HeadTableSeat[Occupant]]:
    """Return the seats from left to right, as seen from the hall; seats given to nobody stay empty.

    The chair (1) sits in the centre. 2, the place of honour, is at the chair's right hand, which is on the
    left as seen from the hall; 3 is at the left hand, 4 beside 2, and so on outwards. Source: usual
    diplomatic practice.
    """
    if not places:
        return []
    occupants = dict(places)
    last = max(occupants)
    numbers = [number for number in range(last, 0, -1) if number % 2 == 0]
    numbers += [1, *(number for number in range(3, last + 1) if number % 2)]
    return [HeadTableSeat(number, occupants.get(number)) for number in numbers]
