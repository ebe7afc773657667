"""Which kind of session a word of another system means."""

from agenda.sessions.models.session import Session
from confman.web.search import fold

_Kind = Session.Kind
# Folded words, in any language we are likely to meet -> kind. The type is tried first, then the title.
_TYPES = {
    "keynote": _Kind.PLENARY, "plenary": _Kind.PLENARY, "plenarnoe zasedanie": _Kind.PLENARY,
    "yalpi majlis": _Kind.PLENARY, "panel": _Kind.PANEL, "podium": _Kind.PANEL, "workshop": _Kind.PARALLEL,
    "break": _Kind.BREAK, "coffee": _Kind.BREAK, "pause": _Kind.BREAK, "meal": _Kind.MEAL, "lunch": _Kind.MEAL,
    "food": _Kind.MEAL, "dinner": _Kind.MEAL, "social": _Kind.SOCIAL, "party": _Kind.SOCIAL, "concert": _Kind.SOCIAL,
    "performance": _Kind.SOCIAL, "opening": _Kind.OPENING, "closing": _Kind.CLOSING, "press": _Kind.PRESS,
    "press conference": _Kind.PRESS, "working group": _Kind.WORKING_GROUP, "workinggroup": _Kind.WORKING_GROUP,
    "side event": _Kind.SIDE_EVENT, "sideevent": _Kind.SIDE_EVENT, "bof": _Kind.SIDE_EVENT,
    "meeting": _Kind.SIDE_EVENT, "meetup": _Kind.SIDE_EVENT,
}  # fmt: skip
_TITLES = {
    "lunch": _Kind.MEAL, "breakfast": _Kind.MEAL, "dinner": _Kind.MEAL, "coffee": _Kind.BREAK,
    "coffee break": _Kind.BREAK, "break": _Kind.BREAK, "opening": _Kind.OPENING, "closing": _Kind.CLOSING,
    "obed": _Kind.MEAL, "tushlik": _Kind.MEAL, "pereryv na kofe": _Kind.BREAK, "kofe breyk": _Kind.BREAK,
    "kofe breik": _Kind.BREAK,
}  # fmt: skip


def kind_of(word: str, title: str = "") -> str:
    """Return the kind for a file's type of event, else by its title, else a parallel session."""
    folded = fold(word)
    if folded.replace(" ", "-") in _Kind.values:
        return folded.replace(" ", "-")
    return str(_TYPES.get(folded) or _TITLES.get(fold(title)) or _Kind.PARALLEL)
