"""A list of votes from the hall: delegation and vote, one per line, in CSV or pasted from a spreadsheet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from confman.web.search import fold
from confman.web.spreadsheets.reader import has_content, read_grid
from outcomes.plenary.models import DelegationVote
from registrations.core.models.delegation import Delegation

Vote = DelegationVote.Vote

# The words for votes in the languages of the interface, folded: see `fold`.
_SYNONYMS = {
    Vote.FOR: ("for", "in favour", "in favor", "favour", "favor", "yes", "y", "aye", "за", "да", "yoqlab", "ha"),
    Vote.AGAINST: ("against", "no", "n", "nay", "против", "нет", "qarshi", "yoq"),
    Vote.ABSTAINS: ("abstains", "abstain", "abstention", "abstaining", "a", "воздержался", "воздержалась",
                    "воздержались", "воздерживается", "betaraf"),
    Vote.NOT_VOTING: ("not participating", "not voting", "absent", "не участвует", "не участвовал", "не голосовал",
                      "не участвует в голосовании", "не участвовала в голосовании",
                      "не участвовали в голосовании",
                      "ovoz berishda qatnashmaydi", "ovoz berishda qatnashmaganlar", "ovoz bermagan",
                      "отсутствует", "qatnashmadi"),
}  # fmt: skip
_VOTES = {fold(word): str(vote) for vote, words in _SYNONYMS.items() for word in words}
_SIGNS = {"+": str(Vote.FOR)} | dict.fromkeys("-−–", str(Vote.AGAINST))
_HEADS = set(map(fold, "delegation state country name делегация государство страна delegatsiya".split()))


@dataclass
class VoteList:
    """The result of reading a list of votes: the votes by id of the delegation, and the problems by line."""

    votes: dict[UUID, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def read_votes(raw: bytes, delegations: Iterable[Delegation]) -> VoteList:
    """Read the votes in a file or a pasted text, matched by any name of a delegation.

    Raises Refused if there is no table. Problems are returned with their lines, and the rest is read: the page shows
    both before anything is recorded.
    """
    names = _by_name(delegations)
    vote_list = VoteList()
    for index, (line, cells) in enumerate(read_grid(raw, strict=False, at_once=True).rows):
        texts = [str(cell).strip() for cell in cells if has_content(cell)]
        if index == 0 and texts and fold(texts[0]) in _HEADS:
            continue
        if problem := _read_line(texts, names, vote_list):
            vote_list.problems.append(_("Line %(line)d: %(problem)s") % {"line": line, "problem": problem})
    if not vote_list.votes and not vote_list.problems:
        vote_list.problems.append(_("There is no vote in the list."))
    return vote_list


def _read_line(texts: list[str], names: Mapping[str, set[UUID]], vote_list: VoteList) -> str:
    """Read the vote in one line, or report its problem."""
    if len(texts) != 2:
        return _("a delegation and its vote are expected, two cells; there are %(count)d.") % {
            "count": len(texts)
        }
    keys = names.get(fold(texts[0]), set())
    if not keys:
        return _("“%(name)s” is not a delegation with a right to vote.") % {"name": texts[0]}
    if len(keys) > 1:
        return _("“%(name)s” is the name of several delegations.") % {"name": texts[0]}
    vote = vote_of(texts[1])
    if vote is None:
        return _("“%(vote)s” is not a vote: in favour, against, abstains or not participating.") % {
            "vote": texts[1]
        }
    [key] = keys
    if key in vote_list.votes:
        return _("“%(name)s” has voted in a line before.") % {"name": texts[0]}
    vote_list.votes[key] = vote
    return ""


def vote_of(text: str) -> str | None:
    """Return the vote in a cell; None if it is none. Pure."""
    return _SIGNS.get(text.strip()) or _VOTES.get(fold(text))


def _by_name(delegations: Iterable[Delegation]) -> dict[str, set[UUID]]:
    names: dict[str, set[UUID]] = defaultdict(set)
    for row in delegations:
        for texts in (row.name, row.formal_name, row.sort_name, row.plate_name):
            for text in texts.values():
                names[fold(text)].add(row.pk)
    names.pop("", None)
    return names
