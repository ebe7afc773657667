"""First steps offered to a new conference."""

from confman.conferences.models import Conference
from registrations.core.models.registration import Registration


def nobody_is_registered(conference: Conference) -> bool:
    """Tell whether a list of people would be the first."""
    return not Registration.objects.of(conference).exists()
