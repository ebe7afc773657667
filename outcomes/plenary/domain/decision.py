"""The decision of the plenary: method, tallies and date; and its record."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.errors import Refused
from outcomes.plenary.domain.votes import check_tallies, check_votes, is_carried, save_votes, tallies_of
from outcomes.plenary.models import Adoption, Majority
from outcomes.recommendations.models.method import Method
from outcomes.recommendations.models.recommendation import Recommendation, RecommendationVersion


@dataclass(frozen=True)
class Decision:
    """The facts of a decision of the plenary, which an Adoption records."""

    method: str
    session: Any = None
    decided_on: dt.date | None = None
    circulated_until: dt.datetime | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    linguistic_revision: bool = False
    chair: Any = None
    rapporteur: Any = None
    circulation: Any = None
    # The vote of each delegation by id; if given, the tallies are counted from it.
    votes: Mapping[Any, str] = field(default_factory=dict)
    majority: str = Majority.SIMPLE


def checked_decision(conference: Conference, decision: Decision) -> Decision:
    """Return the decision with its date. Raises Refused if it is impossible."""
    if decision.method not in Method.values:
        raise Refused(
            _("Say how it was decided: by consensus, without a vote, by a recorded vote or by silence.")
        )
    if decision.method == Method.RECORDED_VOTE:
        decision = _counted(conference, decision)
    else:
        decision = replace(decision, votes_for=None, votes_against=None, abstentions=None, votes={})
    if decision.method == Method.SILENCE:
        if not decision.circulated_until:
            raise Refused(_("A silence procedure needs the deadline until which an objection could be made."))
        if decision.circulated_until > timezone.now():
            raise Refused(_("The silence procedure still runs: until its deadline an objection can be made."))
    else:
        decision = replace(decision, circulated_until=None)
    if decision.decided_on is None:
        decision = replace(decision, decided_on=_day_of(conference, decision))
    return decision


def _day_of(conference: Conference, decision: Decision) -> dt.date:
    if decision.circulated_until:
        return conference.local(decision.circulated_until).date()
    if decision.session and decision.session.start:
        return conference.local(decision.session.start).date()
    return conference.today()


def _counted(conference: Conference, decision: Decision) -> Decision:
    """Return the decision with its tallies: counted from the votes of delegations, else as given."""
    if decision.votes:
        check_votes(conference, decision.votes)
        counted = tallies_of(decision.votes)
        given = (decision.votes_for, decision.votes_against, decision.abstentions)
        # Tallies left empty are counted; those that were typed must agree with the list.
        if any(typed is not None and typed != count for typed, count in zip(given, counted, strict=True)):
            raise Refused(
                _(
                    "By the list of delegations the vote is %(for)d in favour, %(against)d against,"
                    " %(abstentions)d abstentions; the tallies say otherwise. Correct one of them."
                )
                % {
                    "for": counted.votes_for,
                    "against": counted.votes_against,
                    "abstentions": counted.abstentions,
                }
            )
        return replace(decision, **counted._asdict())
    if decision.votes_for is None or decision.votes_against is None:
        raise Refused(_("A recorded vote needs its tallies: in favour, against, abstentions."))
    check_tallies(conference, decision.votes_for + decision.votes_against + (decision.abstentions or 0))
    return decision


def record_adoption(
    recommendation: Recommendation, version: RecommendationVersion, by: User, decision: Decision, outcome: str,
    orally_amended: bool,
) -> Adoption:  # fmt: skip
    """Record the decision on one version. Called inside the verb's transaction."""
    facts = {name: value for name, value in vars(decision).items() if name not in ("votes", "majority")}
    adoption = Adoption.objects.create(
        recommendation=recommendation,
        version=version,
        outcome=outcome,
        orally_amended=orally_amended,
        stage_before=recommendation.stage,
        recorded_by=by,
        **facts,
    )
    save_votes(adoption, decision.votes)
    return adoption


def check_carried(decision: Decision) -> None:
    """Raise Refused if a recorded vote does not reach the required majority."""
    if is_carried(decision.votes_for or 0, decision.votes_against or 0, decision.majority):
        return
    if decision.majority == Majority.TWO_THIRDS:
        raise Refused(
            _("Fewer than two thirds of those voting for or against are in favour: record it as not adopted.")
        )
    raise Refused(_("There are not more votes in favour than against: record it as not adopted."))


def facts_of_decision(decision: Decision) -> dict[str, Any]:
    """Return the facts that the history keeps beside the tallies: the method, and the majority that a vote needed."""
    majority = {"majority": str(decision.majority)} if decision.method == Method.RECORDED_VOTE else {}
    return {"method": decision.method, **majority}
