"""The roll-call sheet: the delegations with a vote, by name, and how each voted; without votes, to be filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import document_date, in_document
from confman.documents.meta import AS_IT_IS, DocumentMeta
from confman.documents.rendering.spreadsheets import Sheet
from confman.translation.collation import collation_key
from outcomes.plenary.domain.votes import voted_alike, voting_delegations
from outcomes.plenary.models import Adoption, AdoptionQuerySet, DelegationVote
from outcomes.recommendations.models.paragraphs import TextStatus
from outcomes.recommendations.models.stages import Method
from registrations.core.models.delegation import Delegation

Vote = DelegationVote.Vote


@dataclass(frozen=True)
class CalledDelegation:
    """A delegation in the roll; `votes` has a cell for each column, of which one is marked."""

    number: int
    name: str
    vote: str  # in words; '' while it has not voted
    votes: tuple[bool, ...] = field(metadata=AS_IT_IS)


@dataclass(frozen=True)
class Tally:
    label: str
    number: int


@dataclass(frozen=True)
class RollCall:
    meta: DocumentMeta
    subject: str  # the first words of the text that was voted on
    subject_language: str
    facts: tuple[str, ...]
    result: tuple[Tally, ...] = field(metadata=AS_IT_IS)
    columns: tuple[str, ...] = field(metadata=AS_IT_IS)
    roll: tuple[CalledDelegation, ...]
    by_vote: tuple[str, ...]  # those who voted alike, in a sentence each
    is_open: bool  # whether the votes are still to be written in
    note: str


def recorded_votes_of(conference: Conference) -> AdoptionQuerySet:
    """Return the decisions of the conference by recorded vote that stand, the latest first."""
    return (
        Adoption.objects.of(conference)
        .in_force()
        .filter(method=Method.RECORDED_VOTE)
        .select_related("recommendation__conference", "version", "session__conference")
        .order_by("-decided_on", "-created_at", "id")
    )


def build_roll_call(conference: Conference, *, language: str, options: Mapping[str, Any]) -> RollCall:
    """Build the sheet of one vote (`options`: adoption, an id), by default of the latest.

    `options["sheet"]` "empty" calls the roll again, as does a conference that has not voted: nothing is marked then.
    """
    lookups = {"pk": options["adoption"]} if options.get("adoption") else {}
    adoption = (
        None if options.get("sheet") == "empty" else recorded_votes_of(conference).filter(**lookups).first()
    )
    votes = {vote.delegation_id: vote.vote for vote in adoption.votes.all()} if adoption else {}
    called = list(voting_delegations(conference))
    # Voters stand in the roll, also if the right to vote was lost since.
    called += Delegation.objects.of(conference).filter(pk__in=votes.keys() - {row.pk for row in called})
    roll = tuple(_roll(called, votes, conference, language))
    return RollCall(
        meta=document_meta(
            conference,
            language=language,
            title=_("Roll-call vote") if adoption else _("Roll-call sheet"),
            subtitle=adoption.recommendation.label if adoption else "",
            date=adoption.decided_on if adoption else None,
            distribution=_("General") if adoption else _("Secretariat and podium"),
            blank=adoption is None,
        ),
        subject=adoption.version.opening if adoption else "",
        subject_language=adoption.version.opening_language if adoption else "",
        facts=tuple(_facts(adoption, language)) if adoption else (),
        result=tuple(_result(adoption, list(votes.values()))) if adoption else (),
        columns=tuple(map(_in_roll, Vote)),
        roll=roll,
        by_vote=tuple(
            voted_alike(
                (row.name, vote) for row in roll for vote, cast in zip(Vote, row.votes, strict=True) if cast
            )
        ),
        is_open=not votes,
        note=" ".join(_notes(adoption, votes, language)) if adoption else "",
    )


def _notes(adoption: Adoption, votes: Mapping[UUID, str], language: str) -> Iterator[str]:
    if adoption.version.status_of(language) == TextStatus.STALE:
        yield _("This translation awaits revision: the original has since been changed.")
    if not votes:
        yield _("The decision is on record with its tallies only: how each delegation voted was not entered.")


def _in_roll(vote: Vote) -> str:
    """Return the heading over those who cast a vote: in Russian it stands in the plural."""
    if vote == Vote.ABSTAINS:
        return pgettext("roll-call", "Abstaining")
    if vote == Vote.NOT_VOTING:
        return pgettext("roll-call", "Not participating")
    return capfirst(str(vote.label))


def _roll(
    called: list[Delegation], votes: Mapping[UUID, str], conference: Conference, language: str
) -> Iterator[CalledDelegation]:
    """Yield the delegations as they are called: by name, in the alphabet of the language."""

    def by_name(row: Delegation) -> tuple[str, str]:
        return collation_key(
            (row.sort_name or row.name).in_language(language, conference.languages), language
        ), str(row.pk)

    for number, row in enumerate(sorted(called, key=by_name), start=1):
        vote = votes.get(row.pk, "")
        yield CalledDelegation(
            number=number,
            name=in_document(row.name, conference, language),
            vote=capfirst(str(Vote(vote).label)) if vote else "",
            votes=tuple(vote == choice for choice in Vote),
        )


def _facts(adoption: Adoption, language: str) -> Iterator[str]:
    yield capfirst(str(adoption.get_outcome_display()))
    if adoption.session:
        yield str(adoption.session.title)
    yield document_date(adoption.decided_on, language)


def _result(adoption: Adoption, votes: list[str]) -> Iterator[Tally]:
    """Yield the tallies as the decision records them; who did not take part is counted from the list."""
    recorded = {
        Vote.FOR: adoption.votes_for,
        Vote.AGAINST: adoption.votes_against,
        Vote.ABSTAINS: adoption.abstentions,
        Vote.NOT_VOTING: votes.count(Vote.NOT_VOTING) if votes else None,
    }
    for vote, number in recorded.items():
        if number is not None:
            yield Tally(_in_roll(vote), number)


def roll_call_sheet(data: RollCall) -> Sheet:
    """Return the roll as a table, a line for each delegation; the plenary's desk reads it as a list of votes."""
    return Sheet(
        data.meta.title,
        [_("Delegation"), pgettext("of a delegation", "Vote")],
        [[row.name, row.vote] for row in data.roll],
    )
