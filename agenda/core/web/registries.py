"""What an upper floor adds to the page of a session or a working group: a way to what it keeps about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from confman.registries import Registry

if TYPE_CHECKING:
    from agenda.rooms.models.working_group import WorkingGroup
    from agenda.sessions.models.session import Session


@dataclass(frozen=True)
class PlaceLink:
    """`url(place)` gives the address, for users with `permission` on the conference."""

    key: str
    label: Any
    icon: str
    permission: str
    url: Callable[[Session | WorkingGroup], str]


place_links = Registry(PlaceLink, "links of sessions and groups")


def links_of(place: Session | WorkingGroup, user: Any) -> list[dict[str, Any]]:
    """The links this user may follow."""
    return [
        {"label": link.label, "icon": link.icon, "url": link.url(place)}
        for link in place_links
        if user.has_perm(link.permission, place.conference)
    ]
