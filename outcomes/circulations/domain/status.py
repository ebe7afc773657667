"""The state of each text of a silence procedure and the next step, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes.circulations.domain.guard import in_both_zones, is_as_circulated, is_broken, objections_to
from outcomes.circulations.models import Circulation, Objection, fetch_texts
from outcomes.recommendations.domain.transitions import TRANSITIONS
from outcomes.recommendations.models.recommendation import Recommendation

State = Circulation.State


@dataclass(frozen=True)
class CirculatedText:
    """A text of a circulation: its state in words and with a tone, and the objectors."""

    row: Recommendation
    state: str
    words: str
    objections: tuple[Objection, ...]
    number: int | None = None


def circulated_texts(circulation: Circulation) -> list[CirculatedText]:
    """List the texts with the state or the result of each, in the order of the document.

    A constant number of queries; none for a circulation that was read `with_texts`.
    """
    fetch_texts([circulation])
    objections = list(circulation.objections.all())
    adoptions = {row.recommendation_id: row for row in circulation.adoptions.all()}
    texts = circulation.recommendations.all()
    return [_text_state(row, circulation, objections, adoptions.get(row.pk)) for row in texts]


def facts_of(circulation: Circulation) -> dict[str, Any]:
    """Return what pages show of a circulation: its texts, the deadline, the state as a whole, and the next step."""
    texts = circulated_texts(circulation)
    return {
        "circulation": circulation,
        "texts": texts,
        "words": state_in_words(circulation, texts),
        "state": state_of_whole(circulation, texts),
        "next": next_step(circulation, texts),
        "deadline": in_both_zones(circulation.conference, circulation.deadline),
    }


def _text_state(
    row: Recommendation, circulation: Circulation, objections: list[Objection], adoption: Any
) -> CirculatedText:
    against = tuple(objections_to(row, objections))
    if adoption is not None and adoption.revoked_at is None:
        words = _("adopted, number %(number)d") % {"number": row.number or 0}
        return CirculatedText(row, "adopted", words, against, row.number)
    if adoption is not None:
        state, words = "corrected", _("adopted, and that was corrected")
    elif circulation.state == State.STOPPED:
        state, words = "stopped", _("called off")
    elif is_broken(row, circulation, objections):
        state, words = "broken", _("silence broken")
    elif not is_as_circulated(row, circulation):
        state, words = "changed", _("decided or changed meanwhile")
    elif circulation.state == State.RUNNING:
        state, words = "running", _("silence runs")
    else:
        state, words = "not-adopted", _("could not be adopted")
    return CirculatedText(row, state, words, against)


def state_in_words(circulation: Circulation, texts: Sequence[CirculatedText]) -> str:
    """Return the state of the circulation as a whole, in words."""
    if circulation.state == State.STOPPED:
        return _("called off")
    kept = "running" if circulation.state == State.RUNNING else "adopted"
    broken = sum(text.state != kept for text in texts)
    if not broken:
        return str(circulation.get_state_display())
    if broken == len(texts):
        return _("silence broken")
    return ngettext(
        "silence broken on %(count)d of %(all)d texts", "silence broken on %(count)d of %(all)d texts", broken
    ) % {"count": broken, "all": len(texts)}


def state_of_whole(circulation: Circulation, texts: Sequence[CirculatedText]) -> str:
    """Return the state that sets the tone of a badge: it shows if silence no longer runs on a text."""
    if circulation.state == State.RUNNING and any(text.state != "running" for text in texts):
        return str(State.BROKEN)
    return str(circulation.state)


def next_step(circulation: Circulation, texts: Sequence[CirculatedText]) -> str:
    """Return in one sentence what happens next, or has to be done."""
    if circulation.state == State.RUNNING:
        return _next_while_running(circulation, texts)
    if circulation.state == State.STOPPED:
        return _("Nothing was adopted. The texts are before the plenary.")
    if back := sum(text.row.stage in TRANSITIONS["adopt"].sources for text in texts):
        return ngettext(
            "%(count)d text is before the plenary again: decide on it there.",
            "%(count)d texts are before the plenary again: decide on them there.",
            back,
        ) % {"count": back}
    if any(text.state == "adopted" and not text.row.published_at for text in texts):
        return _("Publish what was adopted with the outcome document.")
    return ""


def _next_while_running(circulation: Circulation, texts: Sequence[CirculatedText]) -> str:
    if circulation.deadline <= timezone.now():
        return _("The deadline has passed. The result is drawn within minutes; you can also draw it now.")
    kept = sum(text.state == "running" for text in texts)
    if not kept:
        return _(
            "Nothing is left to be adopted by silence. Call it off, or wait for an objection to be withdrawn."
        )
    return ngettext(
        "%(count)d text is adopted on %(deadline)s, unless a delegation objects. Nothing is to be done.",
        "%(count)d texts are adopted on %(deadline)s, unless a delegation objects. Nothing is to be done.",
        kept,
    ) % {"count": kept, "deadline": in_both_zones(circulation.conference, circulation.deadline)}
