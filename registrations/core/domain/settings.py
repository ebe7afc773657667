"""Settings of registration for a conference."""

from __future__ import annotations

import datetime as dt

from confman.conferences.models import Conference
from registrations.core.models.settings import RegistrationSettings


def settings_of(conference: Conference) -> RegistrationSettings:
    """The conference's settings; the usual ones, not saved, where it has decided nothing yet."""
    return RegistrationSettings.objects.for_conference(conference)


# Who registers expects an answer within this time.
ANSWER_WITHIN = dt.timedelta(days=5)
