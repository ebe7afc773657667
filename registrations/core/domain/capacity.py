"""Capacity: each counter of places changes by one conditional UPDATE, backed by a CHECK constraint.

Every verb locks the registration before any counter, so that verbs never deadlock.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.compiled_queries import CompiledQuery, CompiledUpdate
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.readers.editions import raise_editions
from confman.web.errors import Refused, Stale
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration

_fresh = CompiledQuery(
    lambda key: (
        Registration.objects.select_for_update(of=("self",))
        .select_related("conference", "person", "category")
        .filter(pk=key)
    ),
    models.UUIDField(),
)


def locked(registration: Registration) -> Registration:
    """Return the registration freshly read, locked until the transaction ends (SQLite locks the whole database).

    Raises TransactionManagementError outside of one, and Stale if the registration is gone.
    """
    if not connection.in_atomic_block:  # Django looks only when it makes the SQL.
        raise transaction.TransactionManagementError("A row is locked within a transaction.")
    locked_row = _fresh.get_or_none(registration.pk)
    if locked_row is None:
        raise Stale
    # The person is of the same conference, which need not be queried again.
    locked_row.person.conference = locked_row.conference
    return locked_row


# The model and key of a counter, and by how much it changes.
Step = tuple[type[models.Model], UUID, int]


def lock_all(rows: models.QuerySet[Any]) -> None:
    """Lock these registrations, or other rows, until the transaction ends, in the order in which all lock several."""
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def lock_unregistered(person: Person) -> None:
    """Lock a person who is to be registered, within the caller's transaction: of two at once the second is refused.

    Raises Refused if they have a registration that is not over.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    if person.registrations.alive().exists():
        raise Refused(_("%(name)s is registered already.") % {"name": person.name})


class CapacityExceeded(Refused):
    """A counter is at its limit. `counter` says which: conference, category, delegation, workinggroup, session."""

    def __init__(self, counter: str, name: object, capacity: int | None) -> None:
        self.counter = counter
        sentences = {
            "conference": _("All %(capacity)s places of the conference are taken."),
            "category": _("All %(capacity)s places of the category “%(name)s” are taken."),
            "delegation": _("The delegation “%(name)s” has used its quota of %(capacity)s."),
            "workinggroup": _("All %(capacity)s places of the working group “%(name)s” are taken."),
            "session": _("All %(capacity)s places of the session “%(name)s” are taken."),
        }
        super().__init__(sentences[counter] % {"capacity": capacity, "name": name})


def places_left(category: Category, conference: Conference) -> int | None:
    """Return how many more a category of the conference takes; None where neither of the two has a limit."""
    counters = [(category.capacity, category.taken), (conference.capacity, conference.taken)]
    return min((capacity - taken for capacity, taken in counters if capacity is not None), default=None)


def claim_places(registrations: Iterable[Registration]) -> None:
    """Take a place for each registration in every counter concerned. Raises CapacityExceeded; then none is taken."""
    move_places(taken=registrations)


def free_places(registrations: Iterable[Registration]) -> None:
    """Free the places of these registrations."""
    move_places(freed=registrations)


def swap_places(before: Registration, after: Registration) -> None:
    """Move a place to another category or delegation of the same conference. Raises CapacityExceeded."""
    move_places(freed=[before], taken=[after])


def claim_seat_in(group_or_session: WorkingGroup | Session) -> None:
    """Take one place in a working group or session. Raises CapacityExceeded."""
    step: Step = (type(group_or_session), group_or_session.pk, +1)
    if not _change_counter(*step):
        raise _exceeded(*step)


def free_seats_in(group_or_session: WorkingGroup | Session, number: int = 1) -> None:
    """Free places of a working group or session."""
    _change_counter(type(group_or_session), group_or_session.pk, -number)


def move_places(*, freed: Iterable[Registration] = (), taken: Iterable[Registration] = ()) -> None:
    """Free the places of some and take those of others, changing each counter once, by the difference.

    Raises CapacityExceeded; then nothing has changed.
    """
    freed, taken = list(freed), list(taken)
    steps: list[Step] = []
    for model, field in (
        (Conference, "conference_id"),
        (Category, "category_id"),
        (Delegation, "delegation_id"),
    ):
        numbers = Counter(key for row in taken if (key := getattr(row, field)))
        numbers.subtract(key for row in freed if (key := getattr(row, field)))
        steps += [(model, key, numbers[key]) for key in sorted(numbers) if numbers[key]]
    with transaction.atomic(savepoint=False):
        refused = _take_steps(steps)
        if refused is None:
            _tell_readers({row.category_id for row in (*freed, *taken)}, freed=len(freed))
    if refused is not None:
        raise _exceeded(*refused)


# The conference, if no place of the category is left, or none was before `freed` places were.
_nearly_full: CompiledQuery[UUID] = CompiledQuery(
    lambda category, freed, of_all: (
        Category.objects.filter(pk=category)
        .filter(
            Q(taken__gte=F("capacity") - freed) | Q(conference__taken__gte=F("conference__capacity") - of_all)
        )
        .order_by()
        .values_list("conference_id", flat=True)
    ),
    models.UUIDField(),
    models.IntegerField(),
    models.IntegerField(),
)


def _tell_readers(categories: set[UUID], *, freed: int) -> None:
    """Raise the edition of the public pages where the form now says that nothing is left, or no longer says so."""
    raise_editions(
        {key for category in sorted(categories) for key in _nearly_full.all(category, freed, freed)}
    )


def _take_steps(steps: list[Step]) -> Step | None:
    """Change all these counters, or none; return the one that is full.

    Those changed before it are changed back. Their rows stay locked until the transaction ends: it needs no savepoint.
    """
    for number, step in enumerate(steps):
        if not _change_counter(*step):
            for model, key, change in steps[:number]:
                _counters(model)[1].update(key, -change)
            return step
    return None


def _change_counter(model: type[models.Model], key: UUID, number: int) -> bool:
    """Change a counter; return False if it is full."""
    take, free = _counters(model)
    return bool(take.update(key, number) if number > 0 else free.update(key, number))


def _exceeded(model: type[models.Model], key: UUID, _number: int) -> CapacityExceeded:
    full = model._default_manager.get(pk=key)
    return CapacityExceeded(model._meta.model_name or "", full, getattr(full, "capacity", None))


@cache
def _counters(model: type[models.Model]) -> tuple[CompiledUpdate, CompiledUpdate]:
    """Return the updates that take places, if there are so many, and that free places."""
    rows, values = model._default_manager, (models.UUIDField(), models.IntegerField())
    take = CompiledUpdate(
        lambda key, number: (
            rows.filter(Q(capacity=None) | Q(taken__lte=F("capacity") - number), pk=key),
            {"taken": F("taken") + number},
        ),
        *values,
    )
    free = CompiledUpdate(lambda key, number: (rows.filter(pk=key), {"taken": F("taken") + number}), *values)
    return take, free
