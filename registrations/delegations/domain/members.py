"""Members of a delegation: named one by one or many at once within the quota, changed, replaced, withdrawn."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.people.domain.matcher import PersonMatcher
from confman.people.domain.own_roles import roles_of_mailbox
from confman.people.domain.people import add_person, change_person
from confman.people.models import Person, fold_name
from confman.web.database.changes import claim_revision
from confman.web.errors import Refused
from registrations.core.domain.capacity import CapacityExceeded, locked
from registrations.core.domain.mails import send_registration_mail
from registrations.core.domain.settings import has_ended, is_closed, settings_of
from registrations.core.models.category import Approval, Category
from registrations.core.models.delegation import Delegation, FocalPoint
from registrations.core.models.registration import (
    FUNCTION_ORDER,
    Function,
    Registration,
    RegistrationSource,
    RegistrationStatus,
)
from registrations.correspondence.models import Invitee
from registrations.lifecycle.domain.changes import enforce_single_head, step_down
from registrations.lifecycle.domain.decisions import cancel_registration, replace_registration
from registrations.lifecycle.domain.enrolment import begin_registration, kind_with_link, submit_registration
from registrations.lifecycle.table import TRANSITIONS

S = RegistrationStatus


def place_in_the_list(row: Registration) -> tuple[int, int, dt.datetime]:
    """Return the key by which the members of a delegation are sorted: the order of the list for signature."""
    return (
        FUNCTION_ORDER.get(row.function, FUNCTION_ORDER[Function.DELEGATE]),
        row.person.rank or 10_000,
        row.created_at,
    )


@dataclass(frozen=True)
class Nominee:
    """Someone as a letter names them: the fields of a person, and the function in the delegation."""

    details: Mapping[str, Any]
    function: str = Function.DELEGATE


class NomineeRefused(Refused):
    """One of several cannot be named; `row` says which, counted from 0. Nobody was named."""

    def __init__(self, row: int, message: str) -> None:
        self.row = row
        super().__init__(message)


class HeadAlreadyNamed(NomineeRefused):
    """There is a head of delegation already, and the form does not say that another replaces them."""


def nomination_category(delegation: Delegation) -> Category:
    """Return the category for nominees: that of most members but the head, else the first by invitation.

    A category that approves by itself is no nominee's: whom a delegation names is reviewed.
    Raises Refused if the conference has none.
    """
    categories = list(Category.objects.of(delegation.conference))
    if not categories:
        raise Refused(_("The conference has no category to register in. Please write to the secretariat."))
    members = Registration.objects.filter(delegation=delegation).exclude(function=Function.HEAD).alive()
    reviewed = members.exclude(category__approval=Approval.OPEN).order_by()
    counts = Counter(reviewed.values_list("category", flat=True))
    return max(
        categories, key=lambda category: (counts[category.pk], category.approval == Approval.INVITATION)
    )


def free_quota(delegation: Delegation) -> int | None:
    """Return how many more the delegation may name; None without a limit. Everyone named counts, approved or not."""
    limit = delegation.capacity
    return None if limit is None else max(limit - delegation.registrations.alive().count(), 0)


def nomination_deadline(delegation: Delegation) -> dt.date | None:
    """Return the delegation's reply deadline, else the last day for changes; None if neither is set."""
    return nomination_deadlines(delegation.conference, [delegation])[delegation.pk]


def nomination_deadlines(
    conference: Conference, delegations: Collection[Delegation]
) -> dict[UUID, dt.date | None]:
    """Return the same for several delegations by their ids, in two queries."""
    deadlines = dict(
        Invitee.objects.filter(delegation__in=delegations)
        .order_by()
        .values_list("delegation")
        .annotate(Max("deadline"))
    )
    settings = settings_of(conference)
    return {row.pk: deadlines.get(row.pk) or settings.edit_until for row in delegations}


