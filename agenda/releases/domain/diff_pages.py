"""Changes between two agendas in words, for pages, mails and feeds; and both side by side, session by session."""

import json
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agenda.core.domain.intervals import clock_hours
from agenda.releases.domain.diff import compare
from agenda.releases.domain.involvement import (
    PersonalChange,
    SessionPart,
    changes_by_reader,
    only_attends,
    part_in_words,
)
from agenda.releases.domain.read_model import EMPTY, Content, label_of, sessions_by_id, span_of
from agenda.sessions.models.session import Item, Session, SessionRole
from confman.conferences.models import Conference
from confman.documents.domain.texts import document_day
from confman.people.models import Person
from confman.translation.languages import language_name
from confman.translation.text import TranslatedText
from confman.web.word_differences import Piece, compare_words

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


_TEXTS = ("title", "subtitle", "summary", "description")
_CHOICES: dict[str, type[models.TextChoices]] = {
    "kind": Session.Kind,
    "status": Session.Status,
    "visibility": Session.Visibility,
}
_REFERENCES = {"room": "rooms", "theme": "themes", "group": "groups"}


@dataclass(frozen=True)
class FieldDifference:
    """A field, in one language where it has several; `pieces` are words kept, deleted and inserted."""

    label: str
    language: str
    pieces: list[Piece]


@dataclass(frozen=True)
class SessionDifference:
    """The changes of a session; `kinds` of "new", "moved", "changed", "cancelled"."""

    session: str
    title: str
    kinds: list[str]
    before: str
    after: str
    fields: list[FieldDifference]


@dataclass(frozen=True)
class PersonDifference:
    person: Person
    changes: list[ReaderChange]


