"""Whether silence runs on a text: it is in an open circulation, unchanged, and nobody has objected.

An objection to one text breaks the silence on that text alone; an objection to all breaks it on all. If it is withdrawn
before the deadline, silence continues, unless the text was changed meanwhile.
"""

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from outcomes.circulations.models import Circulation, Objection
from outcomes.recommendations.models.recommendation import Recommendation, Stage


def in_both_zones(conference: Conference, moment: dt.datetime) -> str:
    """Return a moment in words, in the conference's zone and in UTC, in the reading language."""
    local, utc = conference.local(moment), moment.astimezone(dt.UTC)
    place = str(conference.city) or conference.timezone
    there = f"{date_format(local, 'DATE_FORMAT')}, {local:%H:%M} ({place})"
    if local.utcoffset() == dt.timedelta():
        return there
    same_day = utc.date() == local.date()
    return f"{there}, {utc:%H:%M} UTC" if same_day else f"{there}, {date_format(utc, 'j E')} {utc:%H:%M} UTC"


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
        recommendation.stage == Stage.TABLED
        and version is not None
        and version.created_at <= circulation.started_at
    )


def is_broken(
    recommendation: Recommendation, circulation: Circulation, objections: Iterable[Objection]
) -> bool:
    """Tell whether a delegation has objected to the text in time."""
    found = objections_to(recommendation, objections)
    return any(is_in_time(objection, circulation) for objection in found)


def open_circulation_on(recommendation: Recommendation) -> Circulation | None:
    """Return the circulation in which silence runs on the text now."""
    found = (
        circulation
        for circulation in recommendation.running_circulations
        if is_as_circulated(recommendation, circulation)
        and not is_broken(recommendation, circulation, circulation.objections.all())
    )
    return next(found, None)


def blocked_by_circulation(recommendation: Recommendation) -> str:
    """Return why nothing else may be decided on the text now; '' if it may."""
    circulation = open_circulation_on(recommendation)
    if circulation is None:
        return ""
    return _(
        "Silence runs on it until %(deadline)s: it is adopted then, as it was circulated, unless a delegation"
        " objects. Call the silence procedure off first."
    ) % {"deadline": in_both_zones(recommendation.conference, circulation.deadline)}
