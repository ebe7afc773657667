"""Changing a registration: what staff set, and participants in their own; one head of delegation at a time."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.people.domain.address_book_copies import correct_own_entry
from confman.people.domain.people import change_person
from confman.people.fields import PERSON_FIELDS, PRINTED
from confman.web.database.changes import claim_revision
from confman.web.errors import Refused
from registrations.core.domain.capacity import locked, swap_places
from registrations.core.domain.settings import has_ended, settings_of
from registrations.core.models.category import Approval
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Function, Registration, RegistrationSource
from registrations.lifecycle.domain.decisions import approve_or_wait, offer_places
from registrations.questionnaire.domain.answer_writer import Answers, save_answers
from registrations.questionnaire.models import FieldType, FormField, QuestionStage
from registrations.seats.domain.seats import assign_preferred_seats


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


# A person may always change what is in no document, except the mailbox, which was verified.
_AT_ANY_TIME = frozenset(field.name for field in PERSON_FIELDS if field.own_form and not field.printed) - {
    "email"
}


def change_answers(
    registration: Registration,
    answers: Answers,
    *,
    by: User,
    stages: Collection[str] = (QuestionStage.REGISTRATION,),
    complete: bool = True,
    seen: str = "",
) -> list[str]:
    """Save answers, as `save_answers` does; an approved participant takes a seat in the group now chosen.

    Returns the keys of what differs. Raises Refused if, with `complete`, a required one is missing, and StaleRevision
    if the answers are no longer those of `seen`.
    """
    with transaction.atomic():
        changed = save_answers(registration, answers, by=by, stages=stages, complete=complete, seen=seen)
        groups = FormField.objects.of(registration.conference_id).filter(type=FieldType.WORKING_GROUP)
        if changed and groups.filter(key__in=changed).exists():
            # They may have been approved meanwhile, on their earlier answer.
            current = locked(registration)
            if current.is_approved:
                assign_preferred_seats(current, by=by)
    return changed


def change_registration(
    registration: Registration, *, by: User, revision: int | None = None, **changes: Any
) -> list[str]:
    """Change category, delegation, function, mode or notes; return the names of the fields that differ.

    A place that is held moves along; a new head of delegation replaces the one before. Raises StaleRevision if
    it is no longer at `revision`, CapacityExceeded where the new category or delegation is full.
    """
    with transaction.atomic():
        current = locked(registration)
        before = copy(current)
        for name, value in changes.items():
            setattr(current, name, value)
        if not current.delegation_id:
            current.function = ""
        for part in (current.category, current.delegation):
            if part is not None and part.conference_id != current.conference_id:
                raise Refused(_("The category or the delegation belongs to another conference."))
        fields = ("category_id", "delegation_id", "function", "mode", "notes")
        changed = [
            name.removesuffix("_id") for name in fields if getattr(before, name) != getattr(current, name)
        ]
        if not changed:
            return []
        claim_revision(current, revision)
        is_new_head = current.function == Function.HEAD and {"delegation", "function"} & set(changed)
        current_heads = enforce_single_head(current.delegation) if is_new_head and current.delegation else []
        if current.holds_a_place:
            swap_places(before, current)
        if is_new_head and current.delegation:
            delegation = Delegation.objects.select_for_update().get(pk=current.delegation.pk)
            step_down(delegation, current_heads, by=by, staying=current.pk)
        current.save(update_fields=changed)
        record_audit("registrations.changed", by=by, target=current, details={"fields": changed})
        if current.holds_a_place and {"category", "delegation"} & set(changed):
            offer_places(current.conference, by=by, limit=1)
    return changed


def edit_until(registration: Registration) -> dt.date:
    """Return the last day on which participants change their registration themselves."""
    conference = registration.conference
    return settings_of(conference).edit_until or conference.ends_on


def may_edit_now(registration: Registration, last_day: dt.date | None = None) -> bool:
    """Tell whether it may be changed: neither it nor the conference is over, nor `edit_until(registration)`."""
    conference = registration.conference
    if registration.is_over or has_ended(conference):
        return False
    return conference.today() <= (last_day or edit_until(registration))


def may_change_own(registration: Registration, last_day: dt.date | None = None) -> frozenset[str]:
    """Return the fields a person may change now, theirs and the registration's.

    Printed ones only until the approval; the category only until someone has decided, and only if they chose
    it on the public form.
    """
    if not may_edit_now(registration, last_day):
        return frozenset()
    if registration.holds_a_place:
        return _AT_ANY_TIME
    is_free_choice = registration.source == RegistrationSource.PUBLIC and registration.is_undecided
    return _AT_ANY_TIME | PRINTED | ({"category", "mode"} if is_free_choice else {"mode"})


def change_own_details(registration: Registration, *, details: Mapping[str, Any], by: User) -> list[str]:
    """Change details, as a person does on their own page. Raises Refused for what only the secretariat may change.

    A change to an open category is decided on at once, as a registration in it is.
    """
    with transaction.atomic():
        current = locked(registration)
        if set(details) - may_change_own(current):
            raise Refused(_("This can no longer be changed here. Please write to the secretariat."))
        part = {name: details[name] for name in ("category", "mode") if name in details}
        person_details = {name: value for name, value in details.items() if name not in part}
        changed = change_person(registration.person, by=by, **person_details)
        correct_own_entry(registration.person, changed, by=by)
        if not part:
            return changed
        registration_changes = change_registration(current, by=by, **part)
        if (
            "category" in registration_changes
            and current.confirmed_at
            and part["category"].approval == Approval.OPEN
        ):
            approve_or_wait(locked(current), by=by)
        return [*changed, *registration_changes]
