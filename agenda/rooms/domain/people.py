"""Finding people by name, and their roles in working groups."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agenda.history.domain.undo import editing_step
from agenda.rooms.models import GroupRole, WorkingGroup
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.models import Conference
from confman.people.domain.records import add_person
from confman.people.models import Person, fold_name
from confman.web.database.changes import claim_revision
from confman.web.errors import Refused
from confman.web.search import fold

MAX_NAMED = 5


def set_group_roles(group: WorkingGroup, rows: Sequence[tuple[Person, str]], *, by: User) -> None:
    """Set the roles in a working group to `rows`: pairs of person and role, in their order.

    Raises ValidationError for one person twice in one role.
    """
    if len({(person.pk, role) for person, role in rows}) < len(rows):
        raise ValidationError(_("A person appears twice in the same role."))
    with editing_step(group.conference, by=by, action="agenda.group_roles_changed", touching=[group]):
        claim_revision(group, None)
        existing = {(role.person_id, role.role): role for role in group.roles.all()}
        for position, (person, kind) in enumerate(rows):
            if person.conference_id != group.conference_id:
                raise ValidationError(_("This person belongs to another conference."))
            role = existing.pop((person.pk, kind), None) or GroupRole(group=group, person=person, role=kind)
            role.position = position
            role.clean_fields(exclude=["person", "group"])
            role.save()
        GroupRole.objects.filter(pk__in=[role.pk for role in existing.values()]).delete()
        record_audit(
            "agenda.group_roles_changed", by=by, target=group, label=group.code, details={"roles": len(rows)}
        )
    clear_rights(by)


def person_label(person: Person) -> str:
    """Return name and organization, which distinguish people of the same name in a list of suggestions."""
    return ", ".join(part for part in (str(person.name), str(person.organization)) if part)


def person_by_name(conference: Conference, name: str, *, by: User) -> Person:
    """Return the person meant by what was typed: one of the suggestions, or a name; a new person if nobody has it.

    Raises Refused if several have it.
    """
    # Anyone who is meant has all the words in their name or organization; nobody else is read.
    people = Person.objects.of(conference).known().search(name)
    return match_person(people, name) or add_person_along(conference, by=by, name=" ".join(name.split()))


def add_person_along(conference: Conference, *, by: User, **fields: Any) -> Person:
    """Create a person while another object is saved; undoing that object deletes them too, unless used elsewhere."""
    with editing_step(conference, by=by, action="people.added") as recorder:
        person = add_person(conference, by=by, **fields)
        recorder.made(person, along=True)
    return person


def match_person(candidates: Iterable[Person], name: str, organization: str = "") -> Person | None:
    """Return the person whom a suggestion or a name identifies; None if nobody has it.

    Raises Refused if several have it, and the organization does not distinguish them.
    """
    typed = " ".join(name.split())
    people = list(candidates)
    exact = [person for person in people if person_label(person) == typed]
    if len(exact) == 1:
        return exact[0]
    folded = fold_name(typed)
    namesakes = [person for person in people if folded in map(fold_name, person.name.values())]
    if len(namesakes) > 1 and organization:
        folded_organization = fold(organization)
        namesakes = [
            person for person in namesakes if folded_organization in map(fold, person.organization.values())
        ] or namesakes
    if len(namesakes) > 1:
        labels = "; ".join(sorted({person_label(person) for person in namesakes})[:MAX_NAMED])
        raise Refused(
            _("Several people are called “%(name)s”. Write one of them, with the organization: %(people)s.")
            % {"name": typed, "people": labels}
        )
    return namesakes[0] if namesakes else None
