"""Documents as readers find them: those of today's sessions, then by agenda item, then by series."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from confman.conferences.models import Conference
from confman.people.privacy import Audience
from confman.translation.languages import language_name
from outcomes.register.domain.published_items import published_items
from outcomes.register.models import DocumentFile, RegisteredDocument

# How many documents a device keeps for use without a network, and how large they are together.
KEPT = 40
KEPT_MEGABYTES = 60


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
    audience: Audience,
    address: Callable[[DocumentFile], str],
) -> tuple[list[Part], list[Part]]:
    """Return the documents of today's sessions by session, and all documents by agenda item, else by series.

    Items, days and hours are those of the latest release of the agenda, as these readers may see it.
    """
    items, day = published_items(conference, audience), conference.today()
    today: dict[tuple[Any, ...], list[Entry]] = {}
    parts: dict[tuple[Any, ...], list[Entry]] = {}
    for document in rows:
        entry = Entry(document, tuple(_file(file, address(file)) for file in document.issued_files))
        found = items.get(document.item_id) if document.item_id else None
        if found:
            session = found.session
            place: tuple[Any, ...] = ((0, found.item.number), f"item-{document.item_id}", str(found))
            if session.day == day and not session.cancelled:
                hour = f"{session.start:%H:%M} {session.title}"
                today.setdefault((session.start, f"today-{session.id}", hour), []).append(entry)
        else:
            series = document.series
            place = ((1, series.position), f"series-{series.pk}", series.title)
        parts.setdefault(place, []).append(entry)
    return _in_order(today), _in_order(parts)


def offline_documents(worker: str, *, own: bool = False) -> dict[str, Any]:
    """Return what a page says of the documents that a device keeps, and the address of the worker that keeps them."""
    asked = f"most={KEPT}&megabytes={KEPT_MEGABYTES}" + ("&own" if own else "")
    return {"worker": f"{worker}?{asked}", "most": KEPT, "megabytes": KEPT_MEGABYTES}


def _in_order(parts: dict[tuple[Any, ...], list[Entry]]) -> list[Part]:
    ordered = sorted(parts, key=lambda part: part[:2])
    return [Part(part[1], part[2], tuple(parts[part])) for part in ordered]


def _file(file: DocumentFile, address: str) -> dict[str, Any]:
    return {
        "url": address,
        "language": file.language,
        "name": language_name(file.language),
        "kind": file.name.rpartition(".")[2].upper(),
        "pages": file.pages,
    }
