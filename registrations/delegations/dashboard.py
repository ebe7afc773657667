"""Decisions on delegations on the dashboard."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.domain.checklist import ConferenceFact, RowCount
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from registrations.core.domain.settings import ANSWER_WITHIN
from registrations.core.models.delegation import Delegation
from registrations.delegations.models import DelegationPaper

_unapproved = ConferenceFact(
    lambda conference: RowCount(Delegation.objects.of(conference).awaiting_protocol())
)
every_name_is_approved = ConferenceFact(
    lambda conference: ~Exists(Delegation.objects.of(conference).awaiting_protocol())
)


def protocol_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield names of delegations that protocol has not approved."""
    number = _unapproved(conference)
    if number:
        address = reverse("registrations_secretariat:delegation-list", args=[conference.slug])
        yield DashboardItem(
            title=ngettext(
                "The name of %(number)d delegation is to be approved",
                "The names of %(number)d delegations are to be approved",
                number,
            )
            % {"number": number},
            count=number,
            url=f"{address}?state=names",
            due=conference.starts_on - dt.timedelta(days=10),
        )


def paper_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield papers of delegations that protocol has not reviewed."""
    papers = DelegationPaper.objects.of(conference).awaiting_review().order_by("uploaded_at")
    waiting = list(papers.values_list("delegation", "uploaded_at"))
    if not waiting:
        return
    senders = {delegation for delegation, _at in waiting}
    if len(senders) == 1:
        url = reverse("registrations_secretariat:delegation", args=[conference.slug, senders.pop()])
    else:
        url = reverse("registrations_secretariat:delegation-list", args=[conference.slug]) + "?state=papers"
    due = waiting[0][1] + ANSWER_WITHIN
    yield DashboardItem(
        title=ngettext(
            "%(number)d paper of a delegation is to be looked at",
            "%(number)d papers of delegations are to be looked at",
            len(waiting),
        )
        % {"number": len(waiting)},
        count=len(waiting),
        url=url,
        due=due,
        urgent=due < timezone.now(),
        action=_("Look"),
    )
