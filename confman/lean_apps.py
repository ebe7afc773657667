"""Apps of two libraries, loaded without what these look for as they are imported and confman has not.

That is a twentieth of the time that a command takes to start (benchmarks/start.py).
"""

import importlib.metadata
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import AppConfig


@contextmanager
def no_extensions() -> Iterator[None]:
    """Let nobody find entry points: to look for them reads a file of every installed package."""
    real = importlib.metadata.entry_points
    importlib.metadata.entry_points = lambda **_named: ()  # type: ignore[assignment]
    try:
        yield
    finally:
        importlib.metadata.entry_points = real


@contextmanager
def without(module: str) -> Iterator[None]:
    """Let the module be found missing, unless it is loaded already."""
    is_loaded = module in sys.modules
    if not is_loaded:
        sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if not is_loaded:
            del sys.modules[module]


# django_countries looks for extensions of its class of countries.
with no_extensions():
    import django_countries.fields  # noqa: F401

# django_q has Prometheus told of processes that ended; confman's cluster has other processes (confman/mail/cluster.py).
with without("prometheus_client"):
    from django_q.apps import DjangoQConfig


class CountriesConfig(AppConfig):
    name = "django_countries"


class QueueConfig(DjangoQConfig):
    """Its own name and label: only the way it is loaded differs."""
