"""Change a conference: its facts, status, registration mode; and the organization above it, with its team."""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from copy import copy
from typing import Any

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from confman.accounts.domain.invitation import invite_user
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.domain.team import change_role, invite_member, remove_member
from confman.conferences.hook_registries import Event, run_hooks
from confman.conferences.models import (
    Conference,
    Membership,
    Organization,
    OrganizationMember,
    RegistrationMode,
    Role,
    Series,
    Status,
)
from confman.translation.text import TranslatedText
from confman.web.database.changes import apply_changes, change_row
from confman.web.errors import Refused

# Owners are told this long before personal data are erased; the period cannot be shorter.
ERASURE_NOTICE = dt.timedelta(days=14)

# From a status to those that may follow it.
NEXT_STATUSES: dict[str, tuple[str, ...]] = {
    Status.DRAFT: (Status.ANNOUNCED,),
    Status.ANNOUNCED: (Status.DRAFT, Status.RUNNING, Status.CLOSED),
    Status.RUNNING: (Status.ANNOUNCED, Status.CLOSED),
    Status.CLOSED: (Status.RUNNING, Status.ARCHIVED),
    Status.ARCHIVED: (Status.CLOSED,),
}


# By the phase of the days: from statuses that contradict it to the one that fits.
_FITTING: dict[str, dict[str, str]] = {
    "before": {Status.RUNNING: Status.ANNOUNCED},
    "near": {Status.RUNNING: Status.ANNOUNCED},
    "during": {Status.ANNOUNCED: Status.RUNNING},
    "after": {Status.ANNOUNCED: Status.CLOSED, Status.RUNNING: Status.CLOSED},
}


def fitting_status(conference: Conference) -> str:
    """Return the status that the conference should have by its days; "" if they do not contradict its status."""
    return _FITTING[conference.phase()].get(conference.status, "")


@transaction.atomic
def change_conference(conference: Conference, *, by: User, new_series: str = "", **changes: Any) -> list[str]:
    """Change the conference's facts and return the names of the changed fields.

    With `new_series`, a name, the conference is the first of a new series. Status and registration mode have verbs of
    their own. Raises ValidationError, also if personal data would be erased before the owners can be told.
    """
    own_verbs = {"status", "registration_mode", "taken", "is_sample"} & set(changes)
    if own_verbs:
        raise ValueError(f"{sorted(own_verbs)} are not changed by change_conference.")
    if new_series:
        changes["series"] = create_series(new_series)
    stored = Conference.objects.select_for_update().get(pk=conference.pk)
    # The form read the counter earlier.
    conference.taken = stored.taken
    changed = apply_changes(conference, changes)
    _require_erasure_notice(conference, stored)
    if changed:
        record_audit(
            "conferences.changed",
            by=by,
            target=conference,
            label=conference.slug,
            details={"fields": changed},
        )
        before = {name: getattr(stored, name) for name in changed}
        run_hooks(Event.CONFERENCE_CHANGED, conference, before, changed, by=by)
    return changed


def _require_erasure_notice(conference: Conference, before: Conference) -> None:
    soonest = conference.today() + ERASURE_NOTICE
    if conference.retained_until >= min(before.retained_until, soonest):
        return
    least = copy(conference)
    while least.retained_until < soonest:
        least.retention_months += 1
    raise ValidationError(
        {
            "retention_months": _(
                "Personal data would be kept until %(day)s only, and be erased before the owners are told two weeks "
                "ahead. Choose %(months)d months or more."
            )
            % {"day": date_format(conference.retained_until), "months": least.retention_months}
        }
    )


def create_series(name: str) -> Series:
    """Create a series of that name."""
    stem = slugify(anyascii(name))[:40] or "series"
    return Series.objects.create(slug=unused_slug(Series, stem), name=name)


