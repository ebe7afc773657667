"""Seats: who signed up hears of a release, sees it in their own agenda; lines move up by the clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from agenda.core.web.registries import PlaceLink, place_links
from agenda.own_agenda.registries import OwnSessions, own_sessions
from agenda.releases.registries import ConcernedPeople, concerned_people
from confman.mail.registry import ScheduledJob, mail_kinds, scheduled_jobs
from registrations.seats.domain.agenda import (
    followed,
    sessions_of_own_groups,
    sessions_signed_up_for,
    signed_up,
)
from registrations.seats.mail_kinds import KINDS
from registrations.seats.web.views import seat_list_url


def register() -> None:
    """Fill the registries; called once, when the app is ready."""
    for kind in KINDS:
        mail_kinds.register(kind)
    scheduled_jobs.register(
        ScheduledJob("registrations.seats", "registrations.seats.tasks.run_waiting_lines_task", minutes=10)
    )
    place_links.register(
        PlaceLink(
            "registrations.seats",
            _("Signed up"),
            "people",
            "registrations.view_registrations",
            seat_list_url,
        )
    )
    concerned_people.register(
        ConcernedPeople(
            "registrations.seats",
            _("signed up"),
            signed_up,
            words=followed,
            live=True,
            attends=True,
        )
    )
    own_sessions.register(OwnSessions("registrations.seats", _("signed up"), sessions_signed_up_for))
    own_sessions.register(OwnSessions("registrations.groups", _("my working group"), sessions_of_own_groups))
