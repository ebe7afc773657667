"""Documents for interpreters: the roster (who, which booth, when, how long) and the pack (what a session is about).

For staff and the interpreters themselves, from the working agenda: here everyone is named.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agenda.conflicts.domain.severities import agenda_settings
from agenda.core.domain.groups import grouped
from agenda.core.domain.intervals import Hours, clock_hours, local_hours
from agenda.materials.models import Material
from agenda.programme.documents.agenda_source import (
    function_of,
    minutes_text,
    name_of,
    spoken_languages,
    working_source,
    zone_note,
)
from agenda.programme.documents.bilingual import in_two_languages
from agenda.releases.domain.read_model import ReleasedItem, ReleasedRole, ReleasedSession
from agenda.run_of_show.domain.cues import shifts_of, with_interpreters
from agenda.run_of_show.domain.progress import minutes_worked
from agenda.sessions.models.session import BoothShift, Session
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.documents.domain.texts import document_column, document_date, document_day
from confman.documents.meta import AS_IT_IS, DocumentMeta
from confman.people.models import Person
from confman.people.privacy import Audience
from confman.translation.languages import language_in_text, languages_in_list
from confman.web.errors import Refused


@dataclass(frozen=True)
class RosterLine:
    """One turn of an interpreter. `missing`: nobody has been found for it yet.

    `same`: the turn belongs to the session of the line above; `goes_on`: that of the line below does. The session's
    name spans its `rows` turns, and the time spans `hours` turns; `hours` is 0 if the time is that of the line above.
    """

    time: str
    session: str
    room: str
    booth: str = ""
    languages: str = ""
    interpreter: str = ""
    missing: bool = False
    same: bool = False
    goes_on: bool = False
    rows: int = 1
    hours: int = 1


@dataclass(frozen=True)
class RosterDay:
    title: str
    lines: tuple[RosterLine, ...]


@dataclass(frozen=True)
class DailyHours:
    """The working hours of a person on a day; `over` if they are too long."""

    text: str
    over: bool


@dataclass(frozen=True)
class InterpreterHours:
    name: str
    languages: str
    hours: tuple[DailyHours, ...]
    total: str


@dataclass(frozen=True)
class Roster:
    meta: DocumentMeta
    days: tuple[RosterDay, ...]
    day_heads: tuple[str, ...] = field(metadata=AS_IT_IS)
    interpreters: tuple[InterpreterHours, ...]
    limit: str


@dataclass(frozen=True)
class PackItem:
    number: str
    time: str
    title: str
    minutes: str
    speakers: tuple[str, ...]


@dataclass(frozen=True)
class PackSession:
    title: str
    when: str
    room: str
    languages: str
    team: tuple[str, ...]
    summary: str
    speakers: tuple[str, ...]
    items: tuple[PackItem, ...]
    materials: tuple[str, ...]
    statements: tuple[str, ...]  # handed in by speakers, for the booth


@dataclass(frozen=True)
class Pack:
    meta: DocumentMeta
    sessions: tuple[PackSession, ...]


def _interpreted(conference: Conference, options: Mapping[str, Any]) -> list[Session]:
    """Return the sessions that are interpreted, or have to be, in order, with their turns and interpreters fetched.

    Raises Refused if there is none.
    """
    sessions = with_interpreters(Session.objects.of(conference).scheduled().spoken_in())
    day, key, person = (str(options.get(name) or "") for name in ("day", "session", "interpreter"))
    interpreted = [
        session
        for session in sessions
        if needs_interpretation(session)
        and (not day or str(session.conference_day) == day)
        and (not key or str(session.pk) == key)
        and (
            not person or any(str(interpreter.pk) == person for interpreter, _interval in shifts_of(session))
        )
    ]
    if not interpreted:
        raise Refused(
            _("No session is interpreted: say in a session which languages are spoken and listened to.")
        )
    return interpreted


def needs_interpretation(session: Session) -> bool:
    """Tell whether anyone listens in a language not spoken by all, or an interpreter is assigned already."""
    languages = {*session.floor_languages, *session.listening_languages}
    return bool(len(languages) > 1 or session.booth_shifts.all() or getattr(session, "interpreters", ()))


# --- The roster -------------------------------------------------------------------------------------------


@in_two_languages
def build_roster(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Roster:
    """Build the roster: who interprets when, and for how long (`options`: `day`, `interpreter`).

    Raises Refused if nothing is interpreted.
    """
    sessions = _interpreted(conference, options)
    longest = agenda_settings(conference).interpreter_minutes_a_day
    by_day = grouped((session.conference_day or conference.starts_on, session) for session in sessions)
    days = sorted(by_day)
    only = str(options.get("interpreter") or "")
    return Roster(
        meta=working_source(conference).meta(
            language,
            _("Interpreters’ roster"),
            zone_note(conference),
            distribution=_("Secretariat and interpreters"),
        ),
        days=tuple(
            RosterDay(
                document_day(day, language),
                tuple(
                    line
                    for session in by_day[day]
                    for line in _without_repetitions(_roster_lines(session, language, only))
                ),
            )
            for day in days
        ),
        day_heads=tuple(document_column(day, language) for day in days),
        interpreters=_hours(by_day, days, language, longest, only),
        limit=_("An interpreter works no more than %(hours)s a day.") % {"hours": hours_text(longest)},
    )


def _without_repetitions(lines: list[RosterLine]) -> list[RosterLine]:
    """Return the lines of a session: name and room only in the first, the hours where they differ."""
    merged: list[RosterLine] = []
    for _time, group in groupby(lines, key=attrgetter("time")):
        first, *others = group
        turns = [replace(first, hours=1 + len(others)), *(replace(line, time="", hours=0) for line in others)]
        for line in turns:
            if merged:
                line = replace(line, session="", room="", same=True)
            merged.append(replace(line, rows=len(lines), goes_on=len(merged) + 1 < len(lines)))
    return merged


def _roster_lines(session: Session, language: str, only: str) -> list[RosterLine]:
    assert session.start
    conference = session.conference
    session_hours = local_hours(conference, session.start, session.end)
    line = partial(RosterLine, session=str(session.title), room=str(session.room or ""))
    lines = []
    for shift in session.booth_shifts.all():
        if only and str(shift.interpreter_id) != only:
            continue
        lines.append(
            line(
                local_hours(conference, shift.start or session.start, shift.end or session.end),
                booth=shift.booth,
                languages=turn_languages(shift, language),
                interpreter=name_of(shift.interpreter) if shift.interpreter else _("to be found"),
                missing=shift.interpreter is None,
            )
        )
    with_turn = {shift.interpreter_id for shift in session.booth_shifts.all()}
    for role in getattr(session, "interpreters", ()):
        if role.person_id not in with_turn and only in ("", str(role.person_id)):
            lines.append(line(session_hours, interpreter=name_of(role.person)))
    if not lines and not only:
        codes = dict.fromkeys([*session.floor_languages, *session.listening_languages])
        languages = languages_in_list(codes, language)
        lines.append(line(session_hours, languages=languages, interpreter=_("to be found"), missing=True))
    return lines


def turn_languages(shift: BoothShift, language: str) -> str:
    """Return 'Russian → English, both ways', with the relay where there is one."""
    names = [language_in_text(code, language) for code in (shift.source_language, shift.target_language)]
    text = capfirst((" ↔ " if shift.both_ways else " → ").join(names))
    if shift.relay:
        text += f" ({_('relay from %(language)s') % {'language': language_in_text(shift.relay, language)}})"
    return text


def hours_text(minutes: int) -> str:
    """Return 5 h 30 min."""
    whole, rest = divmod(minutes, 60)
    if not whole:
        return minutes_text(rest)
    text = pgettext("length", "%d h") % whole
    return f"{text} {minutes_text(rest)}" if rest else text


def _hours(
    by_day: Mapping[dt.date, list[Session]], days: Sequence[dt.date], language: str, longest: int, only: str
) -> tuple[InterpreterHours, ...]:
    people: dict[Any, Person] = {}
    spoken: dict[Any, dict[str, None]] = defaultdict(dict)
    working: dict[tuple[Any, dt.date], list[Hours]] = defaultdict(list)
    for day in days:
        for session in by_day[day]:
            for person, interval in shifts_of(session):
                people[person.pk] = person
                working[person.pk, day].append(interval)
            for shift in session.booth_shifts.all():
                for code in (shift.source_language, shift.target_language):
                    spoken[shift.interpreter_id][code] = None
    rows = []
    for key, person in sorted(people.items(), key=lambda pair: (pair[1].sort_key, str(pair[0]))):
        if only not in ("", str(key)):
            continue
        minutes = [minutes_worked(working[key, day]) for day in days]
        rows.append(
            InterpreterHours(
                name=name_of(person),
                languages=languages_in_list(spoken[key], language),
                hours=tuple(
                    DailyHours(hours_text(worked) if worked else "–", worked > longest) for worked in minutes
                ),
                total=hours_text(sum(minutes)),
            )
        )
    return tuple(rows)


# --- The pack ---------------------------------------------------------------------------------------------


@in_two_languages
def build_pack(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Pack:
    """Build a page for each interpreted session (`options`: `day`, `session`, `interpreter`).

    Raises Refused if there is none.
    """
    sessions = _interpreted(conference, options)
    source = working_source(conference)
    views = {view.id: view for view in source.read(Audience.SECRETARIAT).sessions}
    materials = grouped(
        (material.session_id, material) for material in Material.objects.filter(session__in=sessions)
    )
    statements: dict[Any, Sequence[str]] = {}
    for handed_in in answers(Query.STATEMENTS, sessions, language):
        statements |= handed_in
    return Pack(
        meta=source.meta(
            language,
            _("Interpreters’ pack"),
            zone_note(conference),
            distribution=_("Secretariat and interpreters"),
        ),
        sessions=tuple(
            _pack(
                session,
                views[str(session.pk)],
                materials[session.pk],
                statements.get(session.pk, ()),
                language,
            )
            for session in sessions
            if str(session.pk) in views
        ),
    )


def _booth(booth: str) -> str:
    """Return a booth as a line names it: “booth 1”; one with a name as it is, “Russian booth”."""
    return _("booth %(booth)s") % {"booth": booth} if len(booth) <= 2 or booth.isdigit() else booth


def _pack(
    session: Session,
    view: ReleasedSession,
    materials: list[Material],
    statements: Sequence[str],
    language: str,
) -> PackSession:
    return PackSession(
        title=str(view.title),
        when=f"{document_day(view.start.date(), language)}, {clock_hours(view.start, view.end)}",
        room=str(view.room) if view.room else "",
        languages=spoken_languages(view, language),
        team=tuple(
            f"{line.time} · {line.interpreter}"
            + (f" · {line.languages}" if line.languages else "")
            + (f" · {_booth(line.booth)}" if line.booth else "")
            for line in _roster_lines(session, language, "")
        ),
        summary=str(view.summary) or str(view.description),
        speakers=tuple(map(_speaker, (role for role in view.roles if role.role != "interpreter"))),
        items=tuple(map(_item, view.items)),
        materials=tuple(_material(material, session.conference, language) for material in materials),
        statements=tuple(statements),
    )


def _speaker(role: ReleasedRole) -> str:
    """Return name, title and function: interpreters prepare names above all."""
    name = name_of(role.person) if role.person else _("to be confirmed")
    function = function_of(role.person) if role.person else ""
    text = f"{capfirst(role.label)}: {name}" + (f", {function}" if function else "")
    return text if role.confirmed else f"{text} ({_('not confirmed yet')})"


def _item(item: ReleasedItem) -> PackItem:
    return PackItem(
        number=f"{item.number}." if item.number else "–",
        time=f"{item.start:%H:%M}" if item.start else "",
        title=str(item.title),
        minutes=minutes_text(item.minutes) if item.minutes else "",
        speakers=tuple(map(_speaker, item.roles)),
    )


def _material(material: Material, conference: Conference, language: str) -> str:
    parts = [str(material.title) or material.symbol or _("without a title")]
    if material.symbol and material.symbol != parts[0]:
        parts.append(material.symbol)
    if material.language:
        parts.append(language_in_text(material.language, language))
    parts.append(material.link or _("file, on the page of the session"))
    if material.embargo:
        moment = conference.local(material.embargo)
        parts.append(
            _("not before %(when)s") % {"when": f"{document_date(moment.date(), language)}, {moment:%H:%M}"}
        )
    return " · ".join(parts)