def too_late(delegation: Delegation) -> str:
    """Return why its focal point can name nobody any more, and whom to write to; '' while there is time.

    That is until its deadline, and in any case until the conference is over.

    The secretariat may still name and replace, and set another deadline; the delegation may withdraw members until the
    conference is over.
    """
    conference = delegation.conference
    if conference.phase() == "after":
        return _("The conference is over: its delegations no longer change. Please write to the secretariat.")
    deadline = nomination_deadline(delegation)
    if deadline is None or conference.today() <= deadline:
        return ""
    if contact := conference.contact_email:
        return _(
            "Until %(day)s the delegation could be changed here. To name or replace a member now, please write to the "
            "secretariat: %(contact)s."
        ) % {"day": date_format(deadline, "DATE_FORMAT"), "contact": contact}
    return _(
        "Until %(day)s the delegation could be changed here. To name or replace a member now, please write to the "
        "secretariat."
    ) % {"day": date_format(deadline, "DATE_FORMAT")}


def nominate(
    delegation: Delegation,
    *,
    details: Mapping[str, Any],
    function: str,
    by: User,
    focal_point: FocalPoint | None = None,
    category: Category | None = None,
) -> Registration:
    """Name someone for the delegation, within its quota. As head they replace the one before.

    With an e-mail, the person gets a link to complete and confirm; without one, the focal point's word counts, who gets
    the mail. Raises CapacityExceeded if the quota is used up, Refused if the person is registered already.
    """
    (registration,) = nominate_together(
        delegation,
        [Nominee(details, function)],
        by=by,
        focal_point=focal_point,
        category=category,
        replaces_head=True,
    )
    return registration


def nominate_together(
    delegation: Delegation,
    nominees: Sequence[Nominee],
    *,
    by: User,
    form_key: UUID | None = None,
    focal_point: FocalPoint | None = None,
    category: Category | None = None,
    replaces_head: bool = False,
) -> list[Registration]:
    """Name several, all of them or nobody. People whom the same form (`form_key`) named before are skipped.

    Raises CapacityExceeded or Refused if the quota does not suffice, HeadAlreadyNamed if there is a head and not
    `replaces_head`, NomineeRefused for the first who cannot be named. For a `focal_point`, also Refused after the
    deadline.
    """
    conference = delegation.conference
    _require_open(delegation, focal_point)
    heads = [number for number, nominee in enumerate(nominees) if nominee.function == Function.HEAD]
    if len(heads) > 1:
        raise NomineeRefused(heads[1], _("A delegation has one head. Give one of them another function."))
    with transaction.atomic():
        # Registrations are locked before the delegation, as in every verb; the delegation, so that two browsers cannot
        # both use the last place.
        current_heads = enforce_single_head(delegation) if heads else []
        current = Delegation.objects.select_for_update().get(pk=delegation.pk)
        keys = [uuid5(form_key, _key_of(nominee)) if form_key else None for nominee in nominees]
        before = Registration.objects.of(conference).with_names().filter(form_key__in=filter(None, keys))
        registrations_by_key = {row.form_key: row for row in before}
        number = sum(key not in registrations_by_key for key in keys)
        _require_quota(current, number)
        if heads and keys[heads[0]] not in registrations_by_key:
            if current_heads and not replaces_head:
                raise HeadAlreadyNamed(
                    heads[0],
                    _("%(name)s is head of delegation. Say below that the function changes hands.")
                    % {"name": current_heads[0].person.name},
                )
            step_down(current, current_heads, by=by)
        members = []
        for row, (nominee, key) in enumerate(zip(nominees, keys, strict=True)):
            if key in registrations_by_key:
                members.append(registrations_by_key[key])
                continue
            try:
                members.append(_nominate_one(current, nominee, by, focal_point, category, key))
            except (Refused, ValidationError) as error:
                raise NomineeRefused(row, " ".join(error.messages)) from error
        return members


def _key_of(nominee: Nominee) -> str:
    name = nominee.details["name"]
    return fold_name(next(iter(name.values()), "") if isinstance(name, Mapping) else str(name))


