"""A cache on Redis or Valkey that all machines share, and that may be gone: then nothing is kept, and pages are slower.

What is kept there can be made again. Sessions, limits of attempts and jobs are in the database, since none may be lost.
"""

import logging
import re
import time
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.cache.backends.redis import RedisCache, RedisCacheClient, RedisSerializer
from django.utils.crypto import constant_time_compare
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as TooSlow

from confman.machines.metrics import count

logger = logging.getLogger(__name__)
# Seconds for which a server is left alone that did not answer, so that not each request waits for it.
PAUSE = 5
_MARK_BYTES = 16
# A number of Redis; what others write there may have more digits than Python reads.
_NUMBER = re.compile(rb"-?\d{1,19}")


class ForeignContent(RedisError):
    """The value under a key was not written by this installation."""


class SignedSerializer(RedisSerializer):
    """Values with a keyed digest before them: what someone else wrote into the server is not unpickled."""

    def dumps(self, obj: Any) -> Any:
        """Return a whole number as it is, because Redis counts with it; anything else pickled and signed."""
        packed = super().dumps(obj)
        return packed if isinstance(packed, int) else self._mark(packed) + packed

    def loads(self, data: Any) -> Any:
        """Return the value; raises ForeignContent where its mark is not ours, or this version cannot read it."""
        if _NUMBER.fullmatch(data):
            return int(data)
        mark, packed = data[:_MARK_BYTES], data[_MARK_BYTES:]
        if not constant_time_compare(mark, self._mark(packed)):
            raise ForeignContent("signed by another key, or by none")
        try:
            return super().loads(packed)
        except Exception as error:  # whatever a class raises that has moved, or has other fields
            raise ForeignContent(f"of another version of the code: {error!r}") from error

    @staticmethod
    def _mark(packed: bytes) -> bytes:
        key = settings.SECRET_KEY.encode()[:64]
        return blake2b(packed, key=key, digest_size=_MARK_BYTES, person=b"confman.cache").digest()


def _optional(otherwise: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a call of Redis return the value `otherwise` while the server is gone, full, slow or has foreign content."""

    def wrap(call: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(call)
        def called(self: "SharedCacheClient", *args: Any, **kwargs: Any) -> Any:
            if time.monotonic() < self.paused_until:
                return otherwise(*args) if callable(otherwise) else otherwise
            try:
                return call(self, *args, **kwargs)
            except RedisError as error:
                if isinstance(error, Unreachable | TooSlow):
                    SharedCacheClient.paused_until = time.monotonic() + PAUSE
                logger.warning(
                    "The shared cache does not %s: %s: %s", call.__name__, type(error).__name__, error
                )
                count("confman_cache_faults", type(error).__name__)
                return otherwise(*args) if callable(otherwise) else otherwise

        return called

    return wrap


def _missing(key: str, *_rest: object) -> None:
    """Say of a counter what Django's caches say of one that is not there."""
    raise ValueError(f"Key {key!r} not found.")


class SharedCacheClient(RedisCacheClient):
    """Django's client of Redis; each call has an answer for the time when there is no server."""

    # Shared by all threads and caches, because there is one server.
    paused_until = 0.0

    # One that is asked whether it was the first to add something says yes: the work is done twice, not never.
    add = _optional(True)(RedisCacheClient.add)
    get = _optional(lambda _key, default=None: default)(RedisCacheClient.get)
    set = _optional(None)(RedisCacheClient.set)
    touch = _optional(False)(RedisCacheClient.touch)
    delete = _optional(False)(RedisCacheClient.delete)
    get_many = _optional(lambda _keys: {})(RedisCacheClient.get_many)
    has_key = _optional(False)(RedisCacheClient.has_key)
    incr = _optional(_missing)(RedisCacheClient.incr)
    set_many = _optional(None)(RedisCacheClient.set_many)
    delete_many = _optional(None)(RedisCacheClient.delete_many)


class SharedCache(RedisCache):
    """The backend for CACHES."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = SharedCacheClient
