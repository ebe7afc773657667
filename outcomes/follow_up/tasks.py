"""Tasks of the worker for follow-up."""

import logging

from django.utils import timezone

from outcomes.follow_up.domain.progress_reports import plan_reporting_dates
from outcomes.follow_up.domain.reminders import conferences_that_remind, remind

logger = logging.getLogger(__name__)

# Reminders are sent during working hours in the time zone of the conference.
HOURS = range(8, 18)


def follow_up_task() -> int:
    """Plan further reporting dates, and make today's reminders; return how many."""
    count = 0
    for conference in conferences_that_remind():
        try:
            plan_reporting_dates(conference)
            if timezone.now().astimezone(conference.zone).hour in HOURS:
                run = remind(conference)
                count += run.sent + run.drafted
        except Exception:
            # A faulty template of one conference does not stop the reminders of others.
            logger.exception("The follow-up of %s could not go on by itself.", conference.slug)
    return count
