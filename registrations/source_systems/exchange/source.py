"""Record the fields that a reader takes from files of another system, and report all the others."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agenda.programme.exchange.schedule import parse_moment
from confman.web.numbers import YEARS

# Values that say nothing: a field that has only these is not reported.
_NOTHING: tuple[object, ...] = (None, "", False, [], {})
# The values of such fields open something in the other system; no report shows them.
_SECRET = re.compile(r"secret|token|password|hash|review_code|access_code|access_key")
# An address often opens something for anyone who knows it, such as an order of pretix: of one only the host is shown.
_ADDRESS = re.compile(r"(\w{1,20}://[^/\s]+/)\S+")
_MAX_EXAMPLE_LENGTH = 80
# Keys of objects that are no list: c194.
_KEY = re.compile(r"[a-z]?\d+")
HIDDEN = "•••"


@dataclass
class UnmappedField:
    """A field of the files that has no place in confman: where it stands, how often it says something, and what."""

    path: str
    count: int
    example: str


@dataclass
class Ledger:
    """All that the files say, and what of it was taken."""

    _roots: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _taken: set[tuple[int, str]] = field(default_factory=set)

    def entry(self, path: str, values: object) -> SourceObject:
        """Return an object of the files; `path` says what it is."""
        fields = values if isinstance(values, dict) else {}
        self._roots.append((path, fields))
        return SourceObject(fields, self)

    def entries(self, path: str, rows: Iterable[Any]) -> list[SourceObject]:
        return [self.entry(path, row) for row in rows if isinstance(row, dict)]

    def note(self, values: Mapping[str, Any], key: str) -> None:
        self._taken.add((id(values), key))

    def leftovers(self) -> list[UnmappedField]:
        """Return every field that says something and was not taken, in the order of the files."""
        by_path: dict[str, UnmappedField] = {}
        for path, values in self._roots:
            for field_path, value in self._untaken(values, path):
                name = field_path.rpartition(".")[2]
                example = HIDDEN if _SECRET.search(name) else _shortened(value)
                by_path.setdefault(field_path, UnmappedField(field_path, 0, example)).count += 1
        return list(by_path.values())

    def _untaken(self, values: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
        for key, value in values.items():
            if (id(values), key) not in self._taken:
                yield from self._within(value, path if _KEY.fullmatch(key) else f"{path}.{key}")

    def _within(self, value: object, path: str) -> Iterator[tuple[str, Any]]:
        if isinstance(value, dict):
            yield from self._untaken(value, path)
        elif isinstance(value, list):
            for item in value:
                yield from self._within(item, path)
        elif value not in _NOTHING or (value == 0 and value is not False):
            yield path, value


@dataclass(frozen=True)
class SourceObject:
    """An object of a file. Whatever is read of it counts as taken, so a reader reads only what it passes on."""

    values: Mapping[str, Any]
    ledger: Ledger

    def __bool__(self) -> bool:
        return bool(self.values)

    def take(self, *keys: str) -> Any:
        """Return the value of the first of these keys that says something; all of them count as taken."""
        for key in keys:
            self.ledger.note(self.values, key)
        return next((value for key in keys if (value := self.values.get(key)) not in _NOTHING), None)

    def text(self, *keys: str) -> str:
        """Return a value as stripped text, of several languages the first."""
        value = self.take(*keys)
        if isinstance(value, dict):
            value = next((translation for translation in value.values() if translation), "")
        return "" if value is None or isinstance(value, list) else str(value).strip()

    def texts(self, key: str) -> dict[str, str]:
        """Return a text in its languages; a plain one has the language ""."""
        value = self.take(key)
        if isinstance(value, dict):
            return {
                str(code): str(translation).strip()
                for code, translation in value.items()
                if isinstance(translation, str) and translation
            }
        return {"": str(value).strip()} if isinstance(value, (str, int, float)) and str(value).strip() else {}

    def number(self, key: str) -> int | None:
        """Return a whole number that is not negative."""
        value = self.take(key)
        return value if isinstance(value, int) and value >= 0 and not isinstance(value, bool) else None

    def moment(self, key: str) -> dt.datetime | None:
        """Return a date and time, naive without an offset; None for one that no conference of ours can have."""
        moment = parse_moment(self.text(key))
        return moment if moment and moment.year in YEARS else None

    def entry(self, key: str) -> SourceObject:
        """Return an object within; what is taken of it is noted there."""
        value = self.values.get(key)
        return SourceObject(value if isinstance(value, dict) else {}, self.ledger)

    def entries(self, *keys: str) -> list[SourceObject]:
        """Return the objects of the lists within."""
        return [
            SourceObject(item, self.ledger)
            for key in keys
            for item in listed(self.values.get(key))
            if isinstance(item, dict)
        ]

    def codes(self, key: str) -> list[str]:
        """Return what a list refers to: codes, or objects that have a code or an id."""
        return [code for item in listed(self.take(key)) if (code := code_of(item))]


def code_of(value: object) -> str:
    """Return what refers to an object: its code or id, of an object that was written in its place, too."""
    if isinstance(value, dict):
        value = value.get("code") or value.get("id")
    return "" if value is None or isinstance(value, (bool, list, dict)) else str(value).strip()


def listed(value: object) -> list[Any]:
    """Return a list; of anything else an empty one."""
    return value if isinstance(value, list) else []


def _shortened(value: object) -> str:
    text = _ADDRESS.sub(r"\1…", " ".join(str(value).split()))
    return text if len(text) <= _MAX_EXAMPLE_LENGTH else f"{text[:_MAX_EXAMPLE_LENGTH]}…"
