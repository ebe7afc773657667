"""The settings of a cache on a server that all machines share."""

from typing import Any

from confman import __version__

# Seconds after which a server counts as gone: pages do not wait longer for what they can make themselves.
WAITED = 0.25


def shared_cache(url: str, name: str) -> dict[str, Any]:
    """Return the entry of CACHES for the cache of this name on the server at `url`; each version has its own keys."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {
        "BACKEND": "confman.machines.cache.SharedCache",
        "LOCATION": url,
        "KEY_PREFIX": f"confman-{__version__}-{name}",
        "OPTIONS": {
            "serializer": "confman.machines.cache.SignedSerializer",
            "socket_timeout": WAITED,
            "socket_connect_timeout": WAITED,
            # A connection that the server closed while nobody used it is opened again at once.
            "retry": Retry(NoBackoff(), 1),
        },
    }
