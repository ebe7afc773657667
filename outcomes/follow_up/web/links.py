"""The pages of the focal points of addressees, and the secretariat's pages about them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem
from outcomes.follow_up.models.follow_up import Response
from outcomes.follow_up.models.transmittal import FocalPointTerm, Transmittal


def terms() -> QuerySet[FocalPointTerm]:
    """Return all present terms, with their conferences."""
    return FocalPointTerm.objects.current().select_related("addressee__conference", "person__conference")


def page_of_term(term: FocalPointTerm) -> str:
    """Return the address of the pages on which an addressee answers."""
    return reverse("outcomes_portal:follow-up", args=[term.conference.slug, term.pk])


def record_of_term(term: FocalPointTerm) -> str:
    """Return the address of the addressee's page in the secretariat."""
    return reverse("outcomes_secretariat:addressee-follow-up", args=[term.conference.slug, term.addressee_id])


def steps_of_terms(
    conference: Conference, rows: Sequence[FocalPointTerm], user: Visitor
) -> Iterator[tuple[FocalPointTerm, DashboardItem]]:
    """Yield the addressees that have not answered all recommendations sent to them."""
    bodies = [row.addressee_id for row in rows]
    open_questions: defaultdict[UUID, set[UUID]] = defaultdict(set)
    until: dict[UUID, dt.date] = {}
    sent = Transmittal.objects.in_force().filter(addressee__in=bodies, recommendations__isnull=False)
    for body, text, day in sent.values_list("addressee", "recommendations", "answer_by"):
        open_questions[body].add(text)
        if day:
            until[body] = max(day, until.get(body, day))
    responses = Response.objects.filter(addressee__in=bodies, received_at__isnull=False)
    for body, text in responses.values_list("addressee", "recommendation"):
        open_questions[body].discard(text)
    for row in rows:
        if count := len(open_questions[row.addressee_id]):
            label = ngettext(
                "%(count)d recommendation waits for your answer",
                "%(count)d recommendations wait for your answer",
                count,
            )
            due = until.get(row.addressee_id)
            yield (
                row,
                DashboardItem(
                    label % {"count": count},
                    reverse("outcomes_portal:follow-up-answers", args=[conference.slug, row.pk]),
                    due=due,
                    urgent=bool(due and due <= conference.today()),
                    action=_("Answer"),
                ),
            )
