"""Tasks of the worker for silence procedures."""

import logging

from confman.accounts.system_users import system_user
from outcomes.circulations.domain.circulation import conclude_circulation, due_circulations

logger = logging.getLogger(__name__)


def silence_task() -> int:
    """Conclude the silence procedures whose deadline has passed; return how many."""
    ended = 0
    for circulation in due_circulations():
        try:
            ended += conclude_circulation(circulation, by=system_user("job"))
        except Exception:
            # A circulation that fails does not block those of other conferences; it is tried again.
            logger.exception("The silence procedure %s could not be ended.", circulation.pk)
    return ended
