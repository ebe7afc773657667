"""Where a participant's and a focal point's page lead besides: an upper floor adds a room, a form, a desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from confman.registries import Registry


@dataclass(frozen=True)
class PortalLink:
    """Links on the page of a registration: `links` of it gives label, address and a few words."""

    key: str
    links: Callable[[Any], Iterable[tuple[Any, str, Any]]]
    position: int = 50


@dataclass(frozen=True)
class DelegationLink(PortalLink):
    """Links on the page of a delegation, in the same way."""


portal_links = Registry(PortalLink, "links of a participant's page")
delegation_links = Registry(DelegationLink, "links of a focal point's page")


def links_of(registration: Any) -> list[tuple[Any, str, Any]]:
    """All links for one registration: label, address, a few words."""
    return [link for entry in portal_links for link in entry.links(registration)]


def links_of_delegation(delegation: Any) -> list[tuple[Any, str, Any]]:
    """All links for one delegation: label, address, a few words."""
    return [link for entry in delegation_links for link in entry.links(delegation)]
