"""The agenda as a table: columns are found when it is read, and written in each language."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.programme.exchange.frab_fields import clean_text
from agenda.programme.exchange.schedule import UnreadableSchedule
from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedItem, ReleasedSession
from agenda.sessions.models.session import SessionRole, SessionVisibility
from confman.conferences.models import Conference
from confman.documents.rendering.spreadsheets import Sheet
from confman.translation.languages import language_name
from confman.web.errors import Refused
from confman.web.links import is_link
from confman.web.search import fold
from confman.web.spreadsheets.reader import (
    MAX_NAME_LENGTH,
    column_letter,
    column_names,
    first_values,
    has_content,
    read_grid,
    without_controls,
)
from confman.web.uploads.limits import RequestTooLarge

# Our fields, and the names under which other programmes have them, folded.
FIELDS: dict[str, tuple[str, ...]] = {
    "guid": ("guid", "uid", "id", "event key", "identifier", "kennung"),
    "kind": ("kind", "type", "event type", "format", "vid", "tip", "tur", "art"),
    "title": (
        "title", "name", "session", "event", "topic", "summary title", "nazvanie", "tema", "nomi", "mavzu",
        "titel", "titre", "what",
    ),
    "subtitle": ("subtitle", "podzagolovok", "untertitel", "sous titre"),
    "summary": ("summary", "abstract", "annotatsiia", "annotatsiya", "resume", "zusammenfassung"),
    "description": ("description", "details", "opisanie", "tavsif", "beschreibung"),
    "date": ("date", "day", "data", "den", "sana", "kun", "datum", "tag", "jour"),
    "start": (
        "start", "begin", "from", "event start", "start time", "time", "nachalo", "vremia", "boshlanishi",
        "uhrzeit", "beginn", "von", "debut", "heure", "when",
    ),
    "end": ("end", "until", "to", "event end", "end time", "finish", "konets", "tugashi", "ende", "bis", "fin"),
    "duration": ("duration", "minutes", "length", "prodolzhitelnost", "davomiyligi", "dauer", "duree"),
    "conference_day": ("conference day",),
    "room": ("room", "location", "venue", "hall", "zal", "xona", "mesto", "ort", "raum", "saal", "salle", "lieu"),
    "theme": ("theme", "track", "subject", "napravlenie", "thema"),
    "speakers": (
        "speakers", "speaker", "persons", "presenters", "presenter", "dokladchik", "dokladchiki", "maruzachi",
        "vortragende", "referent", "referenten", "sprecher", "intervenants", "intervenant",
    ),
    "language": ("language", "languages", "iazyk", "til", "sprache", "langue"),
    "status": ("status",),
    "items": ("items", "agenda items", "punkty"),
    "links": ("links", "url", "link"),
    "attachments": ("attachments", "materials", "materialy"),
    "photography": ("photography", "photographs"),
    "visibility": ("visibility", "visible to"),
    "chatham_house": ("chatham house", "chatham house rule"),
}  # fmt: skip
# A column for each role, besides that of the speakers.
_ROLE_NAMES = {
    "chair": ("chair", "chairs", "chairperson", "predsedatel", "rais"),
    "co-chair": ("co chair", "co chairs", "sopredsedatel"),
    "moderator": ("moderator", "moderators", "moderatory"),
    "welcome": ("welcome", "welcoming speech"),
    "keynote": ("keynote", "keynotes", "keynote speaker"),
    "panellist": ("panellist", "panellists", "panelist", "panelists"),
    "discussant": ("discussant", "discussants"),
    "rapporteur": ("rapporteur", "rapporteurs", "dokladchik gruppy"),
    "interpreter": ("interpreter", "interpreters", "perevodchik"),
}
FIELDS |= _ROLE_NAMES
ROLE_FIELDS: dict[str, str] = {"speakers": "", **{role: role for role in _ROLE_NAMES}}
TRANSLATED = ("title", "subtitle", "summary", "description", "room", "theme", "items")
# Several columns may fill these together.
_SEVERAL = frozenset({*ROLE_FIELDS, "links", "attachments"})
# Not a field: the column is kept beside the session as it is.
KEEP, LEAVE_OUT = "keep", "-"
_LANGUAGE = re.compile(r"^(?P<name>.+?)[ _]?[_(\[](?P<language>[a-zA-Z]{2,3}(?:-[A-Za-z]{4})?)[)\]]?$")
_NUMBERED = re.compile(r"^(?P<name>.*?)(?<![ _#.])[ _#.]*\d{1,2}$")
_NAMES = {name: field for field, names in reversed(FIELDS.items()) for name in names}
# Above the head there may be a title, a note, the names of groups of columns; not a whole page.
_HEAD_WITHIN = 12
# Kept of a table to recognize its columns by: the first values of each, as far as they are shown.
_EXAMPLES, _MAX_EXAMPLE_LENGTH = 3, 200

Target = tuple[str, str]


@dataclass(frozen=True)
class AgendaSheet:
    """The rows below the head. `columns` are unique; a column without a heading is called by its letter."""

    columns: tuple[str, ...]
    groups: tuple[str, ...]  # what stands above each column
    rows: tuple[tuple[int, list[Any]], ...]
    title: str = ""

    def examples(self, number: int, limit: int = 3) -> list[str]:
        """Return the first values of a column, to recognize it by."""
        cells = (cells[number] for _line, cells in self.rows if number < len(cells))
        values = (_shown(cell) for cell in cells if has_content(cell))
        return list(islice(values, limit))

    def is_empty(self, number: int) -> bool:
        """Tell whether a column has neither a heading nor a value: a gap between others."""
        return self.columns[number] == column_letter(number) and not self.examples(number, 1)


def excerpt(table: AgendaSheet) -> dict[str, Any]:
    """Return enough of a table to recognize its columns, as plain JSON for `excerpted`."""
    examples = first_values((cells for _line, cells in table.rows), len(table.columns), _EXAMPLES)
    return {
        "columns": table.columns,
        "groups": [without_controls(name) for name in table.groups],
        "rows": [[_shown(cell)[:_MAX_EXAMPLE_LENGTH] for cell in cells] for cells in examples],
    }


def excerpted(stored: Mapping[str, Any]) -> AgendaSheet:
    """Return the table of an excerpt: its columns, and rows to recognize them by."""
    rows = tuple(enumerate(stored["rows"], start=1))
    return AgendaSheet(tuple(stored["columns"]), tuple(stored["groups"]), rows)


def _shown(cell: object) -> str:
    """Return a cell as people write it."""
    if isinstance(cell, dt.datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == dt.time() else f"{cell:%Y-%m-%d %H:%M}"
    return f"{cell:%H:%M}" if isinstance(cell, dt.time) else without_controls(str(cell))


def field_labels() -> dict[str, str | Promise]:
    """Return what the fields are called on a page."""
    labels: dict[str, str | Promise] = {
        "guid": gettext_lazy("identifier"), "kind": gettext_lazy("kind"), "title": gettext_lazy("title"),
        "subtitle": gettext_lazy("subtitle"), "summary": gettext_lazy("summary"),
        "description": gettext_lazy("description"), "date": gettext_lazy("date"), "start": gettext_lazy("start"),
        "end": gettext_lazy("end"), "duration": gettext_lazy("duration"),
        "conference_day": gettext_lazy("day of the conference"), "room": gettext_lazy("room"),
        "theme": gettext_lazy("theme"), "speakers": gettext_lazy("speakers"),
        "language": gettext_lazy("languages spoken"), "status": gettext_lazy("status"),
        "items": gettext_lazy("items"), "links": gettext_lazy("links"), "attachments": gettext_lazy("materials"),
        "photography": gettext_lazy("photographs"), "visibility": gettext_lazy("visible to"),
        "chatham_house": gettext_lazy("Chatham House rule"),
    }  # fmt: skip
    return labels | {role: SessionRole.Role(role).label for role in _ROLE_NAMES}


def target_label(target: Target) -> str:
    field, language = target
    label = str(field_labels()[field])
    return f"{label} ({language_name(language)})" if language else label


def read_agenda_sheet(content: bytes, *, at_once: bool = False) -> AgendaSheet:
    """Return the table in a file, with its head found. Raises UnreadableSchedule for anything but a table.

    `at_once`: someone waits; raises RequestTooLarge for what takes longer than a moment.
    """
    try:
        grid = read_grid(content, at_once=at_once)
    except RequestTooLarge:
        raise
    except Refused as refusal:
        raise UnreadableSchedule(refusal.message) from refusal
    if not grid.rows:
        raise UnreadableSchedule(_("The file is empty."))
    # The first of the rows that name the most of our fields.
    head_at = max(
        range(min(len(grid.rows), _HEAD_WITHIN)), key=lambda number: _known_in(grid.rows[number][1])
    )
    head = grid.rows[head_at][1]
    width = len(head)
    if grid.format != "csv":
        width = max(len(cells) for _line, cells in grid.rows[head_at:])
    above = [cells for _line, cells in grid.rows[:head_at]]
    return AgendaSheet(
        columns=column_names(head, width),
        groups=_groups(above[-1] if above else [], width),
        rows=tuple(grid.rows[head_at + 1 :]),
        title=next((str(cell).strip() for cells in above for cell in cells if has_content(cell)), ""),
    )


def _known_in(cells: Sequence[object]) -> int:
    fields = {_field_named(cell)[0] for cell in cells if isinstance(cell, str) and cell.strip()}
    return len(fields - {""})


def _groups(cells: Sequence[object], width: int) -> tuple[str, ...]:
    """Return the group above each column: a cell above several columns is written over the first of them."""
    group_names, last = [], ""
    for number in range(width):
        cell = cells[number] if number < len(cells) else None
        last = str(cell).strip()[:MAX_NAME_LENGTH] if has_content(cell) else last
        group_names.append(last)
    return tuple(group_names)


def match_columns(table: AgendaSheet, choices: Mapping[str, str]) -> dict[int, Target]:
    """Map column numbers to field and language: as the user chose, else by the usual names.

    Each field occurs once for each language, except for persons, links and materials, which may fill several
    columns. Raises UnreadableSchedule for a column or field that does not exist.
    """
    matched = _chosen(table, choices)
    numbers = [number for number, column in enumerate(table.columns) if column not in choices]
    candidates = [(number, *_named(table, number)) for number in numbers]
    # In the order of a field's names: "title" before "name", whatever the order of the columns.
    for field, names in FIELDS.items():
        for name in names:
            for number, plain, recognized, language in candidates:
                target = (field, language if field in TRANSLATED else "")
                free = field in _SEVERAL or target not in matched.values()
                if recognized == field and plain == name and number not in matched and free:
                    matched[number] = target
    if not any(field == "title" for field, _language in matched.values()):
        raise UnreadableSchedule(
            _("No column holds the titles. Match one, as in --map COLUMN=title. The columns: %(columns)s.")
            % {"columns": ", ".join(table.columns)}
        )
    return matched


def _chosen(table: AgendaSheet, choices: Mapping[str, str]) -> dict[int, Target]:
    matched: dict[int, Target] = {}
    for column, choice in choices.items():
        if column not in table.columns:
            raise UnreadableSchedule(
                _("There is no column “%(column)s”. There are: %(columns)s.")
                % {"column": column, "columns": ", ".join(table.columns)}
            )
        if choice in (KEEP, LEAVE_OUT):
            continue
        target = read_target(choice)
        if target in matched.values() and target[0] not in _SEVERAL:
            raise UnreadableSchedule(
                _("Two columns are matched to “%(field)s”; choose one.") % {"field": target_label(target)}
            )
        matched[table.columns.index(column)] = target
    return matched


def read_target(key: str) -> Target:
    """Return ('title', 'ru') for 'title_ru'. Raises UnreadableSchedule, with the fields there are."""
    field, language = (key, "") if key in FIELDS else _split(key)
    if field not in FIELDS or (language and field not in TRANSLATED):
        raise UnreadableSchedule(
            _("There is no field “%(field)s”. There are: %(fields)s; with _ru and the like for a language.")
            % {"field": key, "fields": ", ".join(FIELDS)}
        )
    return field, language


def _named(table: AgendaSheet, number: int) -> tuple[str, str, str]:
    """Return the folded name of a column, the field it means and its language."""
    column, group = table.columns[number], table.groups[number]
    if column.isdigit() and group:
        column = f"{group} {column}"
    field, language, plain = _field_named(column)
    return plain, field, language


def _field_named(column: str) -> tuple[str, str, str]:
    """Return the field that a heading means, its language, and the folded name by which it is known."""
    folded = fold(column)
    if folded in _NAMES:
        return _NAMES[folded], "", folded
    name, language = _split(column)
    if language and (plain := fold(name)) in _NAMES and _NAMES[plain] in TRANSLATED:
        return _NAMES[plain], language, plain
    if (
        (match := _NUMBERED.match(column))
        and (plain := fold(match["name"])) in _NAMES
        and _NAMES[plain] in _SEVERAL
    ):
        return _NAMES[plain], "", plain
    return "", "", ""


def is_one_of_several(table: AgendaSheet, number: int) -> bool:
    """Tell whether each cell of a column of persons has one of them, as under “Speaker 1”, “Speaker 2”."""
    return bool(re.search(r"\d$", table.columns[number]))


def _split(column: str) -> Target:
    """Return ('title', 'ru') for 'title_ru'."""
    # A column “venue_id” has identifiers, not Indonesian.
    if (match := _LANGUAGE.match(column)) and not column.lower().endswith("_id"):
        code, _hyphen, script = match["language"].partition("-")
        return match["name"], f"{code.lower()}-{script.title()}" if script else code.lower()
    return column, ""


TEXTS = ("title", "subtitle", "summary", "description", "room", "theme")
# Columns written only where some session has a value for them.
_WHERE_USED = "conference_day items links attachments photography visibility chatham_house".split()


def agenda_sheet(conference: Conference, agenda: ReleasedAgenda) -> Sheet:
    """Return the rows, headed by the fields that `importagenda` reads; then the columns an imported table had."""
    languages = list(conference.languages)
    rows = [_row(session, languages, internal=agenda.internal) for session in agenda.sessions]
    filled_names = {name for row in rows for name, value in row.items() if value}
    columns = ["guid", "kind", "start", "end"]
    columns += [f"{name}_{language}" for name in TEXTS for language in languages]
    columns += [
        "language",
        *(name for name in ROLE_FIELDS if name in filled_names or name == "speakers"),
        "status",
    ]
    columns += [
        f"{name}_{language}" if name == "items" else name
        for name in _WHERE_USED
        for language in (languages if name == "items" else [""])
        if name in filled_names or f"{name}_{language}" in filled_names
    ]
    extras = [_extra_columns(session) for session in agenda.sessions]
    extra_columns = dict.fromkeys(column for extra in extras for column in extra if not _is_field(column))
    return Sheet(
        title=conference.slug[:31],
        columns=[*columns, *extra_columns],
        rows=[
            [
                *(_cell(row.get(name, "")) for name in columns),
                *(extra.get(name, "") for name in extra_columns),
            ]
            for row, extra in zip(rows, extras, strict=True)
        ],
    )


def _row(session: ReleasedSession, languages: list[str], *, internal: bool) -> dict[str, str]:
    texts: dict[str, Any] = {name: getattr(session, name) for name in TEXTS}
    texts |= {name: texts[name].name if texts[name] else {} for name in ("room", "theme")}
    row = {f"{name}_{language}": texts[name].get(language, "") for name in TEXTS for language in languages}
    for language in languages:
        row[f"items_{language}"] = _items(session.items, language)
    for name, role in ROLE_FIELDS.items():
        role_key = role or "speaker"
        row[name] = _listed(
            [str(entry.person.name) for entry in session.all_roles if entry.person and entry.role == role_key]
        )
    return row | {
        "guid": session.guid,
        "kind": str(session.extra.get("type") or session.kind),
        "start": session.start.strftime("%Y-%m-%d %H:%M"),
        "end": session.end.strftime("%Y-%m-%d %H:%M") if session.end else "",
        "language": str(session.extra.get("language") or "/".join(session.floor_languages)),
        "status": session.status,
        "photography": session.photographs,
        "visibility": session.visibility if session.visibility != SessionVisibility.PUBLIC else "",
        "conference_day": session.day.isoformat() if session.day != session.start.date() else "",
        "chatham_house": "yes" if session.chatham_house else "",
        "links": "\n".join(
            _link(link["url"], link.get("title", ""))
            for link in session.links
            if internal or is_link(link["url"])
        ),
        "attachments": "\n".join(
            _link(material.link, str(material.title))
            for material in session.materials
            if is_link(material.link) or (internal and material.link)
        ),
    }


def _cell(value: str) -> str:
    """Return the text with line ends as in a spreadsheet cell."""
    return clean_text(value).replace("\r\n", "\n").replace("\r", "\n")


def _extra_columns(session: ReleasedSession) -> dict[str, str]:
    """Return columns of an imported table for which we have no field."""
    columns = session.extra.get("columns")
    return {str(name): str(value) for name, value in columns.items()} if isinstance(columns, dict) else {}


def _is_field(column: str) -> bool:
    """Tell whether a heading means a field of ours: then it would be read as that."""
    try:
        return read_target(column)[0] in FIELDS
    except UnreadableSchedule:
        return False


def _items(items: tuple[ReleasedItem, ...], language: str) -> str:
    """Return a line for each item, with its minutes; texts without this language as they are, if some have it."""
    if not any(item.title.get(language) for item in items):
        return ""
    lines = []
    for item in items:
        minutes = f" ({item.minutes}′)" if item.minutes else ""
        lines.append(f"– {' '.join((item.title.get(language) or str(item.title)).split())}{minutes}")
    return "\n".join(lines)


def _link(url: str, title: str) -> str:
    return f"{' '.join(title.split())} <{url}>" if title else url


def _listed(names: list[str]) -> str:
    """Join names by semicolons; a single name with a comma ends with one, so that it is not taken for two."""
    unique_names = list(dict.fromkeys(names))
    mark = ";" if len(unique_names) == 1 and "," in unique_names[0] else ""
    return "; ".join(unique_names) + mark
