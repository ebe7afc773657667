"""Roles by the groups of the provider of single sign-on: what its table names, the provider decides at each sign-in."""

import logging
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.domain.team import remove_member
from confman.conferences.models import Conference, Membership
from confman.web.errors import Refused

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
