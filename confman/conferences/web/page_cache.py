"""A cache of what a page works out of the whole record, until anything is written or the minute is over.

It is kept in the process, for the user it was made for and the language; so nobody sees what another may see.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.utils.timezone import get_current_timezone_name, now
from django.utils.translation import get_language

from confman.conferences.models import Conference

ValueT = TypeVar("ValueT")

# Values of a process; the one that was used longest ago goes first.
MAX_ENTRIES = 1024
# Of them those of one user in a conference, who may ask for ever other pages: some twenty, of two hundred rows at most.
MAX_ENTRIES_OF_A_USER = 128
_MINUTE = 60
_entries: OrderedDict[tuple[Hashable, ...], tuple[tuple[int, Hashable], Any]] = OrderedDict()
_lock = Lock()


def set_cache_version(conference: Conference, user_key: Hashable, state: bytes | None) -> None:
    """Note in which state of the database this user reads a conference; before, and without, nothing is kept.

    The state is that of before anything was read, of the conference and of the user's rights in it.
    """
    conference.cache_version = state and (state, user_key)  # type: ignore[attr-defined]


def get_or_set(conference: Conference, name: Hashable, make: Callable[[], ValueT]) -> ValueT:
    """Return what `make` returned for the same user, language and state of the database, if that was in this minute.

    Several pages may have it at once, so nobody changes it. `name` says all else that it depends on.
    """
    cache_version = getattr(conference, "cache_version", None)
    if cache_version is None:
        return make()
    state, user_key = cache_version
    key = (conference.pk, user_key, get_language(), get_current_timezone_name(), name)
    minute = int(now().timestamp()) // _MINUTE
    when = (minute, state)
    with _lock:
        entry = _entries.get(key)
        if entry and entry[0] == when:
            _entries.move_to_end(key)
            return entry[1]
    value = make()
    with _lock:
        _entries[key] = (when, value)
        _entries.move_to_end(key)
        keys_of_user = [entry_key for entry_key in _entries if entry_key[:2] == key[:2]]
        for entry_key in keys_of_user[:-MAX_ENTRIES_OF_A_USER]:
            del _entries[entry_key]
        # The first was used longest ago; what is older than a minute is nobody's any more.
        while len(_entries) > MAX_ENTRIES or next(iter(_entries.values()))[0][0] != minute:
            _entries.popitem(last=False)
    return value
