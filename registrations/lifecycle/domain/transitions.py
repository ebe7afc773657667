"""Transitions from one status to another, by the table: what each verb checks first, and what it writes.

Two of them are nobody's decision: a stranger's mailbox is confirmed, and a person was never seen.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.models import Conference
from confman.people.domain.people import change_person, note_language, record_consents
from confman.people.models import Listing, Person
from confman.web.errors import Refused
from registrations.core.domain.capacity import locked
from registrations.core.models.registration import Mode, Registration
from registrations.lifecycle.table import TRANSITIONS
from registrations.questionnaire.domain.answer_writer import adopt_photo

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


# From the narrowest to the widest circle that may learn that someone takes part.
_CIRCLES = (Listing.COUNTED_ONLY, Listing.SECRETARIAT, Listing.PARTICIPANTS, Listing.PUBLIC)


def accept_unconfirmed(current: Registration, *, by: User, vouched: bool = False) -> None:
    """Confirm what they agreed to, who may see them and their photograph.

    `vouched`: by the secretariat, not by the mailbox; that may narrow the circle of those who see a person
    but never widens it. Within the caller's transaction, which holds the row and saves its `confirmed_at` and
    `answers` afterwards.
    """
    pending = current.answers.pop("pending", {})
    current.confirmed_at = current.confirmed_at or timezone.now()
    listing = pending.get("listing", "")
    if vouched and listing and _CIRCLES.index(listing) > _CIRCLES.index(current.person.listing):
        listing = ""
    record_form_choices(current.person, pending.get("consents", {}), listing, by=by)
    note_language(current.person, pending.get("language", ""), by=by, chosen=not vouched)
    adopt_photo(current, by=by)


def record_form_choices(person: Person, consents: Mapping[str, bool], listing: str, *, by: User) -> None:
    """Record a person's consents, and who may read that they take part, by their own word on a form."""
    if consents:
        record_consents(person, consents, by=by, source=_("the person, on the registration form"))
    if listing and listing != person.listing:
        change_person(person, by=by, source=_("the person, on the registration form"), listing=listing)


def unconfirmed_people(conference: Conference) -> set[UUID]:
    """Return the ids of the people who registered on the public form with an address that nobody has confirmed."""
    rows = Registration.objects.of(conference).unconfirmed()
    return set(rows.order_by().values_list("person", flat=True))


@transition("no-show")
def mark_no_show(current: Registration, *, by: User, reason: str = "") -> Registration:
    """Mark an approved registration as no-show, after the last day. The place stays taken, and the ticket valid.

    Nobody is told. Safe to repeat. Raises Refused before the end, for people who were scanned or have signed
    a sheet, and for those taking part online.
    """
    _check_absence(current)
    move(current, "no-show", by=by, reason=reason)
    return current


def _check_absence(current: Registration) -> None:
    conference, name = current.conference, current.person.name
    if conference.phase() != "after":
        raise Refused(
            _("The conference lasts until %(day)s; who did not come is known after it.")
            % {"day": date_format(conference.ends_on, "DATE_FORMAT")}
        )
    if Registration.objects.attended().filter(pk=current.pk).exists():
        raise Refused(_("%(name)s was there: a scan or a signed sheet says so.") % {"name": name})
    if current.mode == Mode.ONLINE:
        raise Refused(_("%(name)s takes part online, where nobody is recorded.") % {"name": name})


@transition("restore")
def restore_no_show(current: Registration, *, by: User, reason: str = "") -> Registration:
    """Approve a no-show again: it was a mistake, or someone was there. Safe to repeat."""
    move(current, "restore", by=by, reason=reason)
    return current
