"""Keeps followers and all that a release names during undo and redo."""

import json
import re
from collections.abc import Collection
from typing import Any

from agenda.releases.domain.involvement import record_followers
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def remember_followers_of(conference: Conference, keys: Collection[Any]) -> None:
    """Remember who follows these sessions before they are deleted: the next release tells them."""
    record_followers(conference, Session.objects.filter(pk__in=keys))


def named_in_releases(conference: Conference, since: Any) -> set[str]:
    """Return ids in releases since then: their readers still want to see whom these name."""
    keys: set[str] = set()
    for release in AgendaRelease.objects.filter(conference=conference, published_at__gte=since).iterator():
        keys.update(_UUID.findall(json.dumps(release.content)))
    return keys
