"""Members of the secretariat, among the roles of a mailbox. They still sign in with their account."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.models import Conference, Membership
from confman.conferences.registries import DashboardItem
from confman.conferences.web.decisions import by_urgency, decisions_of


def memberships() -> QuerySet[Membership]:
    """Return all memberships, with their conferences."""
    return Membership.objects.select_related("conference")


def name_of_team(membership: Membership) -> str:
    """Return what the team is called."""
    return _("Secretariat")


def page_of_membership(membership: Membership) -> str:
    """Return the secretariat's first page."""
    return reverse("conferences_secretariat:dashboard", args=[membership.conference.slug])


def memberships_of_mailbox(address: str) -> Q:
    """Return the condition for memberships of the account with this address."""
    return Q(user__email__iexact=address)


def memberships_of_account(key: Any) -> Q:
    """Return the condition for memberships of the account with this key."""
    return Q(user=key)


def steps_of_team(
    conference: Conference, rows: Sequence[Membership], user: Visitor
) -> Iterator[tuple[Membership, DashboardItem]]:
    """Yield one step for all decisions that wait on Today; who has not signed in with the account gets none."""
    membership = next((row for row in rows if row.user_id == user.pk), None)
    if membership and (waiting := by_urgency(conference, decisions_of(conference, user))):
        text = ngettext("%(count)d decision waits", "%(count)d decisions wait", len(waiting))
        yield (
            membership,
            DashboardItem(
                text % {"count": len(waiting)},
                page_of_membership(membership),
                due=waiting[0].due,
                urgent=waiting[0].urgent,
                action=_("Decide"),
            ),
        )
