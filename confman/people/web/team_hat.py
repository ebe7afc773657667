"""Members of the secretariat, among the hats of a mailbox. They still sign in with their account."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from confman.conferences.models import Membership


def memberships() -> QuerySet[Membership]:
    """Return all memberships, with their conferences."""
    return Membership.objects.select_related("conference")


def page_of_membership(membership: Membership) -> str:
    """Return the secretariat's first page."""
    return reverse("conferences_secretariat:dashboard", args=[membership.conference.slug])


def held_by_mailbox(address: str) -> Q:
    """Return the condition for memberships of the account with this address."""
    return Q(user__email__iexact=address)


def held_by_account(user: Any) -> Q:
    """Return the condition for memberships of this account."""
    return Q(user=user.pk)
