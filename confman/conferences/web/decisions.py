"""The decisions that wait for a user in a conference, and how many there are of each tab."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.urls import Resolver404, resolve

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem, dashboard_panels, navigation_items, navigation_views

# In seconds: this long a number at a tab may be late.
KEPT = 60


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


def counters_of(conference: Conference, user: User) -> dict[str, int]:
    """Return the number of decisions by the key of the tab where they are taken, as it was a minute ago at most."""

    def count() -> dict[str, int]:
        tabs = {item.key: item.key for item in navigation_items}
        tabs |= {view.key: view.tab for view in navigation_views}
        found: Counter[str] = Counter()
        for decision in decisions_of(conference, user):
            if decision.count and (tab := tabs.get(_place_of(decision.url))):
                found[tab] += decision.count
        return dict(found)

    kept: dict[str, int] = cache.get_or_set(f"counters-{conference.pk}-{user.pk}", count, KEPT) or {}
    return kept


def _place_of(address: str) -> str:
    """Return the key of the tab or view to which an address belongs; empty if it is of none."""
    try:
        view = resolve(address.partition("?")[0]).func
    except Resolver404:
        return ""
    return getattr(getattr(view, "view_class", None), "navigation_key", "")
