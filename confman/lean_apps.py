"""Apps of two libraries, loaded without the optional packages that these look for and confman does not have.

That is a twelfth of the time that a command takes to start (benchmarks/start.py).
"""

import queue
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from django.apps import AppConfig


@contextmanager
def found(name: str, **contents: object) -> Iterator[None]:
    """Let imports of a module find these contents, and none find it missing; one that is loaded already stays."""
    if name in sys.modules:
        yield
        return
    module = ModuleType(name)
    vars(module).update(contents)
    sys.modules[name] = module if contents else None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


def no_extensions(*_group: str, **_named: str) -> tuple[()]:
    """Find no extension: looking for them would read a file of every installed package."""
    return ()


# django_countries looks for extensions of its class of countries; in the way of older Python, if there is no other.
with found("importlib.metadata"), found("pkg_resources", iter_entry_points=no_extensions):
    import django_countries.fields  # noqa: F401

# django_q has Prometheus told of processes that ended, and tries a queue between processes;
# confman's cluster has other processes and no such queue (confman/mail/cluster.py).
with found("prometheus_client"), found("django_q.queues", Queue=queue.Queue):
    from django_q.apps import DjangoQConfig


class CountriesConfig(AppConfig):
    name = "django_countries"


class QueueConfig(DjangoQConfig):
    """Its own name and label: only the way it is loaded differs."""
