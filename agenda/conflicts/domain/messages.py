"""Sentences for conflicts: what is wrong, and where. The advice is in the entry of the check."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agenda.conflicts.domain.plan import AgendaPlan
from agenda.conflicts.registries import Conflict
from agenda.core.domain.intervals import Hours, clock_hours, joined, minutes
from agenda.sessions.models.session import SessionRoleKind
from confman.translation.languages import interface_language, language_in_text, reading_languages

# A sentence names this many sessions, then says how many more there are.
NAMED = 4


class ConflictFormatter:
    """Formats the parts of a sentence: sessions, persons, rooms, languages, in the reading language.

    `local` converts a moment to the conference's zone; `people` are names by id.
    """

    def __init__(
        self, plan: AgendaPlan, people: Mapping[str, Any], local: Callable[[dt.datetime], dt.datetime]
    ) -> None:
        self.plan, self.local = plan, local
        self._people = people
        self._sessions: dict[str, str] = {}
        self._titles: dict[str, str] = {}
        self._rooms: dict[str, str] = {"": ""}
        self.language = interface_language((reading_languages() or ("en",))[0]) or "en"

    def session(self, key: str) -> str:
        """Return “Opening” (30.03, 10:00–11:00, Hall)."""
        if key not in self._sessions:
            session = self.plan.by_id[key]
            title = self.title(key)
            when = self.hours(session.start, session.end)
            if room := self.room(session.room):
                when = f"{when}, {room}"
            self._sessions[key] = _("“%(title)s” (%(when)s)") % {"title": title, "when": when}
        return self._sessions[key]

    def title(self, key: str) -> str:
        if key not in self._titles:
            self._titles[key] = str(self.plan.by_id[key].title)
        return self._titles[key]

    def sessions(self, keys: Iterable[str]) -> str:
        """Return the sessions in words, the first few by name."""
        keys = list(keys)
        titles = [self.session(key) for key in keys[:NAMED]]
        if more := len(keys) - len(titles):
            titles.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
        return listed(titles)

    def person(self, key: str) -> str:
        return str(self._people.get(key, "")) or _("(unknown)")

    def room(self, key: str) -> str:
        if key not in self._rooms:
            self._rooms[key] = str(self.plan.names.get(key, ""))
        return self._rooms[key]

    def subject(self, key: str) -> str:
        return self.room(key) or self.person(key)

    def people(self, conflict: Conflict) -> str:
        """Return Anna Sample (speaker), Boris Sample (chair): a conflict's persons with the roles in its detail."""
        pairs = zip(conflict.people, conflict.detail, strict=True)
        return ", ".join(f"{self.person(person)} ({self.roles.get(role, role)})" for person, role in pairs)

    @cached_property
    def roles(self) -> dict[str, str]:
        return {value: str(label) for value, label in SessionRoleKind.choices}

    def name_of(self, code: str) -> str:
        """Return the name of a language in the reading language."""
        return _language_name(code, self.language)

    def gap(self, heard: str, wish: str, hours: Hours | None) -> str:
        """Return Russian → English, and when, where it is not all the time."""
        pair = f"{self.name_of(heard)} → {self.name_of(wish)}"
        return f"{pair} ({self.hours(*hours)})" if hours else pair

    def hours(self, start: dt.datetime, end: dt.datetime | None) -> str:
        """Return 30.03, 10:00–11:30."""
        local = self.local(start)
        return f"{local:%d.%m}, {clock_hours(local, self.local(end) if end else None)}"


@cache
def _language_name(code: str, language: str) -> str:
    return language_in_text(code, language)


def listed(texts: list[str]) -> str:
    """Join texts as in "one, another and a third"."""
    if len(texts) < 2:
        return "".join(texts)
    return _("%(others)s and %(last)s") % {"others": ", ".join(texts[:-1]), "last": texts[-1]}


def duration(length: int) -> str:
    """Return minutes in words: 2 h 30 min."""
    hours, rest = divmod(length, 60)
    parts = []
    if hours:
        parts.append(_("%(hours)d h") % {"hours": hours})
    if rest or not hours:
        parts.append(_("%(minutes)d min") % {"minutes": rest})
    return " ".join(parts)


# --- A sentence for each kind -----------------------------------------------------------------------------

# Parts of a conflict that a sentence may name; `session` is the first.
_NAMED: dict[str, Callable[[Conflict, ConflictFormatter], str]] = {
    "person": lambda conflict, formatter: formatter.person(conflict.subject),
    "people": lambda conflict, formatter: formatter.people(conflict),
    "room": lambda conflict, formatter: formatter.room(conflict.subject),
    "session": lambda conflict, formatter: formatter.session(conflict.sessions[0]),
    "sessions": lambda conflict, formatter: formatter.sessions(conflict.sessions),
}