class Differences:
    """The differences between two contents, in the reading language. Two queries: the persons, and those concerned."""

    def __init__(self, conference: Conference, before: Content, after: Content, language: str) -> None:
        self.conference, self.language = conference, language
        self.before, self.after = before, after
        self.changes = compare(self.before, self.after)
        self.old, self.new = sessions_by_id(self.before), sessions_by_id(self.after)
        self.formatter = ChangeFormatter(self.before, self.after)
        people = {
            role["person"]
            for tree in (self.before, self.after)
            for row in (*tree["sessions"], *tree["groups"])
            for role in row["roles"]
        }
        self.people = {
            str(person.pk): person for person in Person.objects.of(conference).known().filter(pk__in=people)
        }
        self.names: dict[str, dict[str, TranslatedText]] = {
            reference: {
                row["id"]: TranslatedText(row["name"])
                for tree in (self.before, self.after)
                for row in tree[table]
            }
            for reference, table in _REFERENCES.items()
        }

    def sessions(self) -> list[SessionDifference]:
        """Return the sessions that differ, in order of time."""
        kinds: dict[str, list[str]] = {}
        fields: dict[str, list[str]] = {}
        for kind, rows in self.changes.items():
            for row in rows:
                kinds.setdefault(row["id"], []).append(kind)
                fields.setdefault(row["id"], []).extend(row["fields"] if kind == "changed" else [])
        differences = [self._session(key, kinds[key], fields[key]) for key in kinds]
        starts = {key: (self.new.get(key) or self.old[key])["start"] for key in kinds}
        return sorted(differences, key=lambda difference: (starts[difference.session], difference.session))

    def _session(self, key: str, kinds: list[str], names: list[str]) -> SessionDifference:
        old, new = self.old.get(key), self.new.get(key)
        fields = [field for name in names for field in self._field(name, old or {}, new or {})]
        return SessionDifference(
            session=key,
            title=self.formatter.title(key),
            kinds=kinds,
            before=self.formatter.place(old, self.language),
            after=self.formatter.place(new, self.language),
            fields=fields,
        )

    def persons(self) -> list[PersonDifference]:
        """Return the people who take part in sessions that differ, by name, with what changes for them."""
        changes_of_readers = changes_by_reader(self.conference, self.before, self.after, {})
        people = [
            PersonDifference(
                self.people[reader.person],
                [self.formatter.in_words(change, self.language) for change in changes],
            )
            for reader, changes in changes_of_readers.items()
            if reader.person in self.people
        ]
        return sorted(people, key=lambda difference: (difference.person.sort_key, str(difference.person.pk)))

    # --- Fields as text ------------------------------------------------------------------------------------

    def _field(self, name: str, old: Content, new: Content) -> Iterator[FieldDifference]:
        label = field_in_words(name)
        label = capfirst(label)
        for language in self._languages(name, old, new):
            before, after = (self._text(name, row, language) for row in (old, new))
            if before != after or not language:
                name_of_language = language_name(language) if language else ""
                yield FieldDifference(label, name_of_language, compare_words(before, after))

    def _languages(self, name: str, old: Content, new: Content) -> list[str]:
        """Return the languages in which a field is compared; only "" for a field without languages."""
        texts: list[Mapping[str, str]] = []
        for row in (old, new):
            if name in _TEXTS:
                texts.append(row.get(name) or {})
            elif name == "items":
                texts += [item["title"] for item in row.get("items", [])]
        codes = {code for text in texts for code in text}
        first = [code for code in self.conference.languages if code in codes]
        return [*first, *sorted(codes - set(first))] or [""]

    def _text(self, name: str, row: Content, language: str) -> str:
        value = row.get(name)
        if name in _TEXTS:
            return str((value or {}).get(language, ""))
        if name in _CHOICES:
            return label_of(_CHOICES[name], value or "")
        wordings: dict[str, Callable[[Any], str]] = {
            "items": lambda items: "\n".join(_item(item, language) for item in items),
            "roles": lambda roles: "\n".join(self._role(role, row) for role in roles),
            "materials": lambda rows: "\n".join(_material(entry) for entry in rows),
            "booths": lambda rows: "\n".join(_booth(entry) for entry in rows),
            "links": lambda rows: "\n".join(
                f"{entry.get('title', '')} {entry['url']}".strip() for entry in rows
            ),
            "floor_languages": lambda codes: ", ".join(map(language_name, codes)),
            "listening_languages": lambda codes: ", ".join(map(language_name, codes)),
            "theme": lambda key: str(self.names["theme"].get(key, "")),
            "group": lambda key: str(self.names["group"].get(key, "")),
        }
        if name in wordings:
            return wordings[name](value) if value else ""
        if name.endswith("_name"):
            return str(TranslatedText.of(value)) if value else self._name(name, row)
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        if isinstance(value, dict | list):
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
        return str(value or "")

    def _name(self, name: str, row: Content) -> str:
        """Return what a session refers to, as it was called in the tree that the row is of."""
        reference = name.removesuffix("_name")
        tree = self.before if row is self.old.get(row.get("id", "")) else self.after
        names = {entry["id"]: entry["name"] for entry in tree[_REFERENCES[reference]]}
        return str(TranslatedText.of(names.get(row.get(reference)) or {}))

    def _role(self, role: Content, session: Content) -> str:
        person = self.people.get(role["person"])
        name = str(person) if person else _("(erased)")
        items = {item["id"]: item for item in session["items"]}
        item = items.get(role["item"] or "")
        parts = [f"{label_of(SessionRole.Role, role['role'])}: {name}"]
        parts += [] if role["confirmed"] else [_("to be confirmed")]
        parts += [str(TranslatedText.of(item["title"]))] if item else []
        return ", ".join(parts)


def _item(item: Content, language: str) -> str:
    number = f"{item['number']}. " if item["number"] else "– "
    more = [label_of(Item.Kind, item["kind"])]
    more += [_("%(count)d min") % {"count": item["minutes"]}] if item["minutes"] else []
    more += [item["symbol"]] if item["symbol"] else []
    title = TranslatedText(item["title"]).in_language(language)
    return f"{number}{title} ({', '.join(more)})"


def _material(material: Content) -> str:
    title = str(TranslatedText.of(material["title"]))
    parts = [title, material["symbol"], material["link"] or _("file"), material["language"]]
    return ", ".join(part for part in parts if part)


def _booth(booth: Content) -> str:
    sign = "↔" if booth["both_ways"] else "→"
    relay = _("relay %(language)s") % {"language": language_name(booth["relay"])} if booth["relay"] else ""
    languages = f"{language_name(booth['source'])} {sign} {language_name(booth['target'])}"
    return ", ".join(part for part in (booth["booth"], languages, relay) if part)