def unused_slug(model: type[Model], stem: str, reserved: frozenset[str] = frozenset()) -> str:
    """Return the stem if no row of the model has that slug; otherwise with the first number from 2 that is unused."""
    used = reserved.union(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
    return next(candidate for candidate in candidates if candidate not in used)


@transaction.atomic
def change_status(conference: Conference, status: str, *, by: User, reason: str = "") -> None:
    """Give the conference another status.

    Raises Refused if that status cannot follow the present one, and if `by` would announce the conference without the
    right to hold conferences.
    """
    current = Conference.objects.select_for_update().get(pk=conference.pk).status
    if status == current:
        return
    if status not in NEXT_STATUSES[current]:
        raise Refused(
            _("A conference that is “%(current)s” cannot become “%(wanted)s” in one step.")
            % {"current": Status(current).label, "wanted": Status(status).label}
        )
    announces = (current, status) == (Status.DRAFT, Status.ANNOUNCED)
    if announces and not (by.is_system or by.has_perm("conferences.announce_conference", conference)):
        raise Refused(
            _(
                "The right to announce a conference is given by the operator of this server. Please ask the "
                "operator to give it to you, or to announce “%(conference)s” for you."
            )
            % {"conference": conference.title}
        )
    conference.status = status
    conference.save(update_fields=["status"])
    record_audit(
        "conferences.status_changed",
        by=by,
        target=conference,
        label=conference.slug,
        reason=reason,
        details={"from": current, "to": status},
    )


def announce_conference(conference: Conference, *, by: User) -> None:
    """Open the public site to everyone. Raises Refused unless the conference is a draft."""
    change_status(conference, Status.ANNOUNCED, by=by)


@transaction.atomic
def change_registration_mode(conference: Conference, mode: str, *, by: User) -> None:
    """Close registration, put it into practice mode, or open it. Raises Refused before the announcement."""
    before = Conference.objects.select_for_update().get(pk=conference.pk)
    if mode == before.registration_mode:
        return
    if mode == RegistrationMode.OPEN and before.status == Status.DRAFT:
        raise Refused(
            _("Nobody sees the site of a draft: announce the conference first, then open registration.")
        )
    if mode == RegistrationMode.OPEN and before.status in {Status.CLOSED, Status.ARCHIVED}:
        raise Refused(_("The conference is over; registration stays closed."))
    conference.registration_mode = mode
    conference.save(update_fields=["registration_mode"])
    record_audit(
        "conferences.registration_mode_changed",
        by=by,
        target=conference,
        label=conference.slug,
        details={"from": before.registration_mode, "to": mode},
    )


def found_organization(name: Mapping[str, str], *, by: User) -> Organization:
    """Found an organization; `by` becomes its administrator, and owner of its conferences. Raises ValidationError."""
    text = TranslatedText(name)
    stem = slugify(anyascii(text.in_language("en")))[:50] or "organization"
    organization = Organization(name=text, slug=unused_slug(Organization, stem, frozenset({"new"})))
    with transaction.atomic():
        organization.full_clean()
        organization.save(force_insert=True)
        OrganizationMember.objects.create(
            organization=organization, user=by, role=Role.OWNER, is_administrator=True
        )
        record_audit("conferences.organization_founded", by=by, target=organization, label=organization.slug)
    return organization


def change_organization(organization: Organization, *, by: User, **changes: Any) -> list[str]:
    """Change the name, and what new conferences begin with. Raises ValidationError."""
    return change_row(
        organization, "conferences.organization_changed", changes, by=by, label=organization.slug
    )


@transaction.atomic
def adopt_conference(organization: Organization, conference: Conference, *, by: User) -> None:
    """Take a conference in: the organization's team joins that of the conference. Raises Refused for another's."""
    current = Conference.objects.select_for_update().get(pk=conference.pk)
    if current.organization_id is not None:
        raise Refused(
            _("“%(conference)s” belongs to an organization already.") % {"conference": current.title}
        )
    current.organization = organization
    current.save(update_fields=["organization"])
    record_audit("conferences.taken_in", by=by, target=current, label=current.slug)
    join_team(current, by=by)


def join_team(conference: Conference, *, by: User) -> None:
    """Give each member of its organization a role in the conference, unless they have one. Nobody is written to."""
    if conference.organization is None:
        return
    user_keys = set(conference.memberships.values_list("user_id", flat=True))
    for member in conference.organization.members.filter(user__is_active=True).select_related("user"):
        if member.user_id not in user_keys:
            _give_role(conference, member, by=by)


@transaction.atomic
def add_to_organization(
    organization: Organization,
    *,
    email: str,
    role: str,
    by: User,
    name: str = "",
    is_administrator: bool = False,
) -> OrganizationMember:
    """Add a user, with or without an account, to the team of the organization and of all its conferences.

    They get one mail, about the latest conference. Raises ValidationError for an invalid address, Refused for a member.
    """
    user = invite_user(email, name, by=by)
    member, created = OrganizationMember.objects.get_or_create(
        organization=organization,
        user=user,
        defaults={"role": Role(role), "is_administrator": is_administrator},
    )
    if not created:
        raise Refused(_("%(user)s belongs to the organization already.") % {"user": user.email})
    clear_rights(by, user)
    _record("added", member, by=by, role=member.role)
    without = [row for row in _conferences(organization) if not row.memberships.filter(user=user).exists()]
    for index, conference in enumerate(without):
        if index:
            _give_role(conference, member, by=by)
        else:
            invite_member(conference, email=user.email, role=member.role, by=by, name=name)
    return member


@transaction.atomic
def change_member(member: OrganizationMember, *, role: str, is_administrator: bool, by: User) -> None:
    """Change a member's role, here and wherever they have it as a member, and whether they administer.

    Raises Refused for the last administrator, and where a conference would be without an owner.
    """
    if member.is_administrator and not is_administrator:
        _keep_an_administrator(member)
    before = member.role
    member.role, member.is_administrator = Role(role), is_administrator
    member.save(update_fields=["role", "is_administrator"])
    _record("changed", member, by=by, role=member.role)
    if member.role != before:
        for membership in _memberships(member).filter(role=before):
            if not _memberships(member).filter(role=role, conference=membership.conference).exists():
                change_role(membership, role, by=by)


@transaction.atomic
def leave_organization(member: OrganizationMember, *, by: User) -> int:
    """Take a member out of the organization and of the teams of all its conferences; return of how many.

    Where they were the last owner, the administrator who does it becomes one. What they did stays in the history.
    Raises Refused for the last administrator.
    """
    _keep_an_administrator(member)
    conference_keys: set[Any] = set()
    for membership in _memberships(member):
        conference = membership.conference
        if membership.role == Role.OWNER and member.user_id != by.pk and not by.is_system:
            _keep_an_owner(conference, member.user, by=by)
        remove_member(membership, by=by)
        conference_keys.add(conference.pk)
    _record("left", member, by=by, count=len(conference_keys))
    member.delete()
    clear_rights(by, member.user)
    return len(conference_keys)


def begin_as_organization(conference: Conference, organization: Organization) -> None:
    """Give a new, unsaved conference what those of the organization begin with."""
    conference.organization = organization
    conference.colour = organization.colour
    conference.contact_email = conference.contact_email or organization.contact_email
    if organization.logo and organization.logo.name:
        with organization.logo.open("rb") as source:
            conference.logo.save(organization.logo.name.rpartition("/")[2], File(source), save=False)


def _conferences(organization: Organization) -> Iterable[Conference]:
    return organization.conferences.exclude(status=Status.ARCHIVED).order_by("-starts_on", "slug")


def _memberships(member: OrganizationMember) -> QuerySet[Membership]:
    rows = Membership.objects.filter(user=member.user, conference__organization=member.organization)
    return rows.select_related("conference", "user").order_by("pk")


def _give_role(conference: Conference, member: OrganizationMember, *, by: User) -> None:
    membership = Membership.objects.create(conference=conference, user=member.user, role=member.role)
    clear_rights(by, member.user)
    record_audit("conferences.member_invited", by=by, target=membership, details={"role": str(member.role)})


def _keep_an_owner(conference: Conference, leaving: User, *, by: User) -> None:
    owners = conference.memberships.filter(role=Role.OWNER, user__is_active=True).exclude(user=leaving)
    if not owners.exists():
        membership = Membership.objects.create(conference=conference, user=by, role=Role.OWNER)
        clear_rights(by)
        record_audit("conferences.member_invited", by=by, target=membership, details={"role": Role.OWNER})


def _keep_an_administrator(member: OrganizationMember) -> None:
    # Locked, so that two administrators cannot remove each other at the same moment.
    Organization.objects.select_for_update().get(pk=member.organization_id)
    others = member.organization.members.filter(is_administrator=True, user__is_active=True).exclude(
        pk=member.pk
    )
    if member.is_administrator and not others.exists():
        raise Refused(_("This is the last administrator. Make someone else an administrator first."))


def _record(participle: str, member: OrganizationMember, *, by: User, **details: Any) -> None:
    record_audit(
        f"conferences.organization_member_{participle}",
        by=by,
        target=member,
        details={name: str(value) if isinstance(value, str) else value for name, value in details.items()},
    )
