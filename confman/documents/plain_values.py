"""A document's dataclass as plain values: for Word templates, including uploaded ones, and for comparison."""

import dataclasses
import datetime as dt
import decimal
import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

from django.utils.functional import Promise

from confman.documents.meta import Picture
from confman.translation.text import NOT_IN_XML, TranslatedText

_ATOMS = (
    str,
    int,
    float,
    bool,
    type(None),
    bytes,
    dt.date,
    dt.time,
    dt.timedelta,
    decimal.Decimal,
    uuid.UUID,
)

_UNPRINTABLE = re.compile(f"[{''.join(map(chr, sorted(NOT_IN_XML)))}]")


def printable(text: str) -> str:
    """Return a text without the characters that break a Word file.

    `str.translate` takes twenty times as long for a text with a letter beyond ASCII, a tenth of a whole report.
    """
    return _UNPRINTABLE.sub("", text)


def plain(value: Any) -> Any:
    """Turn dataclasses into namespaces (fields and properties), sequences into lists, pictures into marked namespaces.

    Raises TypeError for anything else, such as a model: templates see only what the builder chose.
    """
    if isinstance(value, (TranslatedText, Promise, str)):
        return printable(str(value))
    if isinstance(value, _ATOMS):
        return value
    if isinstance(value, Picture):
        return SimpleNamespace(picture=value.data, description=value.description, width_mm=value.width_mm)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [entry.name for entry in dataclasses.fields(value)]
        names += [name for name, entry in vars(type(value)).items() if isinstance(entry, property)]
        return SimpleNamespace(**{name: plain(getattr(value, name)) for name in names})
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} in the dataclass of a document: the builder must make it plain.")


def texts_of(value: Any) -> Iterator[str]:
    """Yield all texts of a document's dataclass."""
    yield from _texts(plain(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (SimpleNamespace, dict)):
        for item in (vars(value) if isinstance(value, SimpleNamespace) else value).values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def fingerprint(value: Any) -> str:
    """Return a digest that is the same for the same content, to tell whether an earlier file is still up to date."""

    def default(item: Any) -> Any:
        if isinstance(item, SimpleNamespace):
            return vars(item)
        if isinstance(item, bytes):
            return hashlib.sha256(item).hexdigest()
        return str(item)

    text = json.dumps(plain(value), default=default, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
