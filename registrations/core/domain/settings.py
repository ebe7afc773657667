"""Settings of registration for a conference, and whether it is closed."""

import datetime as dt

from django.utils.translation import gettext as _

from confman.conferences.models import OVER, Conference
from confman.web.errors import Refused
from registrations.core.models.settings import RegistrationSettings


def settings_of(conference: Conference) -> RegistrationSettings:
    """Return the conference's settings; unsaved defaults if it has none yet."""
    return RegistrationSettings.objects.for_conference(conference)


# The time within which people who register expect an answer.
ANSWER_WITHIN = dt.timedelta(days=5)


def is_closed(conference: Conference) -> bool:
    """Tell whether the secretariat has closed the conference: no registrations, changes or offers any more."""
    return conference.status in OVER


def has_ended(conference: Conference) -> bool:
    """Tell whether participants and delegations change nothing any more: it is closed, or its days are over."""
    return is_closed(conference) or conference.phase() == "after"


def require_not_ended(conference: Conference) -> None:
    """Raise Refused if the conference has ended. The secretariat still corrects its records."""
    if has_ended(conference):
        raise Refused(_("The conference is over: this no longer changes. Please write to the secretariat."))