def sentence(
    text: str | Promise, *names: str, **detail: Callable[[Any], Any]
) -> Callable[[Conflict, ConflictFormatter], str]:
    """Return a function that words a conflict; `detail` names its own parts and how each is written."""

    def worded(conflict: Conflict, formatter: ConflictFormatter) -> str:
        values = {name: _NAMED[name](conflict, formatter) for name in names}
        parts = zip(detail.items(), conflict.detail, strict=False)
        return str(text) % {**values, **{name: write(part) for (name, write), part in parts}}

    return worded


person_twice = sentence(
    gettext_lazy("%(person)s is expected in several sessions at the same time: %(sessions)s."),
    "person",
    "sessions",
)
room_twice = sentence(
    gettext_lazy("%(room)s is used by several sessions at the same time: %(sessions)s."), "room", "sessions"
)
outside_days = sentence(gettext_lazy("%(session)s is not on a day of the conference."), "session")
no_break = sentence(
    gettext_lazy("%(length)s without a break, more than %(longest)s: %(sessions)s."),
    "sessions",
    length=duration,
    longest=duration,
)
items_too_long = sentence(
    gettext_lazy("The items of %(session)s take %(need)s; it has %(has)s."),
    "session",
    need=duration,
    has=duration,
)
more_than_seats = sentence(
    gettext_lazy("%(count)d have signed up for %(session)s; the room has %(seats)d seats."),
    "session",
    count=int,
    seats=int,
)
no_chair = talk_without_chair = sentence(gettext_lazy("Nobody chairs %(session)s."), "session")
no_rapporteur = sentence(gettext_lazy("%(session)s has no rapporteur."), "session")
role_declined = sentence(gettext_lazy("Declined in %(session)s: %(people)s."), "session", "people")
role_open = sentence(gettext_lazy("Not confirmed in %(session)s: %(people)s."), "session", "people")
interpreter_hours = sentence(
    gettext_lazy("%(person)s interprets %(worked)s in a day, more than %(longest)s: %(sessions)s."),
    "person",
    "sessions",
    worked=duration,
    longest=duration,
)


def no_time_to_change(conflict: Conflict, formatter: ConflictFormatter) -> str:
    first, second = (formatter.plan.by_id[key] for key in conflict.sessions)
    between = max(minutes(second.start - first.until), 0)
    return _("%(person)s has %(between)s to come from %(first)s to %(second)s; %(needed)s are needed.") % {
        "person": formatter.person(conflict.subject),
        "between": duration(between),
        "needed": duration(formatter.plan.limits.between_rooms),
        "first": formatter.session(first.id),
        "second": formatter.session(second.id),
    }


def room_closed(conflict: Conflict, formatter: ConflictFormatter) -> str:
    return _away(conflict, formatter, room=True)


def person_away(conflict: Conflict, formatter: ConflictFormatter) -> str:
    return _away(conflict, formatter, room=False)


def _away(conflict: Conflict, formatter: ConflictFormatter, *, room: bool) -> str:
    intervals = (formatter.plan.opening if room else formatter.plan.free).get(conflict.subject, ())
    session = formatter.plan.by_id[conflict.sessions[0]]
    day = formatter.local(session.start).date()
    hours = [
        stretch
        for stretch in joined(intervals)
        if formatter.local(stretch[0]).date() <= day <= formatter.local(stretch[1]).date()
    ]
    values = {
        "who": formatter.subject(conflict.subject),
        "session": formatter.session(session.id),
        "hours": ", ".join(formatter.hours(*stretch) for stretch in hours),
    }
    if room and hours:
        return _("%(who)s is open %(hours)s; %(session)s is outside of it.") % values
    if room:
        return _("%(who)s is not open on the day of %(session)s.") % values
    if hours:
        return _("%(who)s is there %(hours)s; %(session)s is outside of it.") % values
    return _("%(who)s is not there on the day of %(session)s.") % values


def beside_plenary(conflict: Conflict, formatter: ConflictFormatter) -> str:
    ordered = sorted(conflict.sessions, key=lambda key: not formatter.plan.by_id[key].is_plenary)
    return _("%(plenary)s is for everyone, but %(other)s takes place at the same time.") % {
        "plenary": formatter.session(ordered[0]),
        "other": formatter.sessions(ordered[1:]),
    }


def language_gap(conflict: Conflict, formatter: ConflictFormatter) -> str:
    return _("Nobody interprets %(pairs)s in %(session)s.") % {
        "session": formatter.session(conflict.sessions[0]),
        "pairs": ", ".join(formatter.gap(*gap) for gap in conflict.detail),
    }


def usual(conflict: Conflict, formatter: ConflictFormatter) -> str:
    """Word a conflict whose check has no sentence of its own: whom it concerns, and where."""
    sessions = formatter.sessions(conflict.sessions)
    return f"{formatter.subject(conflict.subject)}: {sessions}." if conflict.subject else f"{sessions}."
