"""Whether a conference is closed for changes."""

from confman.conferences.models import OVER, Conference


def is_closed(conference: Conference) -> bool:
    """Tell whether the secretariat has closed the conference: no registrations, changes or offers any more."""
    return conference.status in OVER
