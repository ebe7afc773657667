"""Transitions from one status to another, by the table: what each verb checks first, and what it writes.

Nothing else changes a status (`tests/registrations/lifecycle/test_table.py`). Only new rows are created in one: by
`begin_registration` and the public form, as a substitute's (`replace_registration`), and by an import of a list.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db import transaction

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.web.errors import Refused
from registrations.core.domain.row_locks import locked
from registrations.core.models.registration import Registration
from registrations.lifecycle.table import TRANSITIONS

# Fields written with the status: the confirmation that led to the transition has set them.
_CONFIRMED = ("confirmed_at", "answers", "ticket_token")


P = ParamSpec("P")
Verb = Callable[Concatenate[Registration, P], Registration]


def is_to_do(key: str, current: Registration, *, uncompleted: bool = False) -> bool:
    """Tell whether the transition applies; False if it is done already. Raises Refused in every other status.

    `uncompleted` accepts the extra sources, too.
    """
    rule = TRANSITIONS[key]
    if current.status in rule.done_in:
        return False
    if current.status not in (*rule.sources, *(rule.extra_sources if uncompleted else ())):
        raise refusal(key, current)
    return True


def transition(key: str) -> Callable[[Verb[P]], Verb[P]]:
    """Make a function the verb of a transition: it gets the registration locked, in a transaction, where it applies.

    Where the transition is done already, the verb returns the registration as it is.
    """

    def decorate(verb: Verb[P]) -> Verb[P]:
        @wraps(verb)
        @transaction.atomic
        def decided(registration: Registration, /, *args: P.args, **options: P.kwargs) -> Registration:
            current = locked(registration)
            is_applied = is_to_do(key, current, uncompleted=bool(options.get("uncompleted")))
            return verb(current, *args, **options) if is_applied else current

        return decided

    return decorate


def refusal(key: str, current: Registration) -> Refused:
    """Return why the transition cannot be made from the registration's status."""
    rule = TRANSITIONS[key]
    facts = {"name": current.person.name, "status": current.get_status_display(), "action": rule.action}
    return Refused(str(rule.refused) % facts)


def set_status(current: Registration, key: str, **fields: Any) -> None:
    """Set the status that the transition leads to, and the fields, unsaved: for rows that are written together."""
    current.status = TRANSITIONS[key].target
    for name, value in fields.items():
        setattr(current, name, value)


def move(
    current: Registration,
    key: str,
    *,
    by: User,
    reason: str = "",
    details: Mapping[str, object] | None = None,
    entry: str = "",
    **fields: Any,
) -> None:
    """Set the status and the fields, save and record them, in the caller's transaction, which has locked the row.

    `entry` replaces the usual entry in the history.
    """
    before = current.status
    set_status(current, key, **fields)
    current.save(update_fields=("status", *_CONFIRMED, *fields))
    record_audit(
        f"registrations.{entry or TRANSITIONS[key].entry}",
        by=by,
        target=current,
        reason=reason,
        details={"from": before, "to": current.status, **(details or {})},
    )
    # A place in a group makes its holder a member while the registration is approved.
    clear_rights(by)
