"""Registrations and the decisions on them, for programs. The table of their life says which decisions there are."""

from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from django.db.models import F, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from ninja import Query
from pydantic import Field

from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, ListFilter, Moment, RequestModel, Texts, example, own_row
from confman.people.models import Person
from confman.web.search import fold_all, words_of
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import (
    Mode,
    Registration,
    RegistrationQuerySet,
    RegistrationSource,
    RegistrationStatus,
)
from registrations.lifecycle.domain.changes import change_registration
from registrations.lifecycle.domain.enrolment import begin_registration, submit_registration
from registrations.lifecycle.table import AT_THE_DESK, StatusTransition

routes = Routes("Registrations")

VIEW, EDIT, REVIEW = (
    "registrations.view_registrations", "registrations.edit_registrations", "registrations.review",
)  # fmt: skip


# The head of a delegation is named on its page.
InDelegation = Literal["", "deputy", "alternate", "adviser", "delegate", "observer"]


class CategoryAnswer(Answer):
    """A category of participants, and how many of its places are taken."""

    id: UUID
    name: Texts
    letter: str
    capacity: int | None
    taken: int

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e01",
        name={"en": "Delegates"},
        letter="D",
        capacity=120,
        taken=80,
    )


class RegistrationAnswer(Answer):
    """A registration, and how it stands."""

    id: UUID
    person: UUID = Field(validation_alias="person_id")
    name: Texts
    category: UUID = Field(validation_alias="category_id")
    delegation: UUID | None = Field(validation_alias="delegation_id")
    function: str
    mode: Mode
    status: RegistrationStatus
    decision_reason: str
    source: RegistrationSource
    submitted_at: Moment | None
    confirmed_at: Moment | None
    offered_until: Moment | None
    decided_at: Moment | None

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e02",
        person="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a03",
        name={"en": "Dilnoza Karimova"},
        category="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e01",
        delegation=None,
        function="",
        mode="in-person",
        status="approved",
        decision_reason="",
        source="secretariat",
        submitted_at="2027-02-01T09:00:00+05:00",
        confirmed_at="2027-02-01T09:00:00+05:00",
        offered_until=None,
        decided_at="2027-02-02T10:00:00+05:00",
    )


class NewRegistration(RequestModel):
    """A person of the directory whom the secretariat registers. The head of a delegation is named on its page."""

    person: UUID
    category: UUID
    delegation: UUID | None = None
    function: InDelegation = ""
    mode: Mode = Mode.IN_PERSON

    model_config = example(
        person="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a03", category="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e01"
    )


class RegistrationChange(RequestModel):
    """Changes to a registration; fields left out stay."""

    category: UUID | None = None
    delegation: UUID | None = None
    function: InDelegation = ""
    mode: Mode = Mode.IN_PERSON

    model_config = example(mode="online")


class Decision(RequestModel):
    """The reason of a decision, for the mail and the history."""

    reason: str = Field("", max_length=2000)

    model_config = example(reason="Named by the ministry.")


class RegistrationApiFilter(ListFilter):
    """Filters the list of registrations."""

    status: RegistrationStatus | None = None
    category: UUID | None = None
    delegation: UUID | None = None
    person: UUID | None = None
    q: str = Field("", max_length=200, description="Part of a name, in any script")


@routes.list("/categories", CategoryAnswer, permission=VIEW, order=("position", "id"))
def list_categories(request: AuthorizedRequest) -> QuerySet[Category]:
    """List the categories of participants."""
    return _categories(request)


def _categories(request: AuthorizedRequest) -> QuerySet[Category]:
    return Category.objects.filter(conference=request.conference)


def _delegations(request: AuthorizedRequest) -> QuerySet[Delegation]:
    return Delegation.objects.of(request.conference)


def _registrations(request: AuthorizedRequest) -> RegistrationQuerySet:
    rows = Registration.objects.of(request.conference)
    return rows.annotate(name=F("person__name"), sort_key=F("person__sort_key"))


@routes.list("/registrations", RegistrationAnswer, permission=VIEW, order=("sort_key", "id"))
def list_registrations(
    request: AuthorizedRequest, filters: Query[RegistrationApiFilter]
) -> QuerySet[Registration]:
    """List the registrations by name."""
    rows = _registrations(request).filter(**filters.lookups())
    words = words_of(filters.q)
    if not words:
        return rows
    # The text of the search holds e-mail addresses as well: it only narrows what is looked at, or a token that may not
    # read people would learn their addresses piece by piece.
    found = rows.search(filters.q).values_list("pk", "person__name")
    named = [key for key, name in found if all(word in fold_all([name]) for word in words)]
    return rows.filter(pk__in=named)


@routes.one("/registrations/{uuid:key}", RegistrationAnswer, permission=VIEW)
def show_registration(request: AuthorizedRequest, key: UUID) -> Registration:
    """Show a registration."""
    return get_object_or_404(_registrations(request), pk=key)


@routes.write("POST", "/registrations", RegistrationAnswer, permission=EDIT, status=201)
def add_registration(request: AuthorizedRequest, body: NewRegistration) -> Registration:
    """Register a person of the directory. The secretariat vouches for them, and an open category decides at once."""
    conference, by = request.conference, request.auth.acting_user
    person = own_row(Person.objects.of(conference).known(), body.person, "person")
    category = own_row(_categories(request), body.category, "category")
    delegation = body.delegation and own_row(_delegations(request), body.delegation, "delegation")
    more: dict[str, Any] = {"delegation": delegation, "function": body.function, "mode": body.mode}
    begun = begin_registration(person, category=category, by=by, **more)
    return show_registration(request, submit_registration(begun, by=by, confirmed=True).pk)


@routes.write("PATCH", "/registrations/{uuid:key}", RegistrationAnswer, permission=EDIT, of=show_registration)
def alter_registration(request: AuthorizedRequest, key: UUID, body: RegistrationChange) -> Registration:
    """Change category, delegation, function or mode. A place that is held moves along."""
    changes = body.given(request.conference)
    if "category" in changes:
        changes["category"] = own_row(_categories(request), changes["category"], "category")
    if body.delegation:
        changes["delegation"] = own_row(_delegations(request), body.delegation, "delegation")
    change_registration(request.target, by=request.auth.acting_user, **changes)
    return show_registration(request, key)


def _decision(transition: StatusTransition) -> Callable[..., Registration]:
    """Return the operation of a decision."""

    def decide(request: AuthorizedRequest, key: UUID, body: Decision) -> Registration:
        reason = {"reason": body.reason} if transition.takes_reason else {}
        transition.decide(request.target, by=request.auth.acting_user, **reason)
        return show_registration(request, key)

    with override("en"):
        decide.__doc__ = f"{transition.label}. {transition.consequence}"
    decide.__name__ = f"{transition.key.replace('-', '_')}_registration"
    return decide


for _transition in AT_THE_DESK.values():
    routes.write(
        "POST",
        f"/registrations/{{uuid:key}}/{_transition.key}",
        RegistrationAnswer,
        permission=REVIEW,
        of=show_registration,
    )(_decision(_transition))
