"""Focal points of addressees, as an audience of mailings: all, or those who owe a report."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceChoiceField, ConferenceForm
from confman.people.models import Person
from confman.people.models.person import PersonQuerySet
from confman.web.templatetags.confman_web import moment
from outcomes.follow_up.domain.focal_points import term_link
from outcomes.follow_up.domain.progress_reports import missing_reports
from outcomes.follow_up.models.reporting import ReportingDate
from outcomes.follow_up.models.transmittal import FocalPointTerm


def _dates(conference: Conference) -> list[tuple[str, str]]:
    return [(str(row.pk), moment(row.due_on)) for row in ReportingDate.objects.of(conference)]


class AddresseeAudienceForm(ConferenceForm):
    """Chooses the addressees of an audience."""

    due = ConferenceChoiceField(_dates, none=_("any"), label=_("Report missing for"))


def people_of(conference: Conference, options: Mapping[str, Any]) -> PersonQuerySet:
    """Return the focal points of addressees; with `due`, of those who have not reported for this date."""
    return Person.objects.filter(pk__in=_terms(conference, options).order_by().values("person"))


def _terms(conference: Conference, options: Mapping[str, Any]) -> QuerySet[FocalPointTerm]:
    terms = FocalPointTerm.objects.of(conference).current()
    if options.get("due"):
        due = ReportingDate.objects.of(conference).filter(pk=options["due"]).first()
        terms = terms.filter(addressee__in=missing_reports(conference, due)) if due else terms.none()
    return terms.exclude(person=None)


def values_of(
    conference: Conference, options: Mapping[str, Any], people: Collection[UUID]
) -> dict[UUID, dict[str, object]]:
    """Return such an addressee of each and the link to its page; of several, those of the first."""
    rows = _terms(conference, options).filter(person__in=people)
    values_by_person: dict[UUID, dict[str, object]] = {}
    for row in rows.select_related("addressee").order_by("-began_at", "-id"):
        assert row.person_id is not None
        row.addressee.conference = conference
        values_by_person[row.person_id] = {"link": term_link(row), "addressee": row.addressee.name}
    return values_by_person
