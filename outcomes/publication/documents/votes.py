"""The vote of each delegation, as the official document lists it."""

from collections.abc import Iterable
from dataclasses import dataclass

from outcomes.plenary.domain.votes import voted_alike
from outcomes.publication.documents.provenance import DecisionFacts


@dataclass(frozen=True)
class RecordedVote:
    """The vote on one recommendation, `head`: a line for those in favour, one for those against, and so on."""

    head: str
    lines: tuple[str, ...]


def recorded_votes(decisions: Iterable[tuple[str, DecisionFacts]]) -> tuple[RecordedVote, ...]:
    """Return the recorded votes with lists among those decisions, each with the head of its recommendation."""
    return tuple(
        RecordedVote(head, tuple(voted_alike((delegation.name, vote) for delegation, vote in decision.votes)))
        for head, decision in decisions
        if decision.votes
    )
