"""The order of speakers: points of order first, statements, rights of reply last. Without a query.

Requests in line keep their places: a newcomer is inserted by the rule of the list, and one moved by the chair stays
there.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from outcomes.speakers_lists.models import SpeakersList, SpeakingRequest

Kind = SpeakingRequest.Kind
# The order of the kinds of requests.
_GROUPS = {Kind.POINT_OF_ORDER: 0, Kind.STATEMENT: 1, Kind.RIGHT_OF_REPLY: 2}
# The rank of speakers without one: they come after all who have one.
WITHOUT_RANK = 30_000


class InLine(Protocol):
    """The attributes of a request that determine its place in the order."""

    kind: str
    rank: int
    position: int


Request = TypeVar("Request", bound=InLine)


def group_of(request: InLine) -> int:
    """Return 0 for points of order, 1 for statements, 2 for rights of reply."""
    return _GROUPS[Kind(request.kind)]


def speaking_order(waiting: Iterable[Request]) -> list[Request]:
    """Sort the waiting requests in the order of speaking."""
    return sorted(waiting, key=lambda request: (group_of(request), request.position))


def with_newcomer(waiting: Iterable[Request], newcomer: Request, order: str) -> list[Request]:
    """Return the line with one more: by rank before the first who comes after it, else the last of its kind.

    Points of order and rights of reply are always in the order in which they were requested.
    """
    line = speaking_order(waiting)
    group = group_of(newcomer)
    by_rank = order == SpeakersList.Order.RANK and newcomer.kind == Kind.STATEMENT
    index = next(
        (
            number
            for number, other in enumerate(line)
            if group_of(other) > group
            or (by_rank and group_of(other) == group and other.rank > newcomer.rank)
        ),
        len(line),
    )
    return [*line[:index], newcomer, *line[index:]]


def with_first(waiting: Iterable[Request], returned: Request) -> list[Request]:
    """Return the line with a request put back: the next of its kind."""
    line = speaking_order(waiting)
    group = group_of(returned)
    index = next((number for number, other in enumerate(line) if group_of(other) >= group), len(line))
    return [*line[:index], returned, *line[index:]]


def moved(waiting: Iterable[Request], request: Request, step: int) -> list[Request]:
    """Return the line with one moved by a step, up (-1) or down (1), within its kind; unchanged at an end."""
    line = speaking_order(waiting)
    index = line.index(request)
    other = index + step
    if 0 <= other < len(line) and group_of(line[other]) == group_of(request):
        line[index], line[other] = line[other], line[index]
    return line


def ordered_anew(requests: Sequence[Request], order: str) -> list[Request]:
    """Sort the line by another rule; requests are given in the order in which they were made."""
    line: list[Request] = []
    for request in requests:
        line = with_newcomer(line, request, order)
        for position, waiting_request in enumerate(line, start=1):
            waiting_request.position = position
    return line