def _require_open(delegation: Delegation, focal_point: FocalPoint | None) -> None:
    if focal_point is not None and (message := too_late(delegation)):
        raise Refused(message)
    if is_closed(delegation.conference):
        raise Refused(
            _("The conference is closed: its delegations no longer change. Please write to the secretariat.")
        )


def _require_quota(delegation: Delegation, number: int) -> None:
    free = free_quota(delegation)
    if free is None or number <= free:
        return
    if free == 0:
        raise CapacityExceeded("delegation", delegation.name, delegation.capacity)
    raise Refused(
        ngettext(
            "The delegation may name %(free)d more person, and %(number)d are listed here. "
            "Leave somebody out, or ask the secretariat for more places.",
            "The delegation may name %(free)d more people, and %(number)d are listed here. "
            "Leave somebody out, or ask the secretariat for more places.",
            free,
        )
        % {"free": free, "number": number}
    )


def _nominate_one(
    delegation: Delegation,
    nominee: Nominee,
    by: User,
    focal_point: FocalPoint | None,
    category: Category | None,
    key: UUID | None,
) -> Registration:
    contact = focal_point.person if focal_point else None
    person = _nominee(delegation, nominee.details, by=by, contact=contact)
    registration = begin_registration(
        person,
        category=category or nomination_category(delegation),
        delegation=delegation,
        function=nominee.function,
        status=S.NOMINATED,
        source=RegistrationSource.DELEGATION,
        form_key=key,
        # If the focal point's word counts there is nothing to complete; one mail says that it was received.
        notify=bool(person.email),
        by=by,
    )
    return registration if person.email else submit_registration(registration, by=by, confirmed=True)


def _nominee(
    delegation: Delegation, details: Mapping[str, Any], *, by: User, contact: Person | None
) -> Person:
    """Return the person of that name whom this delegation named before, else a new person.

    Nobody else on record is matched: a focal point must learn nothing of other delegations. Of someone whom they may no
    longer change nothing is changed; with another mailbox, it is another person.
    """
    conference = delegation.conference
    before = Person.objects.of(conference).known().filter(registrations__delegation=delegation).distinct()
    email = str(details.get("email", ""))
    same_person = PersonMatcher(before).find(
        details["name"], email=email, same_delegation=lambda person: True
    )
    if same_person and same_person.registrations.alive().exists():
        raise Refused(_("%(name)s is named already.") % {"name": same_person.name})
    if same_person:
        if is_its_own := _may_change(same_person, delegation):
            change_person(same_person, by=by, **{name: value for name, value in details.items() if value})
        if is_its_own or email.lower() in ("", same_person.email.lower()):
            return same_person
    return add_person(
        conference,
        by=by,
        contact=contact if not email else None,
        is_practice=conference.is_practice,
        **{"organization": delegation.name, "language": _language_of(delegation, contact), **details},
    )


def _may_change(person: Person, delegation: Delegation) -> bool:
    """Tell whether a delegation may change what it said of the person; to their mailbox go links to all their pages.

    It may unless they have completed a registration, have another page, as a speaker has, or get their mail through
    somebody who does not act for the delegation.
    """
    own = Q(delegation=delegation)
    if person.email:
        own &= Q(submitted_at=None)
    elif person.contact_id and not delegation.focal_points.filter(person=person.contact_id).exists():
        return False
    if person.registrations.exclude(own).exists():
        return False
    roles = roles_of_mailbox(delegation.conference, person.mailbox) if person.mailbox else []
    return not any(
        getattr(row, "person", None) == person and getattr(row, "delegation_id", None) != delegation.pk
        for _kind, row in roles
    )


def _language_of(delegation: Delegation, focal_point: Person | None) -> str:
    """Return the language in which the delegation uses the pages: its present, else its first focal point's."""
    if focal_point is None:
        first = delegation.focal_points.select_related("person").first()
        focal_point = first.person if first else None
    return focal_point.language if focal_point else ""


