"""Facts about surveys for the checklist."""

from confman.conferences.models import Conference
from registrations.surveys.models import Survey


def has_survey(conference: Conference) -> bool:
    """Tell whether there is a survey for participants."""
    return Survey.objects.of(conference).for_participants().exists()
