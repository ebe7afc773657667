"""Describe the changes of a release in the reading language: for pages, mails and feeds."""

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agenda.core.domain.intervals import clock_hours
from agenda.releases.domain.content import EMPTY, Content, sessions_by_id, span_of
from agenda.releases.domain.involvement import PersonalChange, SessionPart, only_attends, part_in_words
from agenda.sessions.models.session import Session
from confman.documents.domain.dates import document_day
from confman.translation.text import TranslatedText

# Fields of the content that are not fields of a session, or are worded differently.
_OTHER_FIELDS = {
    "roles": gettext_lazy("roles"),
    "items": gettext_lazy("items"),
    "materials": gettext_lazy("materials"),
    "group": gettext_lazy("working group"),
    "booths": gettext_lazy("booths"),
    "room_name": gettext_lazy("name of the room"),
    "theme_name": gettext_lazy("name of the theme"),
    "group_name": gettext_lazy("name of the working group"),
    "extra": gettext_lazy("imported details"),
}
# The first that fits.
_TONES = (("cancelled", "bad"), ("left", "bad"), ("joined", "good"), ("moved", "warn"))
HAPPENED = {
    "joined": pgettext_lazy("agenda, to the person", "New for you"),
    "left": pgettext_lazy("agenda, to the person", "No longer yours"),
    "part": pgettext_lazy("agenda, to the person", "Another part"),
    "moved": pgettext_lazy("agenda, to the person", "Moved"),
    "changed": pgettext_lazy("agenda, to the person", "Changed"),
    "cancelled": pgettext_lazy("agenda, to the person", "Cancelled"),
}


def field_in_words(name: str) -> str:
    """Return what a field of the content is called."""
    if name in _OTHER_FIELDS:
        return str(_OTHER_FIELDS[name])
    names = {field.name for field in Session._meta.get_fields()}
    return str(Session._meta.get_field(name).verbose_name) if name in names else name  # type: ignore[union-attr]


def fields_in_words(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(field_in_words(name) for name in names))


@dataclass(frozen=True)
class ReaderChange:
    """A change of one session for one reader: what happened, and its place now. `attends`: who only attends."""

    session: str
    happened: str
    title: str
    before: str
    now: str
    part: str
    attends: bool
    fields: str
    tone: str

    def lines(self) -> list[str]:
        """Return the lines for a mail."""
        parts = [f"{self.happened}: {self.title}"]
        if self.before:
            parts.append(_("Before: %(place)s") % {"place": self.before})
        if self.now:
            parts.append(_("Now: %(place)s") % {"place": self.now} if self.before else self.now)
        if self.fields:
            parts.append(_("What changed: %(fields)s") % {"fields": self.fields})
        if self.part:
            parts.append(self.part if self.attends else _("Your part: %(part)s") % {"part": self.part})
        return parts


class ChangeFormatter:
    """Puts the changes from one content to another into words."""

    def __init__(self, before: Content, after: Content) -> None:
        self.before, self.after = before or EMPTY, after
        self.old, self.new = sessions_by_id(self.before), sessions_by_id(self.after)
        self.zone = zoneinfo.ZoneInfo(self.after["timezone"])
        self.rooms = {
            row["id"]: TranslatedText(row["name"])
            for tree in (self.before, self.after)
            for row in tree["rooms"]
        }

    def title(self, key: str) -> str:
        return str(TranslatedText.of((self.new.get(key) or self.old.get(key) or {}).get("title") or {}))

    def place(self, where: Mapping[str, Any] | None, language: str) -> str:
        """Return 'Tuesday, 30 March 2027, 10:00–11:30, Hall A'."""
        start, end = span_of(where or {}, self.zone)
        if where is None or start is None:
            return ""
        room = str(self.rooms.get(where.get("room") or "") or "")
        return ", ".join(filter(None, (document_day(start.date(), language), clock_hours(start, end), room)))

    def in_words(self, change: PersonalChange, language: str) -> ReaderChange:
        """Put one change of a person into words, in the reading language."""
        key, happened = change["session"], change["happened"]
        old, new = self.old.get(key), self.new.get(key)
        earlier = self.place(old and {**old, **old.get("told", {})}, language)
        now = self.place(new, language)
        is_lost = "cancelled" in happened or "left" in happened
        rows = change["before"] if is_lost else change["parts"]
        parts = _parts(rows)
        if "part" in happened:
            parts = _("%(now)s (before: %(before)s)") % {"now": parts, "before": _parts(change["before"])}
        return ReaderChange(
            session=key,
            happened=", ".join(str(HAPPENED[kind]) for kind in happened),
            title=self.title(key),
            before=earlier if "moved" in happened else "",
            now=earlier or now if is_lost else now,
            part=parts,
            attends=only_attends(SessionPart(*row) for row in rows),
            fields=fields_in_words(change["fields"]),
            tone=next((tone for kind, tone in _TONES if kind in happened), "note"),
        )


def _parts(rows: Iterable[Iterable[str]]) -> str:
    return ", ".join(dict.fromkeys(part_in_words(SessionPart(*row)) for row in rows))
