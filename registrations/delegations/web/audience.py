"""Focal points of delegations, as an audience of mailings."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm
from confman.people.models import Person
from confman.people.models.person import PersonQuerySet
from registrations.core.domain.personal_links import focal_point_link
from registrations.core.models.delegation import Credentials, DelegationKind, FocalPoint


class DelegationAudienceForm(ConferenceForm):
    """Chooses the delegations of an audience."""

    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *DelegationKind.choices]
    )
    credentials = forms.ChoiceField(
        label=_("Credentials"), required=False, choices=[("", _("all")), *Credentials.choices]
    )


def people_of(conference: Conference, options: Mapping[str, Any]) -> PersonQuerySet:
    """Return the focal points of such delegations."""
    return Person.objects.filter(pk__in=_focal_points(conference, options).order_by().values("person"))


def _focal_points(conference: Conference, options: Mapping[str, Any]) -> QuerySet[FocalPoint]:
    lookups = {f"delegation__{name}": options[name] for name in ("kind", "credentials") if options.get(name)}
    return FocalPoint.objects.filter(delegation__conference=conference, **lookups)


def values_of(
    conference: Conference, options: Mapping[str, Any], people: Collection[UUID]
) -> dict[UUID, dict[str, object]]:
    """Return a delegation of each person and the link to its page; the first if there are several."""
    rows = _focal_points(conference, options).filter(person__in=people)
    return {
        row.person_id: {"link": focal_point_link(row, conference), "delegation": row.delegation.name}
        for row in rows.select_related("delegation").order_by("-created_at", "-id")
    }
