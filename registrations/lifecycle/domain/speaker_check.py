"""Speakers need a registration, for a badge at the door. A check of the agenda's conflicts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from agenda.conflicts.domain.loader import key_of
from agenda.conflicts.domain.messages import ConflictFormatter
from agenda.conflicts.domain.plan import AgendaPlan, PlannedSession
from agenda.conflicts.registries import Conflict
from agenda.rooms.models import GroupRole
from agenda.sessions.models.session import SessionRole
from confman.conferences.models import Conference
from confman.web.database.unchanged import ConferenceQuery
from registrations.core.models.registration import ENDED, Registration, RegistrationStatus
from registrations.lifecycle.keys import SPEAKER_NOT_REGISTERED
from registrations.lifecycle.table import ADMISSIBLE

# True if anyone registers at all.
_ANY = ConferenceQuery(
    lambda key: Registration.objects.filter(conference=key).order_by().values_list("pk")[:1]
)
# The status of the registrations of those with a role: a person has at most one that has not ended. A person is of one
# conference: where that is not asked for, too, the index of persons is used, however many register.
_STATES = ConferenceQuery(
    lambda key: (
        Registration.objects.exclude(status__in=ENDED)
        .filter(
            person__in=SessionRole.objects.filter(session__conference=key)
            .order_by()
            .values("person")
            .union(GroupRole.objects.filter(group__conference=key).order_by().values("person"))
        )
        .order_by()
        .values_list("person", "status")
    )
)


def states_of_registrations(conference: Conference) -> dict[str, str] | None:
    """Map people with a role to the status of their registration, unless it has ended.

    None where nobody registers at all. Two queries, whose answers do not grow with the number of participants.
    """
    if not _ANY.rows(conference):
        return None
    return {key_of(key): status for key, status in _STATES.rows(conference)}


def speaker_not_registered(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for people with a role not declined who are not approved; not for interpreters.

    A conference that registers nobody is not checked.
    """
    states: Mapping[str, str] | None = plan.facts.get(SPEAKER_NOT_REGISTERED)
    if states is None:
        return
    sessions_by_person: dict[str, list[PlannedSession]] = defaultdict(list)
    for session in plan.sessions:
        speakers = {
            role.person
            for role in session.roles
            if not role.declined and role.role != SessionRole.Role.INTERPRETER
        }
        for person in speakers:
            if states.get(person) not in ADMISSIBLE:
                sessions_by_person[person].append(session)
    for person, sessions in sessions_by_person.items():
        ordered = sorted(sessions, key=lambda item: (item.start, item.id))
        ids = tuple(session.id for session in ordered)
        yield Conflict(SPEAKER_NOT_REGISTERED, ids, person, detail=(states.get(person, ""),))


def describe(conflict: Conflict, formatter: ConflictFormatter) -> str:
    (status,) = conflict.detail
    values = {"person": formatter.person(conflict.subject), "sessions": formatter.sessions(conflict.sessions)}
    if not status:
        return _("%(person)s has a role in %(sessions)s and is not registered.") % values
    values["state"] = str(RegistrationStatus(status).label)
    return _("%(person)s has a role in %(sessions)s; the registration is not approved: %(state)s.") % values
