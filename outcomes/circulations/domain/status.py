"""The state of each text of a silence procedure: whether silence runs on it, and the next step, in words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from outcomes.circulations.models import Circulation, Objection, fetch_texts
from outcomes.plenary.models import Adoption
from outcomes.recommendations.domain.transitions import TRANSITIONS
from outcomes.recommendations.models.recommendation import Recommendation

Status = Circulation.Status


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
    row: Recommendation, circulation: Circulation, objections: list[Objection], adoption: Adoption | None
) -> CirculatedText:
    against = tuple(objections_to(row, objections))
    if adoption is not None and adoption.revoked_at is None:
        label = _("adopted, number %(number)d") % {"number": row.number or 0}
        return CirculatedText(row, "adopted", label, against, row.number)
    if adoption is not None:
        state, label = "corrected", _("adopted, and that was corrected")
    elif circulation.state == Status.STOPPED:
        state, label = "stopped", _("called off")
    elif is_broken(row, circulation, objections):
        state, label = "broken", _("silence broken")
    elif not is_as_circulated(row, circulation):
        state, label = "changed", _("decided or changed meanwhile")
    elif circulation.state == Status.RUNNING:
        state, label = "running", _("silence runs")
    else:
        state, label = "not-adopted", _("could not be adopted")
    return CirculatedText(row, state, label, against)


def state_in_words(circulation: Circulation, texts: Sequence[CirculatedText]) -> str:
    """Return the state of the circulation as a whole, in words."""
    if circulation.state == Status.STOPPED:
        return _("called off")
    expected_state = "running" if circulation.state == Status.RUNNING else "adopted"
    broken = sum(text.state != expected_state for text in texts)
    if not broken:
        return str(circulation.get_state_display())
    if broken == len(texts):
        return _("silence broken")
    return ngettext(
        "silence broken on %(count)d of %(all)d texts", "silence broken on %(count)d of %(all)d texts", broken
    ) % {"count": broken, "all": len(texts)}


def state_of_whole(circulation: Circulation, texts: Sequence[CirculatedText]) -> str:
    """Return the state that sets the tone of a badge: it shows if silence no longer runs on a text."""
    if circulation.state == Status.RUNNING and any(text.state != "running" for text in texts):
        return str(Status.BROKEN)
    return str(circulation.state)


def next_step(circulation: Circulation, texts: Sequence[CirculatedText]) -> str:
    """Return in one sentence what happens next, or has to be done."""
    if circulation.state == Status.RUNNING:
        return _next_while_running(circulation, texts)
    if circulation.state == Status.STOPPED:
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
    number = sum(text.state == "running" for text in texts)
    if not number:
        return _(
            "No text is left to be adopted by silence. Call the procedure off, or wait for an objection to be "
            "withdrawn."
        )
    return ngettext(
        "%(count)d text is adopted on %(deadline)s, unless a delegation objects. No action is needed.",
        "%(count)d texts are adopted on %(deadline)s, unless a delegation objects. No action is needed.",
        number,
    ) % {"count": number, "deadline": in_both_zones(circulation.conference, circulation.deadline)}


def in_both_zones(conference: Conference, moment: dt.datetime) -> str:
    """Return a moment in words, in the conference's zone and in UTC, in the reading language."""
    local, utc = conference.local(moment), moment.astimezone(dt.UTC)
    city = str(conference.city) or conference.timezone
    local_text = f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} ({city})"
    if local.utcoffset() == dt.timedelta():
        return local_text
    day = "" if utc.date() == local.date() else f"{date_format(utc, 'j E')} "
    return f"{local_text}, {day}{utc:%H:%M} UTC"


def is_in_time(objection: Objection, circulation: Circulation) -> bool:
    """Tell whether the objection was received before the deadline; a later one is shown and breaks nothing."""
    return objection.received_at <= circulation.deadline


def objections_to(recommendation: Recommendation, objections: Iterable[Objection]) -> list[Objection]:
    """List the objections to this text, whether in time or late."""
    return [row for row in objections if row.recommendation_id in (None, recommendation.pk)]


def is_as_circulated(recommendation: Recommendation, circulation: Circulation) -> bool:
    """Tell whether the text before the plenary is still the one that went to the delegations."""
    version = recommendation.current_version
    return (
        recommendation.facts.is_tabled
        and version is not None
        and version.created_at <= circulation.started_at
    )


def is_broken(
    recommendation: Recommendation, circulation: Circulation, objections: Iterable[Objection]
) -> bool:
    """Tell whether a delegation has objected to the text in time.

    An objection to one text breaks the silence on that text alone; an objection to all breaks it on all. If it is
    withdrawn before the deadline, silence continues, unless the text was changed meanwhile.
    """
    objections_to_text = objections_to(recommendation, objections)
    return any(is_in_time(objection, circulation) for objection in objections_to_text)


def open_circulation_on(recommendation: Recommendation) -> Circulation | None:
    """Return the circulation in which silence runs on the text now."""
    circulations = (
        circulation
        for circulation in recommendation.running_circulations
        if is_as_circulated(recommendation, circulation)
        and not is_broken(recommendation, circulation, circulation.objections.all())
    )
    return next(circulations, None)


def blocked_by_circulation(recommendation: Recommendation) -> str:
    """Return why nothing else may be decided on the text now; '' if it may."""
    circulation = open_circulation_on(recommendation)
    if circulation is None:
        return ""
    return _(
        "Silence runs on it until %(deadline)s: it is adopted then, as it was circulated, unless a delegation"
        " objects. Call the silence procedure off first."
    ) % {"deadline": in_both_zones(recommendation.conference, circulation.deadline)}
