"""The decisions that wait for a user in a conference, and how many there are of each tab."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem, Workspace, dashboard_panels
from confman.conferences.web.navigation import KEPT, WORKSPACES, tab_at, workspace_at


def decisions_of(conference: Conference, user: User | AnonymousUser) -> list[DashboardItem]:
    """Return the decisions of all panels that the user may see."""
    return [
        decision
        for panel in dashboard_panels
        if user.has_perm(panel.permission, conference)
        for decision in panel.decisions(conference, user)
    ]


def by_urgency(conference: Conference, decisions: Iterable[DashboardItem]) -> list[DashboardItem]:
    """Return the urgent decisions first, then all by their deadline."""

    def day_of(due: dt.date | dt.datetime | None) -> dt.date:
        if isinstance(due, dt.datetime):
            return conference.local(due).date()
        return due or dt.date.max

    return sorted(decisions, key=lambda decision: (not decision.urgent, day_of(decision.due)))


@dataclass(frozen=True)
class DecisionGroup:
    """The decisions of a field of work, the most urgent first, and for how many rows they are asked."""

    label: Any
    icon: str
    decisions: list[DashboardItem]
    first: bool = False

    @property
    def count(self) -> int:
        return sum(decision.count for decision in self.decisions)


def in_groups(decisions: Iterable[DashboardItem]) -> list[DecisionGroup]:
    """Return decisions by the workspace in which they are taken, in the order of the first of each."""
    found: dict[Workspace, list[DashboardItem]] = {}
    for decision in decisions:
        found.setdefault(workspace_at(decision.url) or Workspace.TODAY, []).append(decision)
    return [
        DecisionGroup(*WORKSPACES[workspace], rows, first=not number)
        for number, (workspace, rows) in enumerate(found.items())
    ]


def counters_of(conference: Conference, user: User) -> dict[str, int]:
    """Return the number of decisions by the key of the tab where they are taken, as it was a minute ago at most."""

    def count() -> dict[str, int]:
        found: Counter[str] = Counter()
        for decision in decisions_of(conference, user):
            if decision.count and (tab := tab_at(decision.url)):
                found[tab] += decision.count
        return dict(found)

    kept: dict[str, int] = cache.get_or_set(f"counters-{conference.pk}-{user.pk}", count, KEPT) or {}
    return kept
