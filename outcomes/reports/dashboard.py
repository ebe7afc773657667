"""Reports on the dashboard: the report to the donor, after the conference."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.conferences.registries import Figure


def report_figures(conference: Conference, may: Callable[[str], bool]) -> list[Figure]:
    """Return the way to the report to the donor, after the conference."""
    if conference.phase() != "after" or not may("outcomes.edit_report"):
        return []
    page = reverse("outcomes_secretariat:report-texts", args=[conference.slug, "donor"])
    return [Figure(_("Report to the donor"), _("Write"), page)]
