"""Recorded votes of delegations, and their tallies."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.web.errors import Refused
from outcomes.amendments.domain.checks import WITHOUT_A_VOICE
from outcomes.plenary.models import Adoption, AdoptionOutcome, DelegationVote, Majority
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Method
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration

Vote = DelegationVote.Vote


class Tallies(NamedTuple):
    """The counts of a vote."""

    votes_for: int
    votes_against: int
    abstentions: int


def voted_alike(votes: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a sentence for those who voted alike, from names and votes, as records of meetings have it."""
    sentences = {
        Vote.FOR: _("In favour (%(count)d): %(names)s."),
        Vote.AGAINST: _("Against (%(count)d): %(names)s."),
        Vote.ABSTAINS: _("Abstaining (%(count)d): %(names)s."),
        Vote.NOT_VOTING: _("Not participating (%(count)d): %(names)s."),
    }
    cast = list(votes)
    for choice, sentence in sentences.items():
        if names := [name for name, vote in cast if vote == choice]:
            yield sentence % {"count": len(names), "names": ", ".join(names)}


def voting_delegations(conference: Conference) -> models.QuerySet[Delegation]:
    """Return the delegations with a right to vote, in the order of protocol.

    The right comes from the category of an approved person who represents the delegation. If no category has it
    (because the list of people is kept elsewhere), all delegations do.
    """
    everyone = Delegation.objects.of(conference)
    voters = Registration.objects.approved().filter(delegation=models.OuterRef("pk"), category__may_vote=True)
    entitled = everyone.filter(models.Exists(voters.exclude(function__in=WITHOUT_A_VOICE)))
    return (entitled if entitled.exists() else everyone).by_precedence()


def observing_delegations(conference: Conference) -> models.QuerySet[Delegation]:
    """Return the delegations without a vote: people of them are approved, and none has a vote in sight.

    A State whose head is not approved yet, or was never seen, does not observe.
    """
    people = Registration.objects.alive().filter(delegation=models.OuterRef("pk"))
    return Delegation.objects.of(conference).filter(
        models.Exists(people.approved()),
        ~models.Exists(people.filter(category__may_vote=True)),
        ~models.Q(pk__in=voting_delegations(conference).order_by().values("pk")),
    )


def observes(delegation: Delegation) -> bool:
    """Tell whether the delegation takes part without a vote."""
    return observing_delegations(delegation.conference).filter(pk=delegation.pk).exists()


def votes_revoked(recommendation: Recommendation) -> dict[UUID, str]:
    """Return the votes of the last revoked decision on the text as it stands, by delegation; else none."""
    number = recommendation.current_version.number if recommendation.current_version else 0
    # Revoking an adoption makes a version, with the text as it was put to the room; revoking a rejection makes none.
    rejected = models.Q(outcome=AdoptionOutcome.NOT_ADOPTED)
    on_this_text = (rejected & models.Q(version__number=number)) | (
        ~rejected & models.Q(version__number=number - 1)
    )
    last = recommendation.adoptions.exclude(revoked_at=None).filter(on_this_text).last()
    return dict(last.votes.values_list("delegation_id", "vote")) if last else {}


def tallies_of(votes: Mapping[UUID, str]) -> Tallies:
    """Count the votes. Pure."""
    return Tallies(*map(list(votes.values()).count, (Vote.FOR, Vote.AGAINST, Vote.ABSTAINS)))


def is_carried(votes_for: int, votes_against: int, majority: str = Majority.SIMPLE) -> bool:
    """Tell whether the majority of votes for and against is reached. Pure."""
    if majority == Majority.TWO_THIRDS:
        return votes_for > 0 and votes_for * 3 >= (votes_for + votes_against) * 2
    return votes_for > votes_against


def check_tallies(conference: Conference, total: int) -> None:
    """Raise Refused if more votes were counted than delegations may vote."""
    delegations = voting_delegations(conference).count()
    if delegations and total > delegations:
        raise Refused(
            _("%(votes)d votes were counted, but the conference has %(delegations)d delegations with a vote.")
            % {"votes": total, "delegations": delegations}
        )


def check_votes(conference: Conference, votes: Mapping[UUID, str]) -> None:
    """Raise Refused for an invalid vote, or one of a delegation without the right."""
    unknown = sorted(set(votes.values()) - set(Vote.values))
    if unknown:
        raise Refused(_("“%(vote)s” is not a vote.") % {"vote": unknown[0]})
    entitled = set(voting_delegations(conference).values_list("pk", flat=True))
    strangers = Delegation.objects.of(conference).filter(pk__in=set(votes) - entitled).by_precedence()
    for delegation in strangers:
        raise Refused(_("%(delegation)s has no right to vote.") % {"delegation": delegation})
    if set(votes) - entitled:
        raise Refused(_("A vote is by a delegation that does not belong to this conference."))


def save_votes(adoption: Adoption, votes: Mapping[UUID, str]) -> None:
    """Save how each delegation voted, inside the transaction of the decision, after `check_votes`."""
    DelegationVote.objects.bulk_create(
        DelegationVote(adoption=adoption, delegation_id=key, vote=vote) for key, vote in votes.items()
    )


def record_votes(adoption: Adoption, *, by: User, votes: Mapping[UUID, str]) -> None:
    """Add the votes of delegations to a vote recorded with tallies only.

    Raises Refused if the list and the tallies differ, if there is a list already, and once it is published.
    """
    recommendation = adoption.recommendation
    if not may(by, "outcomes.decide_recommendation", recommendation):
        raise Refused(_("You may not record votes; the chair of the plenary may."))
    check_votes(recommendation.conference, votes)
    tallies_of_list = tallies_of(votes)
    recorded = Tallies(adoption.votes_for or 0, adoption.votes_against or 0, adoption.abstentions or 0)
    if tallies_of_list != recorded:
        raise Refused(
            _(
                "The list counts %(list)s, the decision was recorded with %(tallies)s (in favour, against,"
                " abstentions). Correct the list; if the tallies are wrong, revoke the decision and record it again."
            )
            % {"list": "–".join(map(str, tallies_of_list)), "tallies": "–".join(map(str, recorded))}
        )
    with transaction.atomic():
        # Whoever publishes it or revokes the decision comes before or after.
        recommendation = Recommendation.objects.locked().get(pk=recommendation.pk)
        adoption = Adoption.objects.get(pk=adoption.pk)
        if adoption.revoked_at or adoption.method != Method.RECORDED_VOTE:
            raise Refused(_("%(what)s was not decided by a recorded vote.") % {"what": recommendation.label})
        if recommendation.facts.is_published:
            raise Refused(
                _("%(what)s is published: its vote is part of an issued document and cannot change.")
                % {"what": recommendation.label}
            )
        if adoption.votes.exists():
            raise Refused(_("How each delegation voted is recorded already."))
        save_votes(adoption, votes)
        record_audit(
            "outcomes.votes_recorded", by=by, target=recommendation, label=recommendation.label,
            details={"count": len(votes)},
        )  # fmt: skip
