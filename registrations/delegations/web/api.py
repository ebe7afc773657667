"""Delegations and their members, for programs."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from pydantic import ConfigDict

from confman.api.web.access import ApiRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, CountryCode, Texts
from registrations.core.models.delegation import Delegation

routes = Routes("Delegations")

VIEW = "registrations.view_delegations"


class DelegationAnswer(Answer):
    """A delegation, and how many of its places are taken. Its members are registrations that name it."""

    id: UUID
    kind: str
    name: Texts
    formal_name: Texts
    country: CountryCode
    capacity: int | None
    taken: int

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e03",
                "kind": "state",
                "name": {"en": "Uzbekistan"},
                "formal_name": {"en": "Republic of Uzbekistan"},
                "country": "UZ",
                "capacity": 5,
                "taken": 3,
            }
        }
    )


@routes.list("/delegations", DelegationAnswer, permission=VIEW, order=("sort_key", "id"))
def list_delegations(request: ApiRequest) -> QuerySet[Delegation]:
    """List the delegations by name."""
    return Delegation.objects.of(request.conference)


@routes.one("/delegations/{uuid:key}", DelegationAnswer, permission=VIEW)
def show_delegation(request: ApiRequest, key: UUID) -> Delegation:
    """Show a delegation."""
    return get_object_or_404(Delegation.objects.of(request.conference), pk=key)
