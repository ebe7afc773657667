"""A cache of what a page works out of the whole record, until that is written to or the minute is over.

It is kept in the process, for the user it was made for and the language; so nobody sees what another may see. While
nothing is written at all, the state of the database tells that it is right. After any write, what was read for it is
asked again: all that the request had read until then, which includes the user and their rights.
"""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from copy import copy
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone_name, now
from django.utils.translation import get_language

from confman.conferences.models import Conference
from confman.web.database.reads import Question, Read, Reads, reads_of_request

ValueT = TypeVar("ValueT")

# Values of a process; the one that was used longest ago goes first.
MAX_ENTRIES = 1024
# Of them those of one user in a conference, who may ask for ever other pages: some twenty, of two hundred rows at most.
MAX_ENTRIES_OF_A_USER = 128
_MINUTE = 60
_PLAIN = (str, int, float, Decimal, UUID, Enum, Promise, dt.date, dt.time, dt.timedelta, type(None))
_lock = Lock()


@dataclass
class _Entry:
    """A value, the minute and state of the database in which it is right, and what was read for it, if known."""

    minute: int
    state: bytes
    value: Any
    reads: Mapping[Question, Read] | None


_entries: OrderedDict[tuple[Hashable, ...], _Entry] = OrderedDict()


def set_cache_version(conference: Conference, user_key: Hashable, state: bytes | None) -> None:
    """Note in which state of the database this user reads a conference; before, and without, nothing is kept.

    The state is that of before anything was read, of the conference and of the user's rights in it.
    """
    conference.cache_version = None  # type: ignore[attr-defined]
    if state:
        conference.cache_version = state, user_key, copy(conference)  # type: ignore[attr-defined]
    if reads := reads_of_request():
        reads.end_ground()


def get_or_set_of_conference(
    conference: Conference, name: Hashable, make: Callable[[Conference], ValueT]
) -> ValueT:
    """Return like `get_or_set` what several pages show, made of `name` and the conference that `make` receives alone.

    That conference is as it was before the page read more of it: so only what is read to make this is asked again, and
    not what the page that happened to be the first had read before.
    """
    before = getattr(conference, "cache_version", None)

    def make_alone() -> ValueT:
        return make(copy(before[-1]) if before else conference)

    return get_or_set(conference, name, make_alone, is_alone=True)


def get_or_set(
    conference: Conference, name: Hashable, make: Callable[[], ValueT], *, is_alone: bool = False
) -> ValueT:
    """Return what `make` returned for the same user, language and answers of the database, if that was in this minute.

    Several pages may have it at once, so nobody changes it. `name` says all else that it depends on: with `is_alone`
    on nothing that the page has read since its user's rights were checked.
    """
    cache_version = getattr(conference, "cache_version", None)
    # Nobody else may be shown what a transaction has written: it may be taken back.
    if cache_version is None or connection.in_atomic_block:
        return make()
    state, user_key, _before = cache_version
    key = (conference.pk, user_key, get_language(), get_current_timezone_name(), name)
    minute = int(now().timestamp()) // _MINUTE
    reads = reads_of_request()
    with _lock:
        entry = _entries.get(key)
    if entry and entry.minute == minute and _is_right(entry, state, reads):
        entry.state = state
        with _lock:
            if key in _entries:
                _entries.move_to_end(key)
        value: ValueT = entry.value
        return value
    number = len(reads) if reads else 0
    value = make()
    known = None
    if reads and _is_plain(value):
        known = reads.known_since(number) if is_alone else reads.known()
    with _lock:
        _entries[key] = _Entry(minute, state, value, known and dict(known))
        _entries.move_to_end(key)
        keys_of_user = [entry_key for entry_key in _entries if entry_key[:2] == key[:2]]
        for entry_key in keys_of_user[:-MAX_ENTRIES_OF_A_USER]:
            del _entries[entry_key]
        # The first was used longest ago; what is older than a minute is nobody's any more.
        while len(_entries) > MAX_ENTRIES or next(iter(_entries.values())).minute != minute:
            _entries.popitem(last=False)
    return value


def _is_right(entry: _Entry, state: bytes, reads: Reads | None) -> bool:
    """Tell whether a value of this minute is right in this state of the database."""
    if entry.state == state:
        if reads:
            reads.add(None if entry.reads is None else entry.reads.values())
        return True
    return bool(reads and entry.reads is not None and reads.agree_with(entry.reads))


def _is_plain(value: object) -> bool:
    """Tell whether a value consists of texts, numbers and the like: whoever looks at it reads nothing more into it.

    Not so a row, which keeps what is read of rows that it leads to. A class may say of itself that it does not.
    """
    if isinstance(value, dict):
        return all(map(_is_plain, (*value, *value.values())))
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(map(_is_plain, value))
    if is_dataclass(value):
        return all(_is_plain(getattr(value, field.name)) for field in fields(value))
    return isinstance(value, _PLAIN) or getattr(value, "keeps_nothing_read", False)
