"""Delegations, their names as invited, their quotas, and their focal points."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.people.domain.links import count_link_sent
from confman.people.domain.matcher import PersonMatcher
from confman.people.domain.people import add_person, change_person
from confman.people.models import Person
from confman.translation.countries import suggested_names
from confman.translation.text import TranslatedText
from confman.web.database.changes import add_row, apply_changes, delete_row, fingerprint_of, why_row_stays
from confman.web.errors import Refused, Stale
from registrations.core.domain.mails import send_focal_point_mail
from registrations.core.models.delegation import Delegation, DelegationKind, FocalPoint
from registrations.delegations.domain.papers import delete_papers
from registrations.delegations.models import DelegationPaper
from registrations.lifecycle.domain.decisions import offer_added

# Changing these requires protocol's approval again.
APPROVED_NAMES = ("name", "formal_name", "plate_name")


def add_delegation(conference: Conference, *, by: User, **fields: Any) -> Delegation:
    """Add a delegation, with its name as invited, not approved yet. Raises ValidationError."""
    return add_row(Delegation(conference=conference, **fields), "registrations.delegation_added", by=by)


def change_delegation(delegation: Delegation, *, by: User, **changes: Any) -> list[str]:
    """Change a delegation; a changed name needs protocol's approval again. Raises ValidationError.

    A raised quota is offered to those of the delegation who are in line; it cannot go below the places taken.
    """
    with transaction.atomic():
        # Locked, so that no place is given between check and change; a CHECK constraint backs it.
        current = Delegation.objects.select_for_update().get(pk=delegation.pk)
        before = current.capacity
        require_room(current.taken, changes.get("capacity", before))
        changed = apply_changes(current, changes)
        if set(changed) & set(APPROVED_NAMES) and current.approved_at:
            current.approved_at = current.approved_by = None
            current.save(update_fields=["approved_at", "approved_by"])
        if changed:
            record_audit(
                "registrations.delegation_changed", by=by, target=current, details={"fields": changed}
            )
        if "capacity" in changed:
            offer_added(current.conference, before, current.capacity, by=by)
    return changed


def usual_names(delegation: Delegation, languages: Iterable[str]) -> dict[str, TranslatedText]:
    """Return the usual short and formal name of a State, by field, where they are known and others than invited."""
    if delegation.kind != DelegationKind.STATE or not delegation.country:
        return {}
    short, formal = suggested_names(str(delegation.country), languages)
    suggested = {"name": short, "formal_name": formal}
    names_by_field = {
        field: TranslatedText(
            {code: text for code, text in usual.items() if text != getattr(delegation, field).get(code)}
        )
        for field, usual in suggested.items()
    }
    return {field: usual for field, usual in names_by_field.items() if usual}


def require_room(places_taken: int, capacity: int | None) -> None:
    """Raise ValidationError, at the quota, if more places are taken than that."""
    if capacity is None or capacity >= places_taken:
        return
    sentence = ngettext(
        "%(number)d place is taken already, so the quota cannot be %(capacity)d. Cancel or move a registration first.",
        "%(number)d places are taken already, so the quota cannot be %(capacity)d. "
        "Cancel or move registrations first.",
        places_taken,
    )
    raise ValidationError({"capacity": sentence % {"number": places_taken, "capacity": capacity}})


def approve_delegation_name(delegation: Delegation, *, by: User, seen: str = "") -> None:
    """Record that protocol has seen the name in every language, so that it may be printed.

    `seen` is the digest of the names that a page showed. Raises Stale if they are others by now, Refused if they were
    approved before.
    """
    with transaction.atomic():
        current = Delegation.objects.select_for_update().get(pk=delegation.pk)
        if current.approved_at:
            raise Refused(_("The name is approved already."))
        if seen and seen != fingerprint_of(current, APPROVED_NAMES):
            raise Stale
        current.approved_at, current.approved_by = timezone.now(), by
        current.save(update_fields=["approved_at", "approved_by"])
        record_audit("registrations.delegation_name_approved", by=by, target=current)


def why_delegation_stays(delegation: Delegation) -> str:
    """Say why a delegation cannot be deleted, or ""."""
    return _has_members(delegation) or why_row_stays(delegation)


def _has_members(delegation: Delegation) -> str:
    if delegation.registrations.exists():
        return _("“%(name)s” has members. Move or cancel their registrations first.") % {
            "name": delegation.name
        }
    return ""


def delete_delegation(delegation: Delegation, *, by: User) -> None:
    """Delete a delegation without members and without statements on record.

    Raises Refused if it has members, or if a vote, a position or an objection of it is on record.
    """
    with transaction.atomic():
        if reason := _has_members(delegation):
            raise Refused(reason)
        delete_papers(DelegationPaper.objects.filter(delegation=delegation))
        delete_row(delegation, "registrations.delegation_deleted", by=by)


def add_focal_point(
    delegation: Delegation,
    *,
    name: str | Mapping[str, str],
    email: str,
    by: User,
    language: str = "",
    notify: bool = True,
) -> FocalPoint:
    """Make someone the focal point, found on record by name and e-mail, and send them their link.

    Someone new is written to in `language`, else in that of the invitation. Raises TooManyTries if too many mails were
    sent to this mailbox, or by this account.
    """
    conference = delegation.conference
    if notify:
        count_link_sent(email, by=by)
    with transaction.atomic():
        matcher = PersonMatcher(Person.objects.of(conference).known().filter(email__iexact=email.strip()))
        person = matcher.find(name, email=email) or add_person(
            conference,
            by=by,
            name=name,
            email=email.strip(),
            organization=delegation.name,
            language=language or language_written_to(delegation),
            is_practice=conference.is_practice,
        )
        focal_point, created = FocalPoint.objects.get_or_create(delegation=delegation, person=person)
        if created:
            record_audit("registrations.focal_point_added", by=by, target=delegation)
        if notify:
            send_focal_point_mail(focal_point, by=by)
    return focal_point


def language_written_to(delegation: Delegation) -> str:
    """Return the language in which the delegation was invited; "" if unknown."""
    return next(filter(None, delegation.invitees.values_list("language", flat=True)), "")


def send_focal_point_link(focal_point: FocalPoint, *, by: User) -> None:
    """Send the link again; earlier ones stay valid. Raises TooManyTries."""
    count_link_sent(focal_point.person.mailbox, by=by)
    with transaction.atomic():
        send_focal_point_mail(focal_point, by=by)
        record_audit("registrations.focal_point_link_sent", by=by, target=focal_point.delegation)


def send_focal_point_links(delegation: Delegation, *, by: User) -> None:
    """Send each focal point of a delegation their link again. Raises Refused if it has none; TooManyTries."""
    focal_points = list(
        delegation.focal_points.select_related(
            "delegation__conference", "person__conference", "person__contact"
        )
    )
    if not focal_points:
        raise Refused(_("It has no focal point yet."))
    with transaction.atomic():
        for focal_point in focal_points:
            send_focal_point_link(focal_point, by=by)


def remove_focal_point(focal_point: FocalPoint, *, by: User) -> None:
    """Remove a focal point, whose link stops working.

    Members without a mailbox, whose mail and pages went to them, go over to another focal point, if there is one.
    """
    delegation = focal_point.delegation
    with transaction.atomic():
        record_audit("registrations.focal_point_removed", by=by, target=delegation)
        focal_point.delete()
        other = delegation.focal_points.select_related("person").first()
        members = Person.objects.filter(registrations__delegation=delegation, email="").distinct()
        for member in members.filter(contact=focal_point.person_id).select_related("conference"):
            change_person(member, by=by, contact=other.person if other else None)
