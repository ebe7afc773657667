"""Settings of registration for a conference, and whether it is closed."""

import datetime as dt

from confman.conferences.models import OVER, Conference
from registrations.core.models.settings import RegistrationSettings


def settings_of(conference: Conference) -> RegistrationSettings:
    """Return the conference's settings; unsaved defaults if it has none yet."""
    return RegistrationSettings.objects.for_conference(conference)


# The time within which people who register expect an answer.
ANSWER_WITHIN = dt.timedelta(days=5)


def is_closed(conference: Conference) -> bool:
    """Tell whether the secretariat has closed the conference: no registrations, changes or offers any more."""
    return conference.status in OVER
