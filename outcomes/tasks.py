"""What the worker does by itself."""

import logging

from django.utils import timezone

from confman.accounts.system_users import system_user
from outcomes.circulations.domain.circulation import conclude_circulation, due_circulations
from outcomes.follow_up.domain.reminders import conferences_that_remind, remind
from outcomes.follow_up.domain.reporting_dates import plan_reporting_dates
from outcomes.imports.exchange.uploads import expire_tables, run_upload

logger = logging.getLogger(__name__)

# Reminders leave while people work, where the conference is.
HOURS = range(8, 18)


def run_table_upload(key: str, language: str) -> None:
    """Preview or import a large table that a user brought. Harmless when it comes twice."""
    run_upload(key, language)


def expire_table_uploads() -> None:
    """Throw away the tables that nobody decided about."""
    expire_tables()


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


def silence_task() -> int:
    """End the silence procedures whose deadline has passed; how many were ended."""
    ended = 0
    for circulation in due_circulations():
        try:
            ended += conclude_circulation(circulation, by=system_user("job"))
        except Exception:
            # What cannot be ended keeps no other conference's from its end; it is tried again.
            logger.exception("The silence procedure %s could not be ended.", circulation.pk)
    return ended
