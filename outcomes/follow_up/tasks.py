"""Tasks of the worker for follow-up."""

import logging

from django.utils import timezone

from outcomes.follow_up.domain.reminders import conferences_that_remind, remind
from outcomes.follow_up.domain.reporting_dates import plan_reporting_dates

logger = logging.getLogger(__name__)

# Reminders leave while people work, where the conference is.
HOURS = range(8, 18)


def follow_up_task() -> int:
    """Plan reporting dates on, and remind whoever is to be reminded today; how many reminders were made."""
    made = 0
    for conference in conferences_that_remind():
        try:
            plan_reporting_dates(conference)
            if timezone.now().astimezone(conference.zone).hour in HOURS:
                run = remind(conference)
                made += run.sent + run.drafted
        except Exception:
            # A wrong template of one conference keeps no other from being reminded.
            logger.exception("The follow-up of %s could not go on by itself.", conference.slug)
    return made
