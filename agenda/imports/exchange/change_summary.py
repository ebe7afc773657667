"""Describe the changes of an import: a line for each session, with the values before."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agenda.history.domain.snapshots import Parts
from agenda.imports.exchange.writer import SessionWriter
from agenda.rooms.models import Room
from agenda.sessions.models.session import Session, SessionRole
from agenda.sessions.undo import SESSIONS
from confman.conferences.models import Theme
from confman.people.models import Person
from confman.translation.text import TranslatedText

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
# Long texts are cut in the table: the beginning is enough to recognize them.
_MAX_LENGTH = 200


@dataclass(frozen=True)
class ImportedLine:
    """A session of the file: its place there, and what becomes of it. `changes` are (field, before, after)."""

    place: str
    title: str
    when: str
    room: str
    state: str
    changes: tuple[tuple[str, str, str], ...] = ()


def imported_lines(
    writer: SessionWriter, before: dict[str, Parts], after: dict[str, Parts]
) -> list[ImportedLine]:
    """Return the lines of what a writer has just written, in the order of the file."""
    formatter = _ChangeWords(writer)
    new = {session.pk for session in writer.new}
    lines = []
    for session, draft in writer.stored:
        key = str(session.pk)
        changes = () if session.pk in new else formatter.changes(before[key], after[key])
        if session.pk in writer.with_other_materials and session.pk not in new:
            changes += ((_("materials"), "", _("other than before")),)
        lines.append(
            ImportedLine(
                place=draft.event.place,
                title=str(session.title),
                when=formatter.moment(session.start),
                room=formatter.room(session.room_id),
                state=NEW if session.pk in new else CHANGED if changes else UNCHANGED,
                changes=changes,
            )
        )
    return lines


class _ChangeWords:
    """Puts parts of snapshots into words for people; names are looked up once."""

    def __init__(self, writer: SessionWriter) -> None:
        conference = self.conference = writer.conference
        self._new_people = writer.people
        self._rooms = {str(room.pk): str(room) for room in Room.objects.of(conference)}
        self._themes = {str(theme.pk): str(theme) for theme in Theme.objects.filter(conference=conference)}

    @cached_property
    def _people(self) -> dict[str, str]:
        """Return the people of the conference and those the file would add; queried only where roles differ."""
        stored = Person.objects.of(self.conference).only("name")
        return {str(person.pk): str(person) for person in [*stored, *self._new_people]}

    def changes(self, before: Parts, after: Parts) -> tuple[tuple[str, str, str], ...]:
        lines: list[tuple[str, str, str]] = []
        for name in after:
            if not SESSIONS.same(name, before[name], after[name]):
                lines += self._part(name, before[name], after[name])
        return tuple(lines)

    def room(self, key: object) -> str:
        return self._rooms.get(str(key), "") if key else ""

    def moment(self, value: dt.datetime | None) -> str:
        return date_format(self.conference.local(value), "SHORT_DATETIME_FORMAT") if value else ""

    def _part(self, name: str, before: Any, after: Any) -> list[tuple[str, str, str]]:
        if name == "when":
            rows = [(part, self._value(part, before[part]), self._value(part, after[part])) for part in after]
        elif name == "items":
            rows = [(part, self._rows(part, before[part]), self._rows(part, after[part])) for part in after]
        elif isinstance(after, dict):
            keys = sorted({*before, *after})
            labels = [name if name == "extra" else f"{name} {key}" for key in keys]
            rows = [
                (label, before.get(key, ""), after.get(key, ""))
                for label, key in zip(labels, keys, strict=True)
            ]
        else:
            rows = [(name, self._value(name, before), self._value(name, after))]
        short = ((self._label(part), _short(old), _short(now)) for part, old, now in rows if old != now)
        return [row for row in short if row[1] != row[2] or name != "extra"]

    def _label(self, name: str) -> str:
        field, _space, language = name.partition(" ")
        label = {"items": _("items"), "roles": _("roles"), "extra": _("kept from the file")}.get(field)
        if label is None:
            label = str(Session._meta.get_field(field.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]
        return f"{label} ({language})" if language else label

    def _value(self, name: str, value: Any) -> str:
        if value in (None, "", [], {}):
            return ""
        if name in ("start", "end"):
            return self.moment(dt.datetime.fromisoformat(value))
        if name == "room_id":
            return self.room(value)
        if name == "theme_id":
            return self._themes.get(value, "")
        if name == "links":
            return ", ".join(link["url"] for link in value)
        field: Any = Session._meta.get_field(name)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    def _rows(self, name: str, rows: list[Parts]) -> str:
        if name == "items":
            return "; ".join(str(TranslatedText.of(row["title"])) for row in rows)
        return "; ".join(
            f"{SessionRole.Role(row['role']).label}: {self._people.get(row['person_id'], '')}" for row in rows
        )


def _short(value: object) -> str:
    text = "" if value in (None, "", [], {}) else " ".join(str(value).split())
    return text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}…"
