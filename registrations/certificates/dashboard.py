"""Certificates on the dashboard: who attended and has none."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from confman.conferences.addresses import list_url
from confman.conferences.models import Conference
from confman.conferences.registries import Figure
from registrations.certificates.domain.recipients import without_certificate


def certificate_figures(conference: Conference, may: Callable[[str], bool]) -> list[Figure]:
    """Return how many attended and have no certificate, after the conference."""
    if conference.phase() != "after" or not may("registrations.issue_certificates"):
        return []
    page = list_url(conference, "registrations_secretariat:certificate-list")
    return [Figure(_("Without a certificate"), without_certificate(conference).count(), page)]
