"""Writes the agenda as a table: a row for each session, a column for each text in each language."""

from typing import Any

from agenda.programme.exchange.frab_fields import clean_text
from agenda.programme.exchange.schedule import UnreadableSchedule
from agenda.programme.exchange.spreadsheet_columns import FIELDS, ROLE_FIELDS, read_target
from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedItem, ReleasedSession
from agenda.sessions.models.session import SessionVisibility
from confman.conferences.models import Conference
from confman.documents.rendering.spreadsheets import Sheet
from confman.web.links import is_link

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
