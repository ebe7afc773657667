"""The conference's own entries on its dashboard: waiting messages, overdue tasks, and first steps done."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.addresses import list_url
from confman.conferences.domain.checklist import ConferenceFact, checklist
from confman.conferences.models import Conference, Membership, Page, Partner, RegistrationMode, Status
from confman.conferences.registries import DashboardItem

# Working time within which people expect an answer to a message.
ANSWER_WITHIN = dt.timedelta(days=2)


def waiting_messages(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield one decision for all messages that wait for an answer, due by the oldest."""
    waiting = list(
        conference.contact_messages.open().order_by("received_at").values_list("received_at", flat=True)
    )
    if waiting:
        due = waiting[0] + ANSWER_WITHIN
        yield DashboardItem(
            title=ngettext(
                "A message to the secretariat waits for an answer",
                "%(count)d messages to the secretariat wait for an answer",
                len(waiting),
            )
            % {"count": len(waiting)},
            count=len(waiting),
            url=list_url(conference, "conferences_secretariat:message-list"),
            owner=_("registration or protocol"),
            due=due,
            urgent=conference.local(due).date() <= conference.today(),
            action=_("Answer"),
        )


def overdue_tasks(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield overdue tasks of the checklist."""
    page = reverse("conferences_secretariat:checklist", args=[conference.slug])
    for line in checklist(conference, due_by=conference.today()):
        if not line.done:
            yield DashboardItem(
                title=line.label,
                url=line.url or page,
                # Its own decision counts the rows behind the task.
                count=0,
                owner=str(line.owner) if line.owner else _("nobody yet"),
                due=line.due_on,
                urgent=line.overdue,
                is_others=line.owner != user,
                is_task=True,
                action=_("Do it"),
            )


def is_described(conference: Conference) -> bool:
    """Tell whether the conference has a title and a description in every language."""
    return bool(conference.description) and set(conference.languages) <= set(conference.title)


# True where more than one person works on the conference: with each of its memberships there are others.
has_team = ConferenceFact(
    lambda conference: Exists(
        Membership.objects.filter(conference=conference).filter(
            Exists(Membership.objects.filter(conference=conference).exclude(user=OuterRef("user")))
        )
    )
)
# True where an organizer or a donor is named.
has_partners = ConferenceFact(lambda conference: Exists(Partner.objects.filter(conference=conference)))


def has_information(conference: Conference) -> bool:
    """Tell whether a page informs those who take part."""
    return Page.objects.information_of(conference).exists()


def has_symbol(conference: Conference) -> bool:
    """Tell whether documents have a symbol of their own; without one they are numbered under the short address."""
    return bool(conference.symbol_prefix)


def is_announced(conference: Conference) -> bool:
    """Tell whether the public pages are shown."""
    return conference.is_public


def has_begun_to_register(conference: Conference) -> bool:
    """Tell whether one can register, be it for practice."""
    return conference.registration_mode != RegistrationMode.CLOSED


def has_registration_opened(conference: Conference) -> bool:
    """Tell whether registration is open, or was."""
    return conference.registration_mode == RegistrationMode.OPEN or conference.status in {
        Status.RUNNING,
        Status.CLOSED,
        Status.ARCHIVED,
    }
