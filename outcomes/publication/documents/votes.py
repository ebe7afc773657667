"""The vote of each delegation, as the official document lists it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from outcomes.publication.documents.provenance import DecisionFacts


@dataclass(frozen=True)
class RecordedVote:
    """The vote on one recommendation, `head`: a line for those in favour, one for those against, and so on."""

    head: str
    lines: tuple[str, ...]


def recorded_votes(decisions: Iterable[tuple[str, DecisionFacts]]) -> tuple[RecordedVote, ...]:
    """Return the recorded votes with lists among those decisions, each with the head of its recommendation."""
    return tuple(
        RecordedVote(head, tuple(_lines(decision))) for head, decision in decisions if decision.votes
    )


def _lines(decision: DecisionFacts) -> Iterator[str]:
    words = (
        ("for", _("In favour (%(count)d): %(names)s.")),
        ("against", _("Against (%(count)d): %(names)s.")),
        ("abstains", _("Abstaining (%(count)d): %(names)s.")),
        ("not-voting", _("Not participating (%(count)d): %(names)s.")),
    )
    for choice, sentence in words:
        names = [delegation.name for delegation, vote in decision.votes if vote == choice]
        if names:
            yield sentence % {"count": len(names), "names": ", ".join(names)}
