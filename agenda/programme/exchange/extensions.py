"""Carries through a format what it has no place for.

frab XML and JSON know neither the items of a session nor the roles of its persons, and their schemas allow no
element or key that they do not name. In the secretariat's own export, what would be lost is written as one
JSON object, in XML in a processing instruction of this name, which every other reader ignores, and is
restored when we read the file. Public files have none of it.
"""

import json
from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst

from agenda.programme.exchange.schedule import (
    ScheduleEvent,
    ScheduleItem,
    ScheduleLink,
    as_list,
    as_object,
    item_minutes,
    only_text,
    text,
)
from agenda.rooms.models import Photography
from agenda.sessions.models.session import SessionVisibility
from confman.web.errors import Refused
from confman.web.uploads.guard import read_json


def photography_note(announced: str) -> str:
    """Return the announcement about photographs as a sentence; "" if there is none."""
    label = str(Photography(announced).label) if announced in Photography.values else ""
    return capfirst(label)


def description_with_notes(event: ScheduleEvent) -> str:
    """Return the description, then the items, a line each, with their numbers and minutes; then about photographs."""
    lines = []
    for item in event.items:
        number = f"{item.number}. " if item.number else "– "
        minutes = f" ({item.minutes}′)" if item.minutes else ""
        lines.append(f"{number}{only_text(item.title)}{minutes}")
    return "\n\n".join(
        part
        for part in (only_text(event.description), "\n".join(lines), photography_note(event.photography))
        if part
    )


EXTENSIONS_KEY = "confman"


def extensions_of(text_of_file: str) -> dict[str, Any]:
    """Return what we had written; nothing if it is not ours."""
    try:
        value = read_json(text_of_file)
    except Refused:
        return {}
    return {EXTENSIONS_KEY: value} if isinstance(value, dict) else {}


def write_extensions(extensions: dict[str, Any]) -> str:
    """Write it as one line that does not contain the end of a processing instruction."""
    return json.dumps(extensions, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace(
        "?>", "?\\u003e"
    )


_TEXTS = ("title", "subtitle", "summary", "description", "room", "theme")


def foreign_languages(event: ScheduleEvent, language: str) -> dict[str, str]:
    """Return the language of each text that has no version in the file's language and so is in another."""
    codes = {name: next(iter(getattr(event, name)), "") for name in _TEXTS}
    return {name: code for name, code in codes.items() if code not in ("", language)}


def apply_languages(event: ScheduleEvent, languages: object) -> None:
    """Undo `foreign_languages` for an event whose texts name no language."""
    for name, code in as_object(languages).items():
        if name in _TEXTS and isinstance(code, str):
            setattr(event, name, text(only_text(getattr(event, name)), code))


def extra_about(
    event: ScheduleEvent,
    written_description: str,
    language: str = "",
    *,
    reference_types: frozenset[str] | None = None,
    as_address: Callable[[str], str] = str,
) -> dict[str, Any]:
    """Return what must be kept of an event beside what the format takes.

    `written_description` is the description as written; `reference_types` are the types of links that the
    format takes (None: any), `as_address` gives an address as the format has it, '' where it does not take
    it.
    """
    extensions: dict[str, Any] = {}
    for name in ("links", "attachments"):
        links: list[ScheduleLink] = getattr(event, name)
        beside = [_beside(link, reference_types, as_address) for link in links if as_address(link.url)]
        if any(beside):
            extensions[name] = beside
        apart = [
            [index, link.url, link.title, link.type, link.extra]
            for index, link in enumerate(links)
            if not as_address(link.url)
        ]
        if apart:
            extensions[f"{name}_apart"] = apart
    if any(person.extra for person in event.persons):
        extensions["persons"] = [person.extra for person in event.persons]
    if other := foreign_languages(event, language):
        extensions["languages"] = other
    own_description = only_text(event.description)
    if event.items:
        extensions["items"] = [
            {"title": only_text(item.title), "kind": item.kind, "minutes": item.minutes}
            for item in event.items
        ]
        if any(person.item is not None for person in event.persons):
            extensions["role_items"] = [person.item for person in event.persons]
    if written_description != own_description:
        extensions["description"] = own_description
    if any(person.role not in ("", "speaker") for person in event.persons):
        extensions["roles"] = [person.role for person in event.persons]
    if event.status in ("tentative", "cancelled"):
        extensions["status"] = event.status
    announcements = {name: getattr(event, name) for name in ("photography", "visibility", "chatham_house")}
    return extensions | {name: value for name, value in announcements.items() if value}


def _beside(
    link: ScheduleLink, types: frozenset[str] | None, as_address: Callable[[str], str]
) -> dict[str, Any]:
    beside = dict(link.extra)
    if types is not None and link.type and link.type not in types:
        beside["type"] = link.type
    if as_address(link.url) != link.url:
        beside["url"] = link.url
    return beside


def apply_extensions(event: ScheduleEvent) -> None:
    """Put back where it belongs what was kept."""
    extensions = event.extra.pop(EXTENSIONS_KEY, None)
    if not isinstance(extensions, dict):
        return
    if isinstance(extensions.get("description"), str):
        event.description = text(extensions["description"])
    apply_languages(event, extensions.get("languages"))
    for row in as_list(extensions.get("items")):
        if isinstance(row, dict) and row.get("title"):
            event.items.append(
                ScheduleItem(
                    text(str(row["title"])), str(row.get("kind") or ""), item_minutes(row.get("minutes"))
                )
            )
    for person, role in zip(event.persons, as_list(extensions.get("roles")), strict=False):
        person.role = str(role)
    for person, item in zip(event.persons, as_list(extensions.get("role_items")), strict=False):
        person.item = item if isinstance(item, int) and 0 <= item < len(event.items) else None
    event.status = str(extensions.get("status") or event.status)
    event.photography = str(extensions.get("photography") or "")
    apply_visibility(event, extensions)
    for holder, name in ((event.links, "links"), (event.attachments, "attachments")):
        for link, more_of_file in zip(holder, as_list(extensions.get(name)), strict=False):
            more = dict(as_object(more_of_file))
            link.type = link.type or str(more.pop("type", ""))
            link.url = str(more.pop("url", link.url))
            link.extra = {**more, **link.extra}
        for row in as_list(extensions.get(f"{name}_apart")):
            if isinstance(row, list) and len(row) == 5 and isinstance(row[0], int):
                index, url, title, kind, more = row
                link = ScheduleLink(str(url), str(title), str(kind), as_object(more))
                holder.insert(index, link)
    for person, more_of_file in zip(event.persons, as_list(extensions.get("persons")), strict=False):
        person.extra = {**as_object(more_of_file), **person.extra}
    # It was kept because the file's own value differs.
    event.extra |= as_object(extensions.get("extra"))
    if isinstance(extensions.get("guid"), str):
        event.guid = extensions["guid"]


def apply_visibility(event: ScheduleEvent, extensions: dict[str, Any]) -> None:
    """Set who may see a session, from our own file. An unknown value means closed."""
    if visibility := extensions.get("visibility"):
        event.visibility = visibility if visibility in SessionVisibility.values else SessionVisibility.CLOSED
    event.chatham_house = extensions.get("chatham_house") is True
