"""Delegations, their names as invited, their focal points, and whom these nominate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.audit.domain import record_audit
from confman.conferences.models import Conference
from confman.people.domain import PersonMatcher, add_person, change_person
from confman.people.models import Person
from confman.web.changes import apply_changes
from confman.web.errors import Refused
from registrations.domain.deciding import EVERYONE, offer_places
from registrations.domain.mails import tell_focal_point
from registrations.domain.places import NoPlace
from registrations.domain.registering import begin_registration, submit_registration
from registrations.models import (
    Approval,
    Category,
    Delegation,
    FocalPoint,
    Registration,
    RegistrationStatus,
    Source,
)

# A change of these needs protocol's approval again.
_NAMES = ("name", "formal_name", "plate_name")


def add_delegation(conference: Conference, *, by: Any, **fields: Any) -> Delegation:
    """A new delegation, its name as invited and not approved yet. Raises ValidationError."""
    delegation = Delegation(conference=conference, **fields)
    with transaction.atomic():
        delegation.full_clean()
        delegation.save(force_insert=True)
        record_audit("registrations.delegation_added", by=by, conference=conference, target=delegation)
    return delegation


def change_delegation(delegation: Delegation, *, by: Any, **changes: Any) -> list[str]:
    """Change a delegation; a changed name waits for protocol again. Raises ValidationError.

    A quota that is raised is offered to those of the delegation who are in line.
    """
    with transaction.atomic():
        current = Delegation.objects.select_for_update().get(pk=delegation.pk)
        before = current.capacity
        changed = apply_changes(current, changes)
        if set(changed) & set(_NAMES) and current.approved_at:
            current.approved_at = current.approved_by = None
            current.save(update_fields=["approved_at", "approved_by"])
        if changed:
            record_audit(
                "registrations.delegation_changed",
                by=by,
                conference=current.conference,
                target=current,
                details={"fields": changed},
            )
        if "capacity" in changed and before is not None:
            limit = current.capacity - before if current.capacity is not None else EVERYONE
            offer_places(current.conference, by=by, limit=max(limit, 0))
    return changed


def approve_delegation_name(delegation: Delegation, *, by: Any) -> None:
    """Protocol has seen the name in every language, and it may be printed."""
    with transaction.atomic():
        delegation.approved_at, delegation.approved_by = timezone.now(), by
        delegation.save(update_fields=["approved_at", "approved_by"])
        record_audit(
            "registrations.delegation_name_approved",
            by=by,
            conference=delegation.conference,
            target=delegation,
        )


def delete_delegation(delegation: Delegation, *, by: Any) -> None:
    """Delete a delegation that nobody belongs to."""
    with transaction.atomic():
        if delegation.registrations.exists():  # type: ignore[attr-defined]
            raise Refused(
                _("“%(name)s” has members. Move or cancel their registrations first.")
                % {"name": delegation.name}
            )
        record_audit(
            "registrations.delegation_deleted", by=by, conference=delegation.conference, target=delegation
        )
        delegation.delete()


def add_focal_point(
    delegation: Delegation, *, name: str | Mapping[str, str], email: str, by: Any, notify: bool = True
) -> FocalPoint:
    """Make someone the focal point; a person on record is found by name and e-mail. They get their link."""
    conference = delegation.conference
    with transaction.atomic():
        matcher = PersonMatcher(Person.objects.of(conference).known().filter(email__iexact=email.strip()))
        person = matcher.find(name, email=email) or add_person(
            conference,
            by=by,
            name=name,
            email=email.strip(),
            organization=delegation.name,
            is_practice=conference.is_practice,
        )
        focal_point, created = FocalPoint.objects.get_or_create(delegation=delegation, person=person)
        if created:
            record_audit("registrations.focal_point_added", by=by, conference=conference, target=delegation)
        if notify:
            tell_focal_point(focal_point, by=by)
    return focal_point


def send_focal_point_link(focal_point: FocalPoint, *, by: Any) -> None:
    """Send the link again; the ones sent before keep working."""
    with transaction.atomic():
        tell_focal_point(focal_point, by=by)
        record_audit(
            "registrations.focal_point_link_sent",
            by=by,
            conference=focal_point.delegation.conference,
            target=focal_point.delegation,
        )


def remove_focal_point(focal_point: FocalPoint, *, by: Any) -> None:
    """Their link opens nothing from now on."""
    with transaction.atomic():
        record_audit(
            "registrations.focal_point_removed",
            by=by,
            conference=focal_point.delegation.conference,
            target=focal_point.delegation,
        )
        focal_point.delete()


def nomination_category(conference: Conference) -> Category:
    """The category of who is nominated: the first that is decided by invitation, else the first of all.

    Raises Refused where the conference has none.
    """
    categories = list(Category.objects.of(conference))
    if not categories:
        raise Refused(_("The conference has no category to register in. Please write to the secretariat."))
    return next((one for one in categories if one.approval == Approval.INVITATION), categories[0])


def free_quota(delegation: Delegation) -> int | None:
    """How many more the delegation may name; None without a limit. Whoever is named counts, approved or not."""
    if delegation.capacity is None:
        return None
    return max(delegation.capacity - delegation.registrations.alive().count(), 0)  # type: ignore[attr-defined]


def nominate(
    delegation: Delegation,
    *,
    details: Mapping[str, Any],
    function: str,
    by: Any,
    focal_point: FocalPoint | None = None,
    category: Category | None = None,
) -> Registration:
    """Name someone for the delegation, within its quota.

    With an e-mail the person gets a link to complete and confirm; without one the focal point's word does, and
    receives the mail. Raises NoPlace where the quota is used, Refused where the person is registered already.
    """
    conference = delegation.conference
    with transaction.atomic():
        # Held, so that two nominations cannot both be the last.
        current = Delegation.objects.select_for_update().get(pk=delegation.pk)
        if free_quota(current) == 0:
            raise NoPlace("delegation", current.name, current.capacity)
        person = _nominee(current, details, by=by, contact=focal_point.person if focal_point else None)
        registration = begin_registration(
            person,
            category=category or nomination_category(conference),
            delegation=current,
            function=function,
            status=RegistrationStatus.NOMINATED,
            source=Source.DELEGATION,
            by=by,
        )
        if not person.email:
            return submit_registration(registration, by=by, confirmed=True)
        return registration


def _nominee(
    delegation: Delegation, details: Mapping[str, Any], *, by: Any, contact: Person | None
) -> Person:
    """Someone of the same name whom this delegation named before, else a new person.

    Nobody else on record is taken for the nominee: a focal point learns nothing of other delegations.
    """
    conference = delegation.conference
    before = Person.objects.of(conference).known().filter(registrations__delegation=delegation).distinct()
    email = str(details.get("email", ""))
    found = PersonMatcher(before).find(details["name"], email=email, same_delegation=lambda person: True)
    if found and not found.registrations.alive().exists():  # type: ignore[attr-defined]
        change_person(found, by=by, **{name: value for name, value in details.items() if value})
        return found
    if found:
        raise Refused(_("%(name)s is named already.") % {"name": found.name})
    return add_person(
        conference,
        by=by,
        contact=contact if not email else None,
        is_practice=conference.is_practice,
        **{"organization": delegation.name, **details},
    )


def substitute_for(
    registration: Registration, *, details: Mapping[str, Any], by: Any, focal_point: FocalPoint | None = None
) -> Person:
    """The person who is to take over a place: found in the delegation or made. For `replace_registration`."""
    assert registration.delegation is not None
    contact = focal_point.person if focal_point else None
    return _nominee(registration.delegation, details, by=by, contact=contact)
