"""Organizations: founded, changed, with their members and the conferences that they take in."""

from collections.abc import Iterable, Mapping
from typing import Any

from anyascii import anyascii
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from confman.accounts.domain.invitation import invite_user
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.domain.changes import unused_slug
from confman.conferences.domain.team import change_role, invite_member, remove_member
from confman.conferences.models import Conference, Membership, Organization, OrganizationMember, Role, Status
from confman.translation.text import TranslatedText
from confman.web.database.changes import change_row
from confman.web.errors import Refused


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
