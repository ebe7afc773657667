"""Decisions that wait for the plenary: amendments that are not decided yet."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.domain.checklist import ConferenceFact, RowCount
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from outcomes.amendments.models import Amendment

_open = ConferenceFact(lambda conference: RowCount(Amendment.objects.of(conference).open()))


def amendment_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield the item for amendments that wait for the plenary."""
    if count := _open(conference):
        yield DashboardItem(
            title=ngettext(
                "%(count)d amendment waits for the plenary",
                "%(count)d amendments wait for the plenary",
                count,
            )
            % {"count": count},
            count=count,
            url=reverse("outcomes_secretariat:amended-texts", args=[conference.slug]),
            owner=_("chair of the plenary"),
            due=conference.ends_on,
            urgent=conference.today() >= conference.ends_on,
            action=_("Decide"),
        )
