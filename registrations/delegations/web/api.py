"""Delegations and their members, for programs."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import (
    Answer,
    CountryCode,
    ListFilter,
    OfCountry,
    RequestModel,
    SentTexts,
    Texts,
    example,
)
from confman.people.models import FamilyNameFirst
from registrations.core.domain.settings import require_not_ended
from registrations.core.models.delegation import Delegation, DelegationKind, FocalPoint
from registrations.core.models.registration import Function, Registration, RegistrationStatus
from registrations.delegations.domain.members import nominate, replace_member, set_function
from registrations.lifecycle.domain.decisions import cancel_in_time, cancel_registration

routes = Routes("Delegations")

VIEW, EDIT, REVIEW = (
    "registrations.view_delegations", "registrations.edit_registrations", "registrations.review",
)  # fmt: skip
VIEW_OWN, NAME = "registrations.view_own_delegations", "registrations.name_members"


class DelegationAnswer(Answer):
    """A delegation, and how many of its places are taken. Its members are registrations that name it."""

    id: UUID
    kind: str
    name: Texts
    formal_name: Texts
    country: CountryCode
    capacity: int | None
    taken: int

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e03",
        kind="state",
        name={"en": "Uzbekistan"},
        formal_name={"en": "Republic of Uzbekistan"},
        country="UZ",
        capacity=5,
        taken=3,
    )


class MemberAnswer(Answer):
    """A member of a delegation: the registration that names it."""

    id: UUID
    person: UUID = Field(validation_alias="person_id")
    name: Texts
    function: str
    status: RegistrationStatus

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e02",
        person="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a03",
        name={"en": "Dilnoza Karimova"},
        function="delegate",
        status="nominated",
    )


_NOMINEE: Any = {
    "name": {"en": "Dilnoza Karimova"},
    "job_title": {"en": "Head of department"},
    "email": "d.karimova@example.org",
}


class Substitute(RequestModel):
    """A person who comes in the place of a member, with the same function."""

    name: SentTexts = Field(min_length=1)
    title: SentTexts = Field(default_factory=dict)
    family_name_first: FamilyNameFirst = FamilyNameFirst.AS_USUAL
    job_title: SentTexts = Field(default_factory=dict)
    email: str = ""

    model_config = example(**_NOMINEE)


class NewMember(Substitute):
    """A person whom a delegation names as its member, as in its letter."""

    function: Function = Function.DELEGATE

    model_config = example(**_NOMINEE, function="delegate")


class MemberChange(RequestModel):
    """The function that a member has from now on."""

    function: Function

    model_config = example(function="adviser")


class DelegationApiFilter(ListFilter):
    """Filters the list of delegations."""

    kind: DelegationKind | None = None
    country: OfCountry = ""


@routes.list("/delegations", DelegationAnswer, permission=VIEW, order=("sort_key", "id"))
def list_delegations(request: AuthorizedRequest, filters: Query[DelegationApiFilter]) -> QuerySet[Delegation]:
    """List the delegations by name."""
    return Delegation.objects.of(request.conference).filter(**filters.lookups())


@routes.one("/delegations/{uuid:key}", DelegationAnswer, permission=VIEW)
def show_delegation(request: AuthorizedRequest, key: UUID) -> Delegation:
    """Show a delegation."""
    return get_object_or_404(Delegation.objects.of(request.conference), pk=key)


def _members(request: AuthorizedRequest, key: UUID) -> QuerySet[Registration]:
    rows = (
        Registration.objects.of(request.conference).filter(delegation=show_delegation(request, key)).alive()
    )
    return rows.annotate(name=F("person__name"), sort_key=F("person__sort_key"))


@routes.list("/delegations/{uuid:key}/members", MemberAnswer, permission=VIEW, order=("sort_key", "id"))
def list_members(request: AuthorizedRequest, key: UUID) -> QuerySet[Registration]:
    """List the members of a delegation by name, without those whose registration is over."""
    return _members(request, key)


@routes.one("/delegations/{uuid:key}/members/{uuid:member}", MemberAnswer, permission=VIEW)
def show_member(request: AuthorizedRequest, key: UUID, member: UUID) -> Registration:
    """Show a member of a delegation."""
    return get_object_or_404(_members(request, key), pk=member)


@routes.write("POST", "/delegations/{uuid:key}/members", MemberAnswer, permission=EDIT, status=201)
def add_member(request: AuthorizedRequest, key: UUID, body: NewMember) -> Registration:
    """Name a member of a delegation, within its quota. With an e-mail they get a link to complete the registration.

    A head replaces the one before.
    """
    return _name(request, show_delegation(request, key), body)


@routes.write(
    "PATCH", "/delegations/{uuid:key}/members/{uuid:member}", MemberAnswer, permission=EDIT, of=show_member
)
def alter_member(request: AuthorizedRequest, key: UUID, member: UUID, body: MemberChange) -> Registration:
    """Give a member another function. A head replaces the one before, who becomes a delegate."""
    return _change(request, body)


@routes.write(
    "POST", "/delegations/{uuid:key}/members/{uuid:member}/replace", MemberAnswer,
    permission=REVIEW, of=show_member, status=201,
)  # fmt: skip
def substitute_member(request: AuthorizedRequest, key: UUID, member: UUID, body: Substitute) -> Registration:
    """Name another person instead of a member, with the same function; the answer is the one who comes.

    A place that is held is handed over at once, and the ticket of the one before opens no door.
    """
    return _replace(request, body)


@routes.write(
    "DELETE", "/delegations/{uuid:key}/members/{uuid:member}", None, permission=REVIEW, of=show_member
)
def remove_member(request: AuthorizedRequest, key: UUID, member: UUID) -> None:
    """Withdraw a member: the registration is cancelled, and its place is free."""
    cancel_registration(request.target, by=request.auth.acting_user)


# --- What a focal point does on the page of a delegation ------------------------------------------------------


def _own_points(request: AuthorizedRequest) -> QuerySet[FocalPoint]:
    points = FocalPoint.objects.filter(delegation__conference=request.conference)
    return points.filter(person__user=request.auth.acting_user).select_related(
        "delegation__conference", "person"
    )


def _own_point(request: AuthorizedRequest, key: UUID) -> FocalPoint:
    return get_object_or_404(_own_points(request), delegation=key)


@routes.list("/own-delegations", DelegationAnswer, permission=VIEW_OWN, order=("sort_key", "id"))
def list_own_delegations(request: AuthorizedRequest) -> QuerySet[Delegation]:
    """List the delegations of which the owner of the token is a focal point."""
    return Delegation.objects.of(request.conference).filter(pk__in=_own_points(request).values("delegation"))


@routes.list(
    "/own-delegations/{uuid:key}/members", MemberAnswer, permission=VIEW_OWN, order=("sort_key", "id")
)
def list_own_members(request: AuthorizedRequest, key: UUID) -> QuerySet[Registration]:
    """List the members of one's own delegation by name, without those whose registration is over."""
    return _members(request, _own_point(request, key).delegation_id)


