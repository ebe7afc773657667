"""The people whom a list of speakers offers first."""

from typing import Any

from agenda.rooms.models.working_group import GroupRole
from agenda.sessions.models.session_role import SessionRole
from confman.people.models import Person
from registrations.core.models.registration import Function, Registration

MAX_OFFERED = 300


def suggested_speakers(session: Any) -> dict[str, Person]:
    """Return the people likely to speak in a session, by their labels in the form; three queries."""
    people: dict[Any, Person] = {}
    roles = SessionRole.objects.filter(session=session).select_related("person")
    groups = GroupRole.objects.filter(group=session.working_group_id).select_related("person")
    heads = (
        Registration.objects.of(session.conference)
        .approved()
        .filter(function=Function.HEAD)
        .select_related("person")[:MAX_OFFERED]
    )
    likely: list[SessionRole | GroupRole | Registration] = [*roles, *groups, *heads]
    for row in likely:
        people[row.person_id] = row.person
    labels: dict[str, Person] = {}
    for person in people.values():
        name, behind = str(person.name), str(person.organization)
        labels[f"{name} ({behind})" if behind else name] = person
    return labels
