"""The agenda as a table, out: a row for each session, a column for each text in each language."""

from __future__ import annotations

from typing import Any

from agenda.domain.view import AgendaView
from confman.conferences.models import Conference
from confman.documents.rendering.tables import Sheet, render_csv, render_xlsx

TEXTS = ("title", "subtitle", "summary", "description", "room", "theme")


def agenda_sheet(conference: Conference, agenda: AgendaView) -> Sheet:
    """The rows, whose headings are the fields that `importagenda` reads."""
    languages = list(conference.languages)
    columns = ["guid", "kind", "start", "end"]
    columns += [f"{name}_{language}" for name in TEXTS for language in languages]
    columns += ["language", "speakers", "status"]
    rows: list[list[Any]] = []
    for session in agenda.sessions:
        texts = {
            "title": session.title,
            "subtitle": session.subtitle,
            "summary": session.summary,
            "description": session.description,
            "room": session.room.name if session.room else {},
            "theme": session.theme.name if session.theme else {},
        }
        speakers = [str(role.person.name) for role in session.all_roles if role.person]
        rows.append(
            [
                session.guid,
                session.kind,
                session.start.strftime("%Y-%m-%d %H:%M"),
                session.end.strftime("%Y-%m-%d %H:%M") if session.end else "",
                *(texts[name].get(language, "") for name in TEXTS for language in languages),
                ", ".join(session.floor_languages),
                _listed(speakers),
                session.status,
            ]
        )
    return Sheet(title=conference.slug[:31], columns=columns, rows=rows)


def _listed(names: list[str]) -> str:
    """Names apart by semicolons; one alone that has a comma ends with one, so as not to be taken for two."""
    once = list(dict.fromkeys(names))
    mark = ";" if len(once) == 1 and "," in once[0] else ""
    return "; ".join(once) + mark


def write_csv(conference: Conference, agenda: AgendaView) -> bytes:
    """As CSV in UTF-8, with a byte order mark: Excel takes it for another encoding without."""
    return render_csv(agenda_sheet(conference, agenda))


def write_xlsx(conference: Conference, agenda: AgendaView) -> bytes:
    return render_xlsx([agenda_sheet(conference, agenda)])
