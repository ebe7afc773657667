"""Documents that wait for the secretariat."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import UUIDField
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.compiled_queries import CompiledQuery
from confman.conferences.domain.checklist import ConferenceFact, RowCount
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from outcomes.register.models import DocumentSeries, RegisteredDocument

_to_check = ConferenceFact(lambda conference: RowCount(RegisteredDocument.objects.of(conference).to_check()))
_deadlines: CompiledQuery[Any] = CompiledQuery(
    lambda conference: (
        DocumentSeries.objects.of(conference)
        .of_delegations()
        .exclude(deadline=None)
        .order_by("deadline")
        .values_list("deadline", flat=True)
    ),
    UUIDField(),
)


def deadline_for_documents(conference: Conference) -> dt.date | None:
    """Return the day of the next deadline for delegations’ documents; of the last one, when all are past."""
    deadlines = _deadlines.all(conference.pk)
    ahead = [moment for moment in deadlines if moment >= timezone.now()]
    moment = ahead[0] if ahead else deadlines[-1] if deadlines else None
    return conference.local(moment).date() if moment else None


def documents_were_received(conference: Conference) -> bool:
    """Tell whether every deadline is past, and what was handed in is checked; without a deadline nothing is due."""
    deadlines = _deadlines.all(conference.pk)
    return not deadlines or not (_to_check(conference) or deadlines[-1] >= timezone.now())


def register_decisions(conference: Conference, user: Visitor) -> Iterator[DashboardItem]:
    """Yield an item for the documents that delegations handed in and nobody has checked."""
    if count := _to_check(conference):
        page = reverse("outcomes_secretariat:registered-document-list", args=[conference.slug])
        yield DashboardItem(
            title=ngettext(
                "%(count)d document was handed in and is to be checked",
                "%(count)d documents were handed in and are to be checked",
                count,
            )
            % {"count": count},
            count=count,
            url=f"{page}?state=to-check",
            owner=_("secretariat"),
            due=conference.today(),
            action=_("Look at them"),
        )
