"""The people of an agenda: those with a role, and the officers of the plenary and the working groups."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from agenda.rooms.models import GroupRole, GroupRoleKind
from agenda.sessions.models.session import PAUSES, Session, SessionRole, SessionRoleKind, SessionVisibility
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.privacy import Audience, may_list, may_name_in_role
from confman.translation.languages import reading_languages
from confman.translation.text import TranslatedText
from confman.web.database.unchanged import ConferenceQuery, as_text, get_or_make

# Those with a role are found by their keys: asked for the conference too, SQLite looks through all of its people.
_PEOPLE = ConferenceQuery(
    lambda key: (
        Person.objects.known()
        .filter(pk__in=SessionRole.objects.filter(session__conference=key).values("person"))
        .values_list(as_text("pk"), as_text("name"))
    )
)


def people_with_roles(conference: Conference) -> list[tuple[str, str]]:
    """Return key and name of everyone with a role, as a menu has them; kept while their rows are equal."""

    def named() -> list[tuple[str, str]]:
        rows = _PEOPLE.rows(conference)
        return [(str(UUID(key)), str(TranslatedText.of(json.loads(name)))) for key, name in rows]

    return get_or_make(conference, ("people with roles", *reading_languages()), named, _PEOPLE)


# The offices of a conference and of its groups, in their order, by the roles that make them.
CHAIR, VICE_CHAIR, RAPPORTEUR = GroupRoleKind.CHAIR, GroupRoleKind.VICE_CHAIR, GroupRoleKind.RAPPORTEUR
OFFICES: dict[str, Any] = {CHAIR: CHAIR.label, VICE_CHAIR: VICE_CHAIR.label, RAPPORTEUR: RAPPORTEUR.label}
_OFFICE_OF = {
    SessionRoleKind.CHAIR: CHAIR,
    SessionRoleKind.CO_CHAIR: CHAIR,
    SessionRoleKind.RAPPORTEUR: RAPPORTEUR,
}

Officers = dict[str, list[Person]]


def officers(conference: Conference, audience: Audience) -> dict[UUID | None, Officers]:
    """Return the officers of each working group by office, and under None those of the plenary. Two queries.

    An office is named as far as the audience may read it: by the list of the group, and by the agenda, whose confirmed
    roles in public sessions are public. A moderator leads where a plenary has no chair.
    """
    by_group: dict[UUID | None, Officers] = {}
    group_roles = GroupRole.objects.filter(group__conference=conference, role__in=OFFICES).select_related(
        "person"
    )
    for group_role in group_roles:
        if may_list(group_role.person.listing, audience):
            _add(by_group.setdefault(group_role.group_id, {}), group_role.role, group_role.person)
    moderators: Officers = {}
    for role in _roles(conference, audience):
        officers_here = by_group.setdefault(role.session.working_group_id, {})
        if office := _OFFICE_OF.get(SessionRoleKind(role.role)):
            _add(officers_here, office, role.person)
        elif role.session.working_group_id is None:
            _add(moderators, CHAIR, role.person)
    plenary = by_group.setdefault(None, {})
    if CHAIR not in plenary:
        plenary.update(moderators)
    return by_group


def _roles(conference: Conference, audience: Audience) -> Iterator[SessionRole]:
    roles: Iterable[SessionRole] = (
        SessionRole.objects.filter(
            session__conference=conference, role__in=(*_OFFICE_OF, SessionRoleKind.MODERATOR), item=None
        )
        .exclude(session__status=Session.Status.CANCELLED)
        .exclude(session__kind__in=PAUSES)
        .select_related("person", "session")
        .order_by("session__start", "position", "id")
    )
    for role in roles:
        public = role.session.visibility == SessionVisibility.PUBLIC
        if public and may_name_in_role(role.person.listing, audience, confirmed=role.is_confirmed):
            yield role


def _add(officers_here: Officers, office: str, person: Person) -> None:
    people = officers_here.setdefault(office, [])
    if person not in people:
        people.append(person)
