"""Rules of the c3voc schemas for identifiers, addresses and text, in XML and JSON alike."""

import re
from collections.abc import Sequence
from itertools import count
from uuid import NAMESPACE_URL, uuid5

from django.utils.encoding import iri_to_uri

from agenda.programme.exchange.schedule import Schedule, ScheduleEvent, ScheduleLink, only
from confman.translation.text import NOT_IN_XML
from confman.web.links import is_link
from confman.web.search import fold

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9\-_]{4,}")
# RFC 3986, which "format": "uri" of the JSON schemas means; its reserved characters stand for themselves.
_PART = r"(?:[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})"
_ADDRESS = re.compile(
    rf"(?:https?://[^/?#]{_PART}*|(?!https?:)[A-Za-z][A-Za-z0-9+.\-]*:{_PART}+)(?:#{_PART}*)?"
)
FORBIDDEN = re.compile(f"[{''.join(map(chr, sorted(NOT_IN_XML)))}]")


def clean_text(value: str) -> str:
    """Remove the characters that XML forbids."""
    return FORBIDDEN.sub("", value)


def is_colour(value: str) -> bool:
    return bool(_COLOUR.fullmatch(value))


def is_number(value: str) -> bool:
    """Tell whether it is the number of an event or a person: of more digits than these is none."""
    return bool(_NUMBER.fullmatch(value))


def is_uuid(value: str) -> bool:
    return bool(_UUID.fullmatch(value))


def is_address(value: object) -> bool:
    """Tell whether it is valid as the address of a page."""
    return isinstance(value, str) and value.startswith("http") and bool(_ADDRESS.fullmatch(value))


def as_address(url: str) -> str:
    """Return the address as a URI, other letters percent-encoded; '' if it is not a URI, such as a relative address."""
    page, mark, fragment = iri_to_uri(url).partition("#")
    address = page + mark + fragment.replace("#", "%23")
    return address if _ADDRESS.fullmatch(address) else ""


def open_links(links: list[ScheduleLink]) -> list[ScheduleLink]:
    """Return the links that a public file may have: only web addresses."""
    return [link for link in links if is_link(link.url) and as_address(link.url)]


def uuid_for(guid: str) -> str:
    """Return the guid, or, where it is not a UUID, one derived from it."""
    return guid if is_uuid(guid) else str(uuid5(NAMESPACE_URL, f"confman:{guid}"))


def acronym(schedule: Schedule) -> str:
    """Return the short name as the formats require it: at least four of a-z, 0-9, _ and -."""
    letters = re.sub(r"[^a-z0-9_-]+", "-", schedule.acronym.lower()).strip("-")
    return letters if len(letters) >= 4 else f"{letters}-conference".strip("-")


class EventNumbers:
    """Gives each event a unique number and slug: those of the file it came from, where they are unique."""

    def __init__(self, schedule: Schedule) -> None:
        self._prefix = re.sub(r"[^a-z0-9]", "_", schedule.acronym.lower()).ljust(4, "_")
        self._slugs: set[str] = set()
        self._known: dict[int, tuple[int, str]] = {}
        for event, number in zip(schedule.events, _numbers(schedule.events), strict=True):
            self._known[id(event)] = (number, self._new_slug(number, event))

    def of(self, event: ScheduleEvent) -> tuple[int, str]:
        """Return number and slug of an event of this schedule."""
        return self._known[id(event)]

    def is_taken(self, slug: str) -> bool:
        return slug in self._slugs

    def _new_slug(self, number: int, event: ScheduleEvent) -> str:
        slug = str(event.extra.get("slug", ""))
        if not _SLUG.fullmatch(slug) or slug in self._slugs:
            title = re.sub(r"[^a-z0-9]+", "_", fold(only(event.title)))[:60].strip("_")
            slug = f"{self._prefix}-{number}-{title or 'session'}"
        while slug in self._slugs:
            slug += "_"
        self._slugs.add(slug)
        return slug


def _numbers(events: Sequence[ScheduleEvent]) -> list[int]:
    """Return the number of each event: that of its file if no event before has it; the others follow the highest."""
    numbers: list[int] = []
    used: set[int] = set()
    for event in events:
        number = int(event.id) if is_number(event.id) else 0
        numbers.append(0 if number in used else number)
        used.add(number)
    following = count(max(used, default=0) + 1)
    return [number or next(following) for number in numbers]
