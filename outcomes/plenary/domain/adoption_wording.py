"""The formula of adoption in the official document, and the words of the chair in the room.

Both state what happened: method, votes, oral amendments and reserved languages come from the record.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from agenda.core.domain.groups import grouped
from agenda.sessions.models.session import Session
from confman.documents.domain.texts import date_in_text, ended_once, number_in_text
from outcomes.plenary.models import Adoption, AdoptionOutcome
from outcomes.recommendations.domain.outcome_documents import as_ranges
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Method

# The wording of the document by method: for some of the recommendations, by their numbers, …
ADOPTED: dict[str, Any] = {
    "counted": ngettext_lazy(
        "Recommendation %(numbers)s was adopted by a recorded vote of %(vote)s, on %(date)s.",
        "Recommendations %(numbers)s were adopted by a recorded vote of %(vote)s, on %(date)s.",
        "count",
    ),
    Method.CONSENSUS: ngettext_lazy(
        "Recommendation %(numbers)s was adopted by consensus on %(date)s.",
        "Recommendations %(numbers)s were adopted by consensus on %(date)s.",
        "count",
    ),
    Method.WITHOUT_VOTE: ngettext_lazy(
        "Recommendation %(numbers)s was adopted without a vote on %(date)s.",
        "Recommendations %(numbers)s were adopted without a vote on %(date)s.",
        "count",
    ),
    Method.RECORDED_VOTE: ngettext_lazy(
        "Recommendation %(numbers)s was adopted by a recorded vote on %(date)s.",
        "Recommendations %(numbers)s were adopted by a recorded vote on %(date)s.",
        "count",
    ),
    Method.SILENCE: ngettext_lazy(
        "Recommendation %(numbers)s was adopted by silence procedure, which expired on %(date)s without objection.",
        "Recommendations %(numbers)s were adopted by silence procedure, which expired on %(date)s without"
        " objection.",
        "count",
    ),
    "": ngettext_lazy(
        "Recommendation %(numbers)s was adopted on %(date)s.",
        "Recommendations %(numbers)s were adopted on %(date)s.",
        "count",
    ),
}
# … and for all of them, where all were decided alike.
ALL_ADOPTED: dict[str, Any] = {
    "counted": ngettext_lazy(
        "The recommendation was adopted by a recorded vote of %(vote)s, on %(date)s.",
        "The %(number)s recommendations were adopted by a recorded vote of %(vote)s, on %(date)s.",
        "count",
    ),
    Method.CONSENSUS: ngettext_lazy(
        "The recommendation was adopted by consensus on %(date)s.",
        "The %(number)s recommendations were adopted by consensus on %(date)s.",
        "count",
    ),
    Method.WITHOUT_VOTE: ngettext_lazy(
        "The recommendation was adopted without a vote on %(date)s.",
        "The %(number)s recommendations were adopted without a vote on %(date)s.",
        "count",
    ),
    Method.RECORDED_VOTE: ngettext_lazy(
        "The recommendation was adopted by a recorded vote on %(date)s.",
        "The %(number)s recommendations were adopted by a recorded vote on %(date)s.",
        "count",
    ),
    Method.SILENCE: ngettext_lazy(
        "The recommendation was adopted by silence procedure, which expired on %(date)s without objection.",
        "The %(number)s recommendations were adopted by silence procedure, which expired on %(date)s without"
        " objection.",
        "count",
    ),
    "": ngettext_lazy(
        "The recommendation was adopted on %(date)s.",
        "The %(number)s recommendations were adopted on %(date)s.",
        "count",
    ),
}
# The chair's words before the gavel, on one recommendation …
SPOKEN: dict[str, Any] = {
    Method.RECORDED_VOTE: gettext_lazy(
        "A recorded vote has been requested on %(what)s. We shall now vote: those in favour … "
        "those against … abstentions …"
    ),
    Method.SILENCE: gettext_lazy(
        "The deadline of the silence procedure has passed and no objection to %(what)s was "
        "received. It is adopted."
    ),
    Method.WITHOUT_VOTE: gettext_lazy(
        "May I take it that the conference wishes to adopt %(what)s without a vote? … I see "
        "no objection. It is so decided."
    ),
    Method.CONSENSUS: gettext_lazy(
        "May I take it that there is consensus to adopt %(what)s? … I hear no objection. It is so decided."
    ),
}
# … and on several. Both texts are the plural: a language with more forms than English chooses among its own.
SPOKEN_TOGETHER: dict[str, Any] = {
    Method.RECORDED_VOTE: ngettext_lazy(
        "A recorded vote has been requested on the %(count)d recommendations. We shall "
        "now vote: those in favour … those against … abstentions …",
        "A recorded vote has been requested on the %(count)d recommendations. We shall "
        "now vote: those in favour … those against … abstentions …",
        "count",
    ),
    Method.SILENCE: ngettext_lazy(
        "The deadline of the silence procedure has passed and no objection to the "
        "%(count)d recommendations was received. They are adopted.",
        "The deadline of the silence procedure has passed and no objection to the "
        "%(count)d recommendations was received. They are adopted.",
        "count",
    ),
    Method.WITHOUT_VOTE: ngettext_lazy(
        "May I take it that the conference wishes to adopt the %(count)d recommendations "
        "without a vote? … I see no objection. It is so decided.",
        "May I take it that the conference wishes to adopt the %(count)d recommendations "
        "without a vote? … I see no objection. It is so decided.",
        "count",
    ),
    Method.CONSENSUS: ngettext_lazy(
        "May I take it that there is consensus to adopt the %(count)d recommendations? … I "
        "hear no objection. It is so decided.",
        "May I take it that there is consensus to adopt the %(count)d recommendations? … I "
        "hear no objection. It is so decided.",
        "count",
    ),
}


def adoption_formula(adoptions: Sequence[Adoption], *, language: str, public: bool = False) -> list[str]:
    """Return sentences on how these were adopted, in the reading language; those decided alike share one.

    For everybody (`public`) a session that not everybody may see is not named. Each adoption
    is fetched with its recommendation, session and chair.
    """
    decided = [
        adoption
        for adoption in adoptions
        if adoption.outcome != AdoptionOutcome.NOT_ADOPTED and adoption.recommendation.number
    ]
    key_of = attrgetter("method", "decided_on", "session_id", "votes_for", "votes_against", "abstentions")
    groups = list(grouped((key_of(adoption), adoption) for adoption in decided).values())
    sentences = []
    for session, alike in groupby(groups, key=lambda group: _session_of(group[0], public=public)):
        formulas = [_of_group(group, language, whole=len(groups) == 1) for group in alike]
        sentences += formulas
        if session:
            sentences.append(
                ngettext(
                    "The decision was taken at the session “%(session)s”.",
                    "The decisions were taken at the session “%(session)s”.",
                    len(formulas),
                )
                % {"session": session.title}
            )
    if numbers := _numbers(a for a in decided if a.orally_amended):
        sentences.append(
            ngettext(
                "Recommendation %(numbers)s was amended orally before its adoption.",
                "Recommendations %(numbers)s were amended orally before their adoption.",
                _one_or_several(numbers),
            )
            % {"numbers": as_ranges(numbers, last=_("and"))}
        )
    if numbers := _numbers(a for a in decided if a.linguistic_revision):
        sentences.append(
            ngettext(
                "Recommendation %(numbers)s was adopted subject to linguistic revision.",
                "Recommendations %(numbers)s were adopted subject to linguistic revision.",
                _one_or_several(numbers),
            )
            % {"numbers": as_ranges(numbers, last=_("and"))}
        )
    return [ended_once(sentence) for sentence in sentences]


def _numbers(adoptions: Iterable[Adoption]) -> list[int]:
    return [adoption.recommendation.number for adoption in adoptions if adoption.recommendation.number]


def _one_or_several(numbers: Sequence[int]) -> int:
    """Return the count by which a sentence that lists the numbers is one or several: 21 are several in Russian, too."""
    return 1 if len(numbers) == 1 else 2


def _of_group(group: list[Adoption], language: str, *, whole: bool) -> str:
    first = group[0]
    numbers = _numbers(group)
    values = {
        "numbers": as_ranges(numbers, last=_("and")),
        "count": _one_or_several(numbers),
        "number": number_in_text(len(numbers), language, "feminine"),
        "date": date_in_text(first.decided_on, language),
    }
    is_counted = first.method == Method.RECORDED_VOTE and first.votes_for is not None
    if is_counted:
        values["vote"] = vote_in_words(first.votes_for or 0, first.votes_against or 0, first.abstentions or 0)
    method = "counted" if is_counted else first.method
    formulas = ADOPTED
    if whole and len(numbers) > 1:
        formulas, values["count"] = ALL_ADOPTED, len(numbers)
    return formulas.get(method, formulas[""]) % values


def _session_of(adoption: Adoption, *, public: bool) -> Session | None:
    """Return the session to be named with a decision."""
    session = adoption.session
    is_hidden = session and public and session.visibility != Session.Visibility.PUBLIC
    return None if is_hidden or adoption.method == Method.SILENCE else session


def vote_in_words(votes_for: int, votes_against: int, abstentions: int) -> str:
    """Return the result in words: 41 to 2, with 7 abstentions."""
    values = {"for": votes_for, "against": votes_against, "count": abstentions}
    if not abstentions:
        return _("%(for)d to %(against)d, with no abstentions") % values
    return (
        ngettext(
            "%(for)d to %(against)d, with %(count)d abstention",
            "%(for)d to %(against)d, with %(count)d abstentions",
            abstentions,
        )
        % values
    )


def spoken_formula(recommendations: Sequence[Recommendation], method: str) -> str:
    """Return the chair's words before the gavel, in the reading language, that of the sitting."""
    if not recommendations:
        return ""
    formulas = SPOKEN if len(recommendations) == 1 else SPOKEN_TOGETHER
    values = {"what": recommendations[0].label, "count": len(recommendations)}
    return formulas.get(method, formulas[Method.CONSENSUS]) % values


def spoken_result(
    recommendation: Recommendation, votes_for: int, votes_against: int, abstentions: int, *, carried: bool
) -> str:
    """Return the chair's words once the votes are counted, in the reading language."""
    values = {
        "what": recommendation.label,
        "for": votes_for,
        "against": votes_against,
        "abstentions": abstentions,
    }
    if carried:
        return (
            _(
                "The result of the vote on %(what)s: in favour %(for)d, against %(against)d, abstentions"
                " %(abstentions)d. It is adopted."
            )
            % values
        )
    return (
        _(
            "The result of the vote on %(what)s: in favour %(for)d, against %(against)d, abstentions"
            " %(abstentions)d. It is not adopted."
        )
        % values
    )
