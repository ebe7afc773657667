"""The run of show on paper: every cue of a day with its time. For staff, from the working agenda."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agenda.core.domain.intervals import local_hours
from agenda.programme.documents.agenda_source import minutes_text, working_source, zone_note
from agenda.programme.documents.bilingual import in_two_languages
from agenda.run_of_show.domain.cues import OverHours, RunDay, RunSession, TimedCue, run_of_show
from agenda.run_of_show.models import Cue
from confman.conferences.models import Conference
from confman.documents.domain.texts import document_day
from confman.documents.meta import DocumentMeta
from confman.translation.languages import language_in_text, reading_languages
from confman.translation.marks import languages_of_all, marked, marked_by_letters
from confman.translation.scripts import language_by_letters, script_of
from confman.web.errors import Refused


@dataclass(frozen=True)
class ShowCue:
    """A row. `planned` is given where it no longer applies; `over` says in red who has interpreted too long.

    `lang` is the language of its texts, where it is another than the document's.
    """

    time: str
    planned: str
    minutes: str
    fixed: bool
    cue: str
    who: str
    from_where: str
    microphone: str
    screen: str
    languages: str
    responsible: str
    fallback: str
    lang: str
    problem: str
    over: str


@dataclass(frozen=True)
class ShowSession:
    time: str
    title: str
    place: str
    over: str
    cues: tuple[ShowCue, ...]


@dataclass(frozen=True)
class ShowDay:
    title: str
    over: tuple[str, ...]
    sessions: tuple[ShowSession, ...]


@dataclass(frozen=True)
class RunOfShow:
    meta: DocumentMeta
    days: tuple[ShowDay, ...]


@in_two_languages
def build_run_of_show(conference: Conference, *, language: str, options: Mapping[str, Any]) -> RunOfShow:
    """Build the days of the working agenda, or `options["day"]`. Raises Refused if nothing is scheduled."""
    day = options.get("day")
    days = run_of_show(conference, dt.date.fromisoformat(day) if day else None)
    if not days:
        raise Refused(_("Nothing is scheduled yet: give at least one session a time."))
    only, note = _language_of_all(days), zone_note(conference)
    if only and only not in (language, options.get("second")):
        note = f"{note} {_('Language of the rows: %(language)s.') % {'language': language_in_text(only, language)}}"
    return RunOfShow(
        meta=working_source(conference).meta(
            language, _("Run of show"), note, distribution=pgettext("distribution", "Secretariat")
        ),
        days=tuple(_day(conference, date, language, only) for date in days),
    )


def _day(conference: Conference, day: RunDay, language: str, only: str) -> ShowDay:
    return ShowDay(
        title=document_day(day.date, language),
        over=tuple(map(over_text, day.over)),
        sessions=tuple(_session(conference, session, only) for session in day.sessions),
    )


def over_text(over: OverHours) -> str:
    """Return the warning that someone interprets too long."""
    return _("%(name)s interprets %(minutes)d minutes on this day; the longest day is %(longest)d.") % {
        "name": over.name,
        "minutes": over.minutes,
        "longest": over.longest,
    }


def _session(conference: Conference, row: RunSession, only: str) -> ShowSession:
    session = row.session
    assert session.start
    return ShowSession(
        time=local_hours(conference, session.start, session.end),
        title=str(session.title),
        place=str(session.room) if session.room else "",
        over=runs_over_text(row.runs_over),
        cues=tuple(_cue(conference, timed, only) for timed in row.cues),
    )


def runs_over_text(minutes: int) -> str:
    """Return the warning that the cues of a session do not fit into it."""
    return (
        _("The cues last %(minutes)d minutes longer than the session.") % {"minutes": minutes}
        if minutes
        else ""
    )


def _cue(conference: Conference, timed: TimedCue, only: str) -> ShowCue:
    cue, times = timed.cue, timed.times
    return ShowCue(
        time=f"{conference.local(times.starts):%H:%M}",
        planned=f"{conference.local(times.planned):%H:%M}" if times.late else "",
        minutes=minutes_text(cue.minutes),
        fixed=cue.fixed_at is not None,
        problem=problem_text(timed),
        over=interpreters_text(timed.over),
        **_texts(cue, only),
    )


def _language_of_all(days: Sequence[RunDay]) -> str:
    """Return the other language that all rows are in, where there is one: then it is said once."""
    rows = [
        " ".join(_own_words(timed.cue).values()) for day in days for row in day.sessions for timed in row.cues
    ]
    codes = languages_of_all(rows)
    return codes[0] if len(codes) == 1 else ""


def _own_words(cue: Cue) -> dict[str, str]:
    names = ("cue", "who", "from_where", "microphone", "screen", "languages", "responsible", "fallback")
    return {name: getattr(cue, name) for name in names}


def _texts(cue: Cue, only: str) -> dict[str, str]:
    """Return the texts of a row and their language; one in another language is marked once, if not all rows are."""
    texts = _own_words(cue)
    together = " ".join(texts.values())
    # Of a short text the others tell which language it is in.
    code, script = only or language_by_letters(together, reading_languages()), script_of(together)
    is_said = bool(only)
    for name, text in texts.items():
        if not code or script_of(text) != script or not any(map(str.islower, text)):
            texts[name] = marked_by_letters(text)
        elif not is_said:
            texts[name], is_said = marked(text, code), True
    return {**texts, "lang": code}


def overlap_text(minutes: int) -> str:
    """Return the warning that the cue before runs into this one."""
    return (
        _("The cue before ends %(minutes)d minutes after this begins.") % {"minutes": minutes}
        if minutes
        else ""
    )


def problem_text(timed: TimedCue) -> str:
    """Return what is wrong with the time of a cue."""
    if timed.stray:
        return _("Its fixed time is far from the session. Was the session moved? Give it another.")
    return overlap_text(timed.times.overlap)


def interpreters_text(names: tuple[str, ...]) -> str:
    return _("Interpreters over their hours: %(names)s") % {"names": ", ".join(names)} if names else ""
