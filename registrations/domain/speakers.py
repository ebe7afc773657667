"""Whoever speaks at the conference needs a registration: a badge at the door. A check of the agenda's conflicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from agenda.domain.conflicts import Conflict, Plan, PlannedSession, Teller
from agenda.models import SessionRole
from confman.conferences.models import Conference
from registrations.models import Registration, RegistrationStatus

KEY = "speaker-not-registered"


def registration_states(conference: Conference) -> dict[str, str]:
    """Person -> status of their registration; of several the approved one. Empty where nobody registers at all."""
    found: dict[str, str] = {}
    rows = Registration.objects.of(conference).alive().order_by()
    for person, status in rows.values_list("person", "status"):
        if found.get(str(person)) != RegistrationStatus.APPROVED:
            found[str(person)] = status
    return found


def speaker_not_registered(plan: Plan) -> Iterator[Conflict]:
    """Who has a role, has not declined it, and is not approved. Interpreters come by other ways.

    A conference that registers nobody is not asked.
    """
    states: Mapping[str, str] = plan.facts.get(KEY) or {}
    if not states:
        return
    where: dict[str, list[PlannedSession]] = defaultdict(list)
    for session in plan.sessions:
        speakers = {
            role.person
            for role in session.roles
            if not role.declined and role.role != SessionRole.Role.INTERPRETER
        }
        for person in speakers:
            where[person].append(session)
    for person, sessions in where.items():
        if states.get(person) != RegistrationStatus.APPROVED:
            ordered = sorted(sessions, key=lambda each: (each.start, each.id))
            keys = tuple(session.id for session in ordered)
            yield Conflict(KEY, keys, person, detail=(states.get(person, ""),))


def tell(conflict: Conflict, say: Teller) -> str:
    (status,) = conflict.detail
    values = {"person": say.person(conflict.subject), "sessions": say.sessions(conflict.sessions)}
    if not status:
        return _("%(person)s has a role in %(sessions)s and is not registered.") % values
    state = RegistrationStatus(status).label
    return _("%(person)s has a role in %(sessions)s; the registration is not approved: %(state)s.") % {
        **values,
        "state": state,
    }
