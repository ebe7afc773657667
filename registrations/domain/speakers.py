"""Whoever speaks at the conference needs a registration: a badge at the door. A check of the agenda's conflicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from agenda.domain.conflicts import Conflict, Plan, PlannedSession, Teller
from agenda.models import GroupRole, SessionRole
from confman.conferences.models import Conference
from confman.people.models import Person
from registrations.models import Registration, RegistrationStatus

KEY = "speaker-not-registered"


def without_registration(conference: Conference) -> dict[str, str]:
    """Who has a role and no approved registration -> the status of the one they have, or nothing.

    Empty where nobody registers at all. In two queries, whose answers do not grow with the number of participants.
    """
    if not Registration.objects.of(conference).exists():
        return {}
    in_sessions = SessionRole.objects.filter(session__conference=conference).order_by()
    in_groups = GroupRole.objects.filter(group__conference=conference).order_by()
    approved = Registration.objects.of(conference).approved().order_by()
    people = (
        Person.objects.filter(Q(pk__in=in_sessions.values("person")) | Q(pk__in=in_groups.values("person")))
        .exclude(pk__in=approved.values("person"))
        .order_by()
    )
    theirs = Registration.objects.filter(person=OuterRef("pk"), conference=conference).alive()
    status = Subquery(theirs.order_by("-created_at", "id").values("status")[:1])
    return {str(key): found or "" for key, found in people.values_list("pk", status)}


def speaker_not_registered(plan: Plan) -> Iterator[Conflict]:
    """Who has a role, has not declined it, and is not approved. Interpreters come by other ways.

    A conference that registers nobody is not asked.
    """
    lacking: Mapping[str, str] = plan.facts.get(KEY) or {}
    where: dict[str, list[PlannedSession]] = defaultdict(list)
    for session in plan.sessions:
        speakers = {
            role.person
            for role in session.roles
            if role.person in lacking and not role.declined and role.role != SessionRole.Role.INTERPRETER
        }
        for person in speakers:
            where[person].append(session)
    for person, sessions in where.items():
        ordered = sorted(sessions, key=lambda each: (each.start, each.id))
        yield Conflict(KEY, tuple(session.id for session in ordered), person, detail=(lacking[person],))


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
