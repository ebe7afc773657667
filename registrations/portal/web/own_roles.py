"""A participant and a focal point, as capacities that a mailbox may have in a conference."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.registries import mail_goes_to
from confman.people.web.own_roles import roles_here
from registrations.core.models.delegation import FocalPoint
from registrations.core.models.registration import ENDED, Registration
from registrations.core.web.portal import page_of_delegation


def registrations() -> QuerySet[Registration]:
    """Return all registrations, with what their pages need."""
    return Registration.objects.with_names().select_related("conference")


def not_over_of_mailbox(address: str) -> Q:
    """Match those of a mailbox, without those that are over, which only their old link opens."""
    return mail_goes_to(address) & ~Q(status__in=ENDED)


def record_of_registration(registration: Registration) -> str:
    """Return the address of the registration's page in the secretariat."""
    return _record("registration", registration.conference, registration.pk)


def own_agenda_page(request: HttpRequest, person: Person) -> str:
    """Return the address of a participant's own agenda, if this browser has opened their registration; else ""."""
    for _kind, row in roles_here(request, person.conference):
        if isinstance(row, Registration) and row.person_id == person.pk and not row.is_over:
            return reverse("registrations_portal:own-agenda", args=[person.conference.slug, row.pk])
    return ""


def focal_points() -> QuerySet[FocalPoint]:
    """Return all focal points, with what their pages need."""
    return FocalPoint.objects.select_related("delegation__conference", "person__conference")


def page_of_focal_point(focal_point: FocalPoint) -> str:
    """Return the page of the delegation."""
    return page_of_delegation(focal_point.delegation, focal_point.delegation.conference.slug)


def record_of_focal_point(focal_point: FocalPoint) -> str:
    """Return the address of the delegation's page in the secretariat."""
    return _record("delegation", focal_point.delegation.conference, focal_point.delegation_id)


def _record(name: str, conference: Conference, pk: UUID) -> str:
    return reverse(f"registrations_secretariat:{name}", args=[conference.slug, pk])
