"""Documents as readers find them: those of today's sessions, then by agenda item, then by series."""

import datetime as dt
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Any

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.translation.languages import language_name
from outcomes.register.models import DocumentFile, RegisteredDocument

Visibility = Session.Visibility
EVERYONE = (Visibility.PUBLIC,)
PARTICIPANTS = (Visibility.PUBLIC, Visibility.PARTICIPANTS)


@dataclass(frozen=True)
class Entry:
    """A document, and its files: address, language, and kind with pages."""

    document: RegisteredDocument
    files: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Part:
    """Documents under a heading."""

    key: str
    heading: Any
    entries: tuple[Entry, ...]


def parts_of(
    conference: Conference,
    rows: Iterable[RegisteredDocument],
    *,
    sessions_seen: Container[str],
    address: Callable[[DocumentFile], str],
) -> tuple[list[Entry], list[Part]]:
    """Return the documents of today's sessions, and all documents by agenda item, else by series.

    An item is named only if it was published, in a session that these readers may see.
    """
    today: list[Entry] = []
    parts: dict[tuple[tuple[int, int], str, Any], list[Entry]] = {}
    for document in rows:
        entry = Entry(document, tuple(_file(file, address(file)) for file in document.issued_files))
        item = document.item
        if item and item.number is not None and item.session.visibility in sessions_seen:
            key, heading, place = f"item-{item.pk}", f"{item.number}. {item.title}", (0, item.number)
            if item.session.start and _day(conference, item.session.start) == conference.today():
                today.append(entry)
        else:
            series = document.series
            key, heading, place = f"series-{series.pk}", series.title, (1, series.position)
        parts.setdefault((place, key, heading), []).append(entry)
    ordered = sorted(parts, key=lambda part: part[:2])
    return today, [Part(part[1], part[2], tuple(parts[part])) for part in ordered]


def _day(conference: Conference, moment: dt.datetime) -> dt.date:
    return conference.local(moment).date()


def _file(file: DocumentFile, address: str) -> dict[str, Any]:
    return {
        "url": address,
        "language": file.language,
        "name": language_name(file.language),
        "kind": file.name.rpartition(".")[2].upper(),
        "pages": file.pages,
    }
