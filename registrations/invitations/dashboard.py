"""Tasks of those who write to invitees: letters to write, replies to chase, invitations that expired."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.domain.checklist import ConferenceFact, RowCount
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from registrations.core.models.invitation import Invitation
from registrations.correspondence.models import Invitee

# Days after a reminder until an invitee is listed again.
REMINDED_FOR = dt.timedelta(days=7)
_unwritten = ConferenceFact(lambda conference: RowCount(Invitee.objects.of(conference).filter(sent_on=None)))
# True where there are invitees, and each has its letter.
everyone_is_written_to = ConferenceFact(
    lambda conference: (
        Exists(Invitee.objects.of(conference)) & ~Exists(Invitee.objects.of(conference).filter(sent_on=None))
    )
)


def invitee_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield letters of invitation to write, invitees to remind, and persons whose link expired unused."""

    def to(name: str, query: str = "") -> str:
        address = reverse(f"registrations_secretariat:{name}", args=[conference.slug])
        return f"{address}?{query}" if query else address

    today = conference.today()
    unwritten = _unwritten(conference)
    if unwritten:
        yield DashboardItem(
            title=ngettext(
                "%(number)d invitee has no letter yet", "%(number)d invitees have no letter yet", unwritten
            )
            % {"number": unwritten},
            count=unwritten,
            url=to("letters"),
            action=_("Write"),
        )
    late = Invitee.objects.of(conference).overdue_for_reply(today)
    late = late.filter(Q(reminded_on=None) | Q(reminded_on__lte=today - REMINDED_FOR))
    if number := late.count():
        yield DashboardItem(
            title=ngettext(
                "%(number)d invitee has not replied in time",
                "%(number)d invitees have not replied in time",
                number,
            )
            % {"number": number},
            count=number,
            url=to("remind"),
            due=late[0].deadline,
            urgent=True,
            action=_("Remind"),
        )
    over = Invitation.objects.filter(registration__conference=conference).expired().count()
    if over:
        yield DashboardItem(
            title=ngettext(
                "%(number)d invitation by link ran out unused",
                "%(number)d invitations by link ran out unused",
                over,
            )
            % {"number": over},
            count=over,
            url=to("invitation-list", "state=over"),
            action=_("Look"),
        )
