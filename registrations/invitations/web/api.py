"""The ledger of invitees, for programs."""

import datetime as dt
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, CountryCode, ListFilter, Texts, example
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.invitation import LetterChannel
from registrations.correspondence.models import Invitee, InviteeQuerySet, Reply

routes = Routes("Invitees")

VIEW = "registrations.view_invitees"


class InviteeAnswer(Answer):
    """An invited body: its letter, and its reply. What it nominated is the delegation."""

    id: UUID
    kind: DelegationKind
    name: Texts
    country: CountryCode
    addressee: Texts
    email: str
    language: str
    channel: LetterChannel
    places: int | None
    deadline: dt.date | None
    letter: str | None = Field(validation_alias="letter_number")
    sent_on: dt.date | None
    reply: Reply
    replied_on: dt.date | None
    reply_note: str
    reminded_on: dt.date | None
    delegation: UUID | None = Field(validation_alias="delegation_id")

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e11",
        kind="state",
        name={"en": "Ministry of Justice of Uzbekistan"},
        country="UZ",
        addressee={"en": "The Minister"},
        email="office@example.org",
        language="en",
        channel="email",
        places=5,
        deadline="2027-02-15",
        letter="CONF/2027/12",
        sent_on="2027-01-10",
        reply="nominates",
        replied_on="2027-01-29",
        reply_note="",
        reminded_on=None,
        delegation="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e03",
    )


class InviteeApiFilter(ListFilter):
    """Filters the list of invitees."""

    reply: Reply | None = None
    kind: DelegationKind | None = None
    q: str = Field("", max_length=200, description="Part of a name, addressee or e-mail, in any script")


@routes.list("/invitees", InviteeAnswer, permission=VIEW, order=("sort_key", "id"))
def list_invitees(request: AuthorizedRequest, filters: Query[InviteeApiFilter]) -> InviteeQuerySet:
    """List the invitees by name."""
    rows: InviteeQuerySet = Invitee.objects.of(request.conference).with_letters()
    return rows.search(filters.q).filter(**filters.lookups())


@routes.one("/invitees/{uuid:key}", InviteeAnswer, permission=VIEW)
def show_invitee(request: AuthorizedRequest, key: UUID) -> Invitee:
    """Show an invitee."""
    return get_object_or_404(Invitee.objects.of(request.conference).with_letters(), pk=key)