@routes.one("/own-delegations/{uuid:key}/members/{uuid:member}", MemberAnswer, permission=VIEW_OWN)
def show_own_member(request: AuthorizedRequest, key: UUID, member: UUID) -> Registration:
    """Show a member of one's own delegation."""
    return show_member(request, _own_point(request, key).delegation_id, member)


@routes.write("POST", "/own-delegations/{uuid:key}/members", MemberAnswer, permission=NAME, status=201)
def name_member(request: AuthorizedRequest, key: UUID, body: NewMember) -> Registration:
    """Name a member of one's own delegation: within its quota, until its deadline."""
    point = _own_point(request, key)
    return _name(request, point.delegation, body, focal_point=point)


@routes.write(
    "PATCH", "/own-delegations/{uuid:key}/members/{uuid:member}", MemberAnswer,
    permission=NAME, of=show_own_member,
)  # fmt: skip
def alter_own_member(request: AuthorizedRequest, key: UUID, member: UUID, body: MemberChange) -> Registration:
    """Give a member of one's own delegation another function. A head replaces the one before."""
    require_not_ended(request.conference)
    return _change(request, body)


@routes.write(
    "POST", "/own-delegations/{uuid:key}/members/{uuid:member}/replace", MemberAnswer,
    permission=NAME, of=show_own_member, status=201,
)  # fmt: skip
def substitute_own_member(
    request: AuthorizedRequest, key: UUID, member: UUID, body: Substitute
) -> Registration:
    """Name another person instead of a member of one's own delegation, until its deadline."""
    return _replace(request, body, focal_point=_own_point(request, key))


@routes.write(
    "DELETE", "/own-delegations/{uuid:key}/members/{uuid:member}", None, permission=NAME, of=show_own_member
)
def withdraw_own_member(request: AuthorizedRequest, key: UUID, member: UUID) -> None:
    """Withdraw a member of one's own delegation; this is possible until the conference is over."""
    cancel_in_time(request.target, by=request.auth.acting_user)


def _name(
    request: AuthorizedRequest, delegation: Delegation, body: NewMember, focal_point: FocalPoint | None = None
) -> Registration:
    details: dict[str, Any] = body.given(request.conference)
    details.pop("function", None)
    member = nominate(
        delegation,
        details=details,
        function=body.function,
        by=request.auth.acting_user,
        focal_point=focal_point,
    )
    return show_member(request, delegation.pk, member.pk)


def _change(request: AuthorizedRequest, body: MemberChange) -> Registration:
    set_function(request.target, body.function, by=request.auth.acting_user)
    return show_member(request, request.target.delegation_id, request.target.pk)


def _replace(
    request: AuthorizedRequest, body: Substitute, focal_point: FocalPoint | None = None
) -> Registration:
    successor = replace_member(
        request.target,
        details=body.given(request.conference),
        by=request.auth.acting_user,
        focal_point=focal_point,
    )
    return show_member(request, request.target.delegation_id, successor.pk)
