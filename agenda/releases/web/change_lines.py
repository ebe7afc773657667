"""The changes from one release to the next, as people read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.core.domain.intervals import time_in_words
from agenda.releases.domain.diff_pages import fields_in_words
from agenda.releases.domain.read_model import Content, span_of
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.models import WORDS


@dataclass(frozen=True)
class ChangeLine:
    """One session: what became of it. `kind` is new, moved, changed or cancelled."""

    kind: str
    label: str
    title: str
    detail: str


def change_lines(
    conference: Conference,
    changes: Content,
    before: Content,
    after: Content,
    labels: Mapping[str, Any] = WORDS,
) -> list[ChangeLine]:
    """Return a line for each change, in the order of the sessions. `labels` says what each kind is called."""
    rooms = {
        row["id"]: str(TranslatedText(row["name"]))
        for tree in (before, after)
        for row in tree.get("rooms", [])
    }
    sessions = {row["id"]: row for row in after.get("sessions", [])}
    dated_lines: list[tuple[str, ChangeLine]] = []
    for kind, rows in changes.items():
        for row in rows:
            session = sessions.get(row["id"], row)
            line = ChangeLine(
                kind=kind,
                label=capfirst(str(labels[kind])),
                title=str(TranslatedText.of(session.get("title"))),
                detail=_detail(conference, kind, row, session, rooms),
            )
            dated_lines.append((session.get("start") or "", line))
    return [line for _start, line in sorted(dated_lines, key=lambda pair: pair[0])]


def _detail(conference: Conference, kind: str, row: Content, session: Content, rooms: dict[str, str]) -> str:
    if kind == "moved":
        return _("%(from)s → %(to)s") % {
            "from": _place(conference, row["from"], rooms),
            "to": _place(conference, row["to"], rooms),
        }
    if kind == "changed":
        return fields_in_words(row["fields"])
    return _place(conference, session, rooms)


def _place(conference: Conference, where: Content, rooms: dict[str, str]) -> str:
    parts = [time_in_words(conference, *span_of(where)), rooms.get(where.get("room") or "", "")]
    return ", ".join(part for part in parts if part)
