"""The predicates that rules are composed of: which roles a user has in the conference of an object."""

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

import rules
from django.db.models import UUIDField

from confman.accounts.models import Visitor
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference, Membership, Organization, OrganizationMember, Role
from confman.translation.text import TranslatedText

FoundT = TypeVar("FoundT")


def conference_of(target: Any) -> Conference | None:
    """Return the conference an object belongs to: the object itself, its foreign key, or None."""
    return target if isinstance(target, Conference) else getattr(target, "conference", None)


def find_once(user: Any, key: Hashable, find: Callable[[], FoundT]) -> FoundT:
    """Return what `find` returns about the user's rights; it is called once per user object, hence per request."""
    # A request's user wraps the one that rules receive: attributes set on the wrapper reach both, `__dict__` does not.
    rights: dict[Hashable, Any] | None = getattr(user, "_known_rights", None)
    if rights is None:
        rights = user._known_rights = {}
    if key not in rights:
        rights[key] = find()
    value: FoundT = rights[key]
    return value


def clear_rights(*users: Visitor) -> None:
    """Forget what `find_once` found about these users. Every verb that changes roles or teams calls it."""
    for user in users:
        if hasattr(user, "_known_rights"):
            del user._known_rights


def roles_of(user: Visitor, conference: Conference | None) -> frozenset[str]:
    """Return the user's roles in a conference. Queried once per user object, hence once per request."""
    if conference is None or not user.is_authenticated or not user.is_active:
        return frozenset()
    return _in_conference(user, conference)[0]


class NamedConference(NamedTuple):
    """A conference as pages lead to it: no more of it is read."""

    slug: str
    title: TranslatedText


def own_conferences(user: Visitor) -> list[NamedConference]:
    """Return the conferences on whose team the user is, the latest first; known together with their roles."""
    conferences = {row.conference_id: row.conference for row in _memberships(user)}
    return [NamedConference(row.slug, row.title) for row in conferences.values()]


def is_invited(user: Visitor, conference: Conference) -> bool:
    """Tell whether the user has a role not accepted yet; known together with their roles."""
    return bool(roles_of(user, conference)) and _in_conference(user, conference)[1]


def opened_by(user: Visitor, conference: Conference) -> list[list[str]]:
    """Return the kinds and keys of the records that the user opened last.

    Few pages ask. The others need not be made anew when another record was opened.
    """
    key = ("opened", conference.pk)
    found = (
        find_once(user, key, lambda: _opened.all(user.pk, conference.pk))
        if roles_of(user, conference)
        else []
    )
    return max(found, key=len, default=[])


_opened: CompiledQuery[list[list[str]]] = CompiledQuery(
    lambda user, conference: (
        Membership.objects.filter(user=user, conference=conference)
        .order_by("pk")
        .values_list("opened", flat=True)
    ),
    UUIDField(),
    UUIDField(),
)


def _memberships(user: Visitor) -> list[Membership]:
    """Return all memberships of the user: each page asks for those here and leads to the other conferences."""

    return find_once(user, "memberships", lambda: _of_user.all(user.pk))


_of_user: CompiledQuery[Membership] = CompiledQuery(
    lambda user: (
        Membership.objects.filter(user=user)
        .select_related("conference")
        .only("role", "accepted_at", "conference", "conference__slug", "conference__title")
        .order_by("-conference__starts_on", "conference__slug")
    ),
    UUIDField(),
)


def _in_conference(user: Visitor, conference: Conference) -> tuple[frozenset[str], bool]:
    """Return the roles, and whether one has not been accepted yet."""

    def find() -> tuple[frozenset[str], bool]:
        rows = [row for row in _memberships(user) if row.conference_id == conference.pk]
        return (frozenset(row.role for row in rows), any(row.accepted_at is None for row in rows))

    return find_once(user, ("memberships", conference.pk), find)


def has_right(user: Visitor, permission: str, conference: Conference) -> bool:
    """Tell whether the user has a permission in the conference. A page asks for some two hundred: of each once."""
    # In an archived conference few rights are left, and an announced one is shown to all.
    key = permission, conference.pk, conference.status
    return find_once(user, key, lambda: bool(user.has_perm(permission, conference)))


def has_role(*roles: str) -> Any:
    """Return a predicate: the user is an owner or has one of these roles in the object's conference."""
    sufficient = {*roles, Role.OWNER}

    @rules.predicate(name=f"has_role({', '.join(sorted(roles))})")
    def predicate(user: Visitor, target: Any = None) -> bool:
        return bool(sufficient & roles_of(user, conference_of(target)))

    return predicate


is_owner = has_role()


@rules.predicate
def is_member(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user works for the conference, or observes it for a donor."""
    return bool(roles_of(user, conference_of(target)))


@rules.predicate
def is_team(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user works for the conference: any role other than observer."""
    return bool(roles_of(user, conference_of(target)) - {Role.OBSERVER})


@rules.predicate
def may_hold_conferences(user: Visitor, target: Any = None) -> bool:
    """Tell whether the operator allows the user to create and announce conferences."""
    return bool(user.is_authenticated and user.is_active and user.may_hold_conferences)


@rules.predicate
def is_public_conference(user: Visitor, target: Any = None) -> bool:
    """Tell whether the conference has been announced."""
    conference = conference_of(target)
    return conference is not None and conference.is_public


@rules.predicate
def is_administrator(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user decides on the team and the conferences of an organization."""
    return (
        isinstance(target, Organization)
        and user.is_active
        and Organization.objects.administered_by(user).filter(pk=target.pk).exists()
    )


@rules.predicate
def administers_organization(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user decides on the organization of the conference."""
    conference = conference_of(target)
    return conference is not None and is_administrator(user, conference.organization)


@rules.predicate
def is_of_organization(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user works for the conference and for its organization. Queried once per request."""
    conference = conference_of(target)
    if conference is None or conference.organization_id is None or not roles_of(user, conference):
        return False
    key = conference.organization_id
    members = OrganizationMember.objects
    return find_once(
        user, ("organization", key), lambda: members.filter(organization=key, user=user.pk).exists()
    )
