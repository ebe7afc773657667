"""The team: who works for a conference, and in which role. A conference is never left without an owner.

What the table of groups of the provider of single sign-on names, the provider decides at each sign-in.
"""

import logging
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.domain.invitation import invite_user
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.domain.list_views import delete_own_views
from confman.conferences.domain.mail import send_mail
from confman.conferences.models import Conference, Membership, Role
from confman.web.database.changes import delete_row
from confman.web.errors import Refused


@transaction.atomic
def invite_member(conference: Conference, *, email: str, role: str, by: User, name: str = "") -> Membership:
    """Give the user of that address a role, and write to them.

    A user without an account gets one, and signs in by a mailed code. Raises ValidationError for an invalid address,
    Refused if the user has the role already.
    """
    role = Role(role)
    user = invite_user(email, name, by=by)
    membership, created = Membership.objects.get_or_create(conference=conference, user=user, role=role)
    if not created:
        raise Refused(_("%(user)s has this role already.") % {"user": membership.who})
    clear_rights(by, user)
    record_audit("conferences.member_invited", by=by, target=membership, details={"role": str(role)})
    send_mail(
        "conferences.invitation",
        conference=conference,
        address=user.email,
        # Not the name of the account: the inviter can read this mail in the outbox.
        name=name,
        language=user.language or by.language,
        by=by,
        context={
            "role": role.label,
            "inviter": str(by),
            "link": f"{settings.BASE_URL}/{conference.slug}/secretariat/",
            "account": user.email,
        },
        idempotency_key=f"invitation-{membership.pk}",
        to_team=True,
    )
    return membership


@transaction.atomic
def accept_invitation(conference: Conference, *, by: User) -> None:
    """Accept the invitation for a user who opens the team's pages: others now see their name. Safe to repeat."""
    waiting = Membership.objects.filter(conference=conference, user=by, accepted_at=None)
    for membership in waiting.select_for_update().order_by("pk"):
        membership.accepted_at = timezone.now()
        membership.save(update_fields=["accepted_at"])
        clear_rights(by)
        record_audit("conferences.invitation_accepted", by=by, target=membership)


@transaction.atomic
def change_role(membership: Membership, role: str, *, by: User) -> Membership:
    """Replace a member's role by another. Raises Refused for the last owner, and for a role they already have."""
    role = Role(role)
    before = membership.role
    if role == before:
        return membership
    _keep_an_owner(membership)
    twin = Membership.objects.filter(conference=membership.conference, user=membership.user, role=role)
    if twin.exists():
        raise Refused(_("%(user)s has this role already.") % {"user": membership.who})
    membership.role = role
    membership.save(update_fields=["role"])
    clear_rights(by, membership.user)
    record_audit(
        "conferences.role_changed", by=by, target=membership, details={"from": before, "to": str(role)}
    )
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: User, verb: str = "conferences.member_removed") -> None:
    """Remove a role; what the member did stays in the history. Raises Refused for the last owner.

    With the last role go the views of lists that they kept for themselves.
    """
    conference, user = membership.conference, membership.user
    _keep_an_owner(membership)
    delete_row(membership, verb, by=by, details={"role": membership.role})
    clear_rights(by, user)
    if not conference.memberships.filter(user=user).exists():
        delete_own_views(conference, user)


def _keep_an_owner(membership: Membership) -> None:
    if membership.role != Role.OWNER:
        return
    # Locked, so that two owners cannot remove each other at the same moment.
    owners = list(
        Membership.objects.select_for_update()
        .filter(conference=membership.conference, role=Role.OWNER)
        .order_by("pk")
        .values_list("pk", "user__is_active")
    )
    if not any(active for key, active in owners if key != membership.pk):
        raise Refused(_("This is the last owner. Make someone else an owner first."))


logger = logging.getLogger(__name__)


def sync_group_roles(user: User, groups: Collection[str]) -> None:
    """Give the user the roles of their groups, and take those of groups that they are not in. Safe to repeat.

    Only roles that the table (CONFMAN_OIDC_GROUPS) names are given or taken; the last owner of a conference stays.
    """
    table = settings.CONFMAN_OIDC.groups
    granted = {(slug, role) for group, slug, role in table if group in groups}
    conferences = {
        row.slug: row for row in Conference.objects.filter(slug__in={slug for _group, slug, _role in table})
    }
    for slug, role in dict.fromkeys((slug, role) for _group, slug, role in table):
        if conference := conferences.get(slug):
            (_grant if (slug, role) in granted else _revoke)(conference, user, role)


@transaction.atomic
def _grant(conference: Conference, user: User, role: str) -> None:
    membership, is_new = Membership.objects.get_or_create(
        conference=conference, user=user, role=role, defaults={"accepted_at": timezone.now()}
    )
    if is_new:
        clear_rights(user)
        record_audit("conferences.group_role_given", by=user, target=membership, details={"role": role})


def _revoke(conference: Conference, user: User, role: str) -> None:
    for membership in Membership.objects.filter(conference=conference, user=user, role=role):
        try:
            remove_member(membership, by=user, verb="conferences.group_role_taken")
        except Refused as refused:
            logger.warning("A role of a group that its user has left stays: %s", refused.message)
