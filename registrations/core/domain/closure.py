"""Whether a conference still takes anything from anyone."""

from __future__ import annotations

from confman.conferences.models import Conference, Status


def is_closed(conference: Conference) -> bool:
    """The secretariat has closed the conference: nobody registers, changes or is offered anything any more."""
    return conference.status in (Status.CLOSED, Status.ARCHIVED)
