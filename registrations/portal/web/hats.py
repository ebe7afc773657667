"""A participant and a focal point, among what one mailbox may be in a conference."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.people.registries import HatKind, hat_kinds, mail_goes_to
from registrations.core.models.delegation import FocalPoint
from registrations.core.models.registration import ENDED, Registration
from registrations.core.web.portal import FOCAL_POINTS, REGISTRATIONS, page_of, page_of_delegation
from registrations.portal.domain.link_renewal import focal_point_link_renewed, registration_link_renewed


def _record(name: str, conference: Conference, pk: UUID) -> str:
    return reverse(f"registrations_secretariat:{name}", args=[conference.slug, pk])


def register() -> None:
    """Fill the registry; called once, when the app is ready."""
    hat_kinds.register(
        HatKind(
            REGISTRATIONS,
            _("Registration, ticket and own agenda"),
            "person-check",
            rows=lambda: Registration.objects.with_names().select_related("conference"),
            page=page_of,
            name=lambda row: row.person.name,
            conference="conference",
            # A registration that is over is opened by its old link, and by nothing new.
            mailbox=lambda address: mail_goes_to(address) & ~Q(status__in=ENDED),
            renewed=registration_link_renewed,
            permission="registrations.review",
            record=lambda row: _record("registration", row.conference, row.pk),
            position=10,
        )
    )
    hat_kinds.register(
        HatKind(
            FOCAL_POINTS,
            _("Delegation: members and papers"),
            "flag",
            rows=lambda: FocalPoint.objects.select_related("delegation__conference", "person__conference"),
            page=lambda row: page_of_delegation(row.delegation, row.delegation.conference.slug),
            name=lambda row: row.delegation.name,
            conference="delegation__conference",
            renewed=focal_point_link_renewed,
            permission="registrations.edit_delegations",
            record=lambda row: _record("delegation", row.delegation.conference, row.delegation_id),
            position=20,
        )
    )