def set_function(registration: Registration, function: str, *, by: User) -> list[Registration]:
    """Give a member another function. An earlier head becomes a delegate; return those changed.

    Raises Refused if the registration is over or belongs to no delegation, and in a closed conference.
    """
    with transaction.atomic():
        current = locked(registration)
        delegation = current.delegation
        if delegation is None or current.is_over:
            raise Refused(_("%(name)s is no longer in the delegation.") % {"name": current.person.name})
        _require_open(delegation, None)
        if current.function == function:
            return []
        before = current.function
        leaving: list[Registration] = []
        if function == Function.HEAD:
            leaving = enforce_single_head(delegation)
            step_down(Delegation.objects.select_for_update().get(pk=delegation.pk), leaving, by=by)
        claim_revision(current, None)
        current.function = function
        current.save(update_fields=["function"])
        record_audit(
            "registrations.function_set", by=by, target=current, details={"from": before, "to": function}
        )
        return leaving


def may_change_nominee(registration: Registration) -> bool:
    """Tell whether the focal point may still change the person's data.

    They may until the person has completed the registration; without a mailbox, until a place is held: then the name is
    printed, and the secretariat changes it.
    """
    if registration.is_over or has_ended(registration.conference):
        return False
    if registration.submitted_at is None:
        return True
    return not registration.person.email and not registration.holds_a_place


def change_nominee(
    registration: Registration, *, details: Mapping[str, Any], by: User, focal_point: FocalPoint | None = None
) -> list[str]:
    """Correct what the focal point said of someone. Return the names of the changed fields.

    With another e-mail, the earlier link stops working and a new one is sent (`change_person`). Raises Refused if the
    focal point may no longer change it, ValidationError.
    """
    with transaction.atomic():
        current = locked(registration)
        if not may_change_nominee(current):
            raise Refused(
                _("%(name)s has completed the registration. Please write to the secretariat to change it.")
                % {"name": current.person.name}
            )
        person, mailbox = current.person, current.person.mailbox
        if current.delegation and not _may_change(person, current.delegation):
            raise Refused(_("This can no longer be changed here. Please write to the secretariat."))
        changes = dict(details)
        if "email" in changes and changes["email"] != person.email:
            changes["contact"] = focal_point.person if focal_point and not changes["email"] else None
        changed = change_person(person, by=by, **changes)
        if "email" not in changed:
            return changed
        current.refresh_from_db(fields=["link_version"])
        if current.is_nominated and not person.email:
            submit_registration(current, by=by, confirmed=True)
        elif not mailbox:
            send_registration_mail(kind_with_link(current), current, by=by)
        return changed


def replace_member(
    registration: Registration, *, details: Mapping[str, Any], by: User, focal_point: FocalPoint | None = None
) -> Registration:
    """Replace a member by someone else, who takes the function. Return the new registration.

    An approved place is handed over at once, and the old ticket becomes invalid. A member without a place is withdrawn,
    and the other named instead. Either way the one refers to the other. Raises Refused; for a `focal_point`, also after
    the deadline.
    """
    delegation = registration.delegation
    assert delegation is not None
    _require_open(delegation, focal_point)
    # If the place cannot be handed over, no record remains of the person who was to take it.
    with transaction.atomic():
        current = locked(registration)
        if current.is_over:
            raise Refused(_("%(name)s is no longer in the delegation.") % {"name": current.person.name})
        if current.is_approved:
            contact = focal_point.person if focal_point else None
            substitute = _nominee(delegation, details, by=by, contact=contact)
            return replace_registration(current, substitute=substitute, by=by)
        cancelled = cancel_registration(current, by=by, notify=False)
        successor = nominate(
            delegation,
            details=details,
            function=current.function or Function.DELEGATE,
            category=current.category,
            focal_point=focal_point,
            by=by,
        )
        successor.replaces = cancelled
        successor.save(update_fields=["replaces"])
        record_audit(
            "registrations.named_instead", by=by, target=successor, details={"other": str(cancelled.pk)}
        )
        if cancelled.confirmed_at:
            send_registration_mail(TRANSITIONS["replace"].mail, cancelled, by=by)
        return successor
