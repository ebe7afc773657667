"""The doors on the dashboard: who is in the house, and who waits at the help desk."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.conferences.registries import Figure
from registrations.attendance.domain.attendance import present_today
from registrations.check_in.domain.help_desk import open_cases
from registrations.core.models.registration import Registration


def house_figures(conference: Conference, may: Callable[[str], bool]) -> list[Figure]:
    """Return how many came today of those expected, and the open cases of the help desk; on the days themselves."""
    if conference.phase() != "during" or not may("registrations.record_attendance"):
        return []
    expected = Registration.objects.of(conference).approved().count()
    doors, help_desk = (
        reverse(f"registrations_onsite:{name}", args=[conference.slug]) for name in ("index", "help-desk")
    )
    return [
        Figure(
            _("In the house"),
            present_today(conference),
            doors,
            _("of %(expected)d expected") % {"expected": expected},
        ),
        Figure(_("Help desk"), len(open_cases(conference)), help_desk),
    ]
