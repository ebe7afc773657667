"""Every address of the project, read from the URL resolver."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Django's admin and allauth have addresses under these prefixes; a few rows represent all of them.
FOREIGN = {"admin/": "admin", "accounts/": "accounts"}


@dataclass(frozen=True)
class Route:
    """An address: its name with namespaces, its pattern as written, and the view."""

    name: str
    pattern: str
    view: Any

    @property
    def view_class(self) -> Any:
        return getattr(self.view, "view_class", None)


def _walk(patterns: list[Any], prefix: str, namespace: str) -> Iterator[Route]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name}", prefix + str(entry.pattern), entry.callback)


@functools.cache
def all_routes() -> list[Route]:
    """Return every address, in the resolver's order."""
    return list(_walk(get_resolver().url_patterns, "", ""))


@functools.cache
def own_routes() -> list[Route]:
    """Return the addresses with views of our own, neither Django's nor a library's."""
    ours = ("confman.", "agenda.", "registrations.", "outcomes.")
    return [
        route
        for route in all_routes()
        if route.view.__module__.startswith(ours) and not route.pattern.startswith("admin/")
    ]
