"""Schemas of the API about decisions and positions."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch
from pydantic import Field

from confman.api.web.schemas import Answer, Moment, Rows, Texts
from outcomes.plenary.models import Adoption, AdoptionOutcome, DelegationVote, Position, PositionKind

POSITIONS = Prefetch("positions", Position.objects.annotate(name=F("delegation__name")))
DECISIONS = Prefetch("adoptions", Adoption.objects.prefetch_related("votes"))


class DecisionAnswer(Answer):
    """The method of adoption; the votes of a recorded vote, else null."""

    outcome: AdoptionOutcome
    method: str
    decided_on: dt.date
    session: UUID | None = Field(validation_alias="session_id")
    votes_for: int | None
    votes_against: int | None
    abstentions: int | None


class VoteAnswer(Answer):
    """The vote of a delegation."""

    delegation: UUID = Field(validation_alias="delegation_id")
    vote: DelegationVote.Vote


class WorkingDecision(DecisionAnswer):
    """A decision, also one that was revoked, with the vote of each delegation where it was recorded."""

    votes: Rows[VoteAnswer]
    revoked_at: Moment | None
    revoked_because: str


class PositionAnswer(Answer):
    """A reservation or statement of a delegation on the recommendation."""

    delegation: UUID = Field(validation_alias="delegation_id")
    name: Texts
    kind: PositionKind
    text: Texts
    made_on: dt.date


DECISION: dict[str, Any] = {
    "outcome": "adopted",
    "method": "recorded-vote",
    "decided_on": "2027-03-31",
    "session": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5b01",
    "votes_for": 41,
    "votes_against": 2,
    "abstentions": 5,
}
POSITION: dict[str, Any] = {
    "delegation": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5e03",
    "name": {"en": "Uzbekistan"},
    "kind": "explanation",
    "text": {"en": "The delegation understands “law” to include decrees."},
    "made_on": "2027-03-31",
}
