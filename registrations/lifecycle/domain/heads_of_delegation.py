"""One head of delegation at a time: a new head replaces the one before, who becomes a delegate."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.web.database.revisions import claim_revision
from confman.web.errors import Refused
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Function, Registration


def heads_of(delegation: Delegation) -> list[Registration]:
    """Return the heads of the delegation now: one or none; an imported list may bring more."""
    rows = Registration.objects.alive().filter(delegation=delegation, function=Function.HEAD)
    return list(rows.with_names().order_by("pk"))


def enforce_single_head(delegation: Delegation) -> list[Registration]:
    """Return the same, locked: before the delegation's row, in the order that every verb keeps."""
    rows = Registration.objects.alive().filter(delegation=delegation, function=Function.HEAD)
    return list(rows.select_for_update(of=("self",)).with_names().order_by("pk"))


def step_down(
    delegation: Delegation, heads: Iterable[Registration], *, by: User, staying: UUID | None = None
) -> None:
    """Make the heads delegates, except for `staying` (an id). The delegation's row is locked by the caller.

    Raises Refused if someone else was made head between `enforce_single_head` and now.
    """
    rows = {row.pk: row for row in heads}
    for row in heads_of(delegation):
        if row.pk == staying:
            continue
        if row.pk not in rows:
            raise Refused(
                _("%(name)s was made head of delegation at this moment. Please look, and try again.")
                % {"name": row.person.name}
            )
        claim_revision(row, None)
        row.function = Function.DELEGATE
        row.save(update_fields=["function"])
        record_audit(
            "registrations.stepped_down",
            by=by,
            target=row,
            details={"from": Function.HEAD.value, "to": Function.DELEGATE.value},
        )
