"""Change requests of participants, among the decisions that wait."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.addresses import list_url
from confman.conferences.domain.checklist import ConferenceFact, RowCount
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from registrations.core.domain.settings import ANSWER_WITHIN
from registrations.core.models.change_request import ChangeRequest
from registrations.core.models.registration import Registration

# Begins with the requests, which are few: joined, SQLite would begin with all registrations of the conference.
_open = ConferenceFact(
    lambda conference: RowCount(
        ChangeRequest.objects.open().filter(
            Exists(Registration.objects.filter(pk=OuterRef("registration"), conference=conference))
        )
    )
)


def changes_to_decide(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield the changes that approved participants request."""
    if number := _open(conference):
        oldest = ChangeRequest.objects.of(conference).open().order_by("requested_at")[0]
        due = oldest.requested_at + ANSWER_WITHIN
        yield DashboardItem(
            title=ngettext(
                "%(number)d participant asks for a change", "%(number)d participants ask for a change", number
            )
            % {"number": number},
            count=number,
            url=list_url(conference, "registrations_secretariat:change-request-list"),
            due=due,
            urgent=due < timezone.now(),
        )
