"""The dashboard's decisions on people and their data."""

from collections.abc import Iterator

from django.db.models import Exists
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.addresses import list_url
from confman.conferences.domain.changes import ERASURE_NOTICE
from confman.conferences.domain.checklist import ConferenceFact, RowCount
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from confman.people.domain.privacy import upcoming_erasure
from confman.people.models import Person, PossibleDuplicate

has_people = ConferenceFact(lambda conference: Exists(Person.objects.of(conference)))
_likely = ConferenceFact(
    lambda conference: RowCount(PossibleDuplicate.objects.of(conference).open().likely())
)


def duplicate_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield a decision for the stored likely pairs, if there are any."""
    if number := _likely(conference):
        yield DashboardItem(
            title=ngettext(
                "%(number)d person is probably in the list twice",
                "%(number)d people are probably in the list twice",
                number,
            )
            % {"number": number},
            count=number,
            url=list_url(conference, "people_secretariat:duplicate-list"),
            action=_("Compare"),
        )


def erasure_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield an erasure that is due within a month, for users who may extend the retention."""
    coming = upcoming_erasure(conference)
    if coming:
        yield DashboardItem(
            title=ngettext(
                "On %(day)s the personal data of %(count)d person is erased for ever",
                "On %(day)s the personal data of %(count)d people is erased for ever",
                coming.people,
            )
            % {"day": date_format(coming.day), "count": coming.people},
            detail=_(
                "Before that, export lists and reports that are to name people, or have the data kept for more months."
            ),
            url=reverse("conferences_secretariat:settings", args=[conference.slug]) + "#id_retention_months",
            due=coming.day,
            urgent=conference.today() >= coming.day - ERASURE_NOTICE,
            action=_("How long data are kept"),
        )
