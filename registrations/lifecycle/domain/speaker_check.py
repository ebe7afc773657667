"""Speakers need a registration, for a badge at the door. A check of the agenda's conflicts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agenda.conflicts.domain.loader import key_of
from agenda.conflicts.domain.messages import ConflictFormatter
from agenda.conflicts.domain.plan import AgendaPlan, PlannedSession
from agenda.conflicts.registries import Conflict
from agenda.rooms.models import GroupRole
from agenda.sessions.models.session import SessionRole
from confman.conferences.models import Conference
from confman.web.database.unchanged import ConferenceQuery
from registrations.core.models.registration import Registration, RegistrationStatus
from registrations.lifecycle.keys import SPEAKER_NOT_REGISTERED
from registrations.lifecycle.table import ADMISSIBLE


def _without_approval(roles: QuerySet[Any], key: UUID) -> QuerySet[Any, Any]:
    admitted = Registration.objects.filter(conference=key, status__in=ADMISSIBLE)
    return roles.order_by().values_list("person").difference(admitted.order_by().values_list("person"))


# True if anyone registers at all.
_ANY = ConferenceQuery(
    lambda key: Registration.objects.filter(conference=key).order_by().values_list("pk")[:1]
)
# Persons with a role and without an approved registration.
_IN_SESSIONS = ConferenceQuery(
    lambda key: _without_approval(SessionRole.objects.filter(session__conference=key), key)
)
_IN_GROUPS = ConferenceQuery(
    lambda key: _without_approval(GroupRole.objects.filter(group__conference=key), key)
)

# The status of the registration they have instead. A person is of one conference: where that is not asked for, too, the
# index of persons is used, however many register.
_STATES = ConferenceQuery(
    lambda key: (
        Registration.objects.alive()
        .exclude(status__in=ADMISSIBLE)
        .filter(
            person__in=SessionRole.objects.filter(session__conference=key)
            .order_by()
            .values("person")
            .union(GroupRole.objects.filter(group__conference=key).order_by().values("person"))
        )
        .order_by("created_at", "id")
        .values_list("person", "status")
    )
)


def without_registration(conference: Conference) -> dict[str, str]:
    """Map people with a role and no approved registration to the status of the one they have, or ''.

    Empty where nobody registers at all. A few queries, whose answers do not grow with the number of participants.
    """
    lacking = {
        key_of(key) for statement in (_IN_SESSIONS, _IN_GROUPS) for (key,) in statement.rows(conference)
    }
    if not lacking or not _ANY.rows(conference):
        return {}
    states = {key_of(person): status for person, status in _STATES.rows(conference)}
    return {key: states.get(key, "") for key in lacking}


def speaker_not_registered(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for people with a role not declined who are not approved; not for interpreters.

    A conference that registers nobody is not checked.
    """
    lacking: Mapping[str, str] = plan.facts.get(SPEAKER_NOT_REGISTERED) or {}
    sessions_by_person: dict[str, list[PlannedSession]] = defaultdict(list)
    for session in plan.sessions:
        speakers = {
            role.person
            for role in session.roles
            if role.person in lacking and not role.declined and role.role != SessionRole.Role.INTERPRETER
        }
        for person in speakers:
            sessions_by_person[person].append(session)
    for person, sessions in sessions_by_person.items():
        ordered = sorted(sessions, key=lambda item: (item.start, item.id))
        ids = tuple(session.id for session in ordered)
        yield Conflict(SPEAKER_NOT_REGISTERED, ids, person, detail=(lacking[person],))


def describe(conflict: Conflict, formatter: ConflictFormatter) -> str:
    (status,) = conflict.detail
    values = {"person": formatter.person(conflict.subject), "sessions": formatter.sessions(conflict.sessions)}
    if not status:
        return _("%(person)s has a role in %(sessions)s and is not registered.") % values
    values["state"] = str(RegistrationStatus(status).label)
    return _("%(person)s has a role in %(sessions)s; the registration is not approved: %(state)s.") % values
