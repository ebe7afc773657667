"""Row locks: every verb locks the registration before any counter, so that verbs never deadlock."""

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from confman.compiled_queries import CompiledQuery
from confman.people.models import Person
from confman.web.errors import Refused
from registrations.core.models.registration import Registration, RegistrationQuerySet

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

    Raises TransactionManagementError outside of one, and DoesNotExist if the registration is gone.
    """
    if not connection.in_atomic_block:  # Django looks only when it makes the SQL.
        raise transaction.TransactionManagementError("A row is locked within a transaction.")
    locked_row = _fresh.get_or_none(registration.pk)
    if locked_row is None:
        raise Registration.DoesNotExist(f"The registration {registration.pk} is gone.")
    # The person is of the same conference, which need not be queried again.
    locked_row.person.conference = locked_row.conference
    return locked_row


def lock_all(registrations: RegistrationQuerySet) -> None:
    """Lock these registrations until the transaction ends, in the order in which everyone locks several."""
    list(registrations.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def lock_unregistered(person: Person) -> None:
    """Lock a person who is to be registered, within the caller's transaction: of two at once the second is refused.

    Raises Refused if they have a registration that is not over.
    """
    Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    if person.registrations.alive().exists():
        raise Refused(_("%(name)s is registered already.") % {"name": person.name})
