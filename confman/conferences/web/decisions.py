"""The decisions that wait for a user in a conference, and how many there are of each tab."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _

from confman.accounts.models import User, Visitor
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem, dashboard_panels
from confman.conferences.web.navigation import CACHE_SECONDS, Navigation, may_open, tab_at

# In days.
WEEK = 7


def decisions_of(conference: Conference, user: Visitor) -> list[DashboardItem]:
    """Return the decisions of all panels that the user may see, and take: where they are taken is open to them.

    A task that one of them says already is left out, and once the conference is over what only prepared it.
    """
    is_over = conference.phase() == "after"
    decisions = [
        decision
        for panel in dashboard_panels
        if not (is_over and panel.until_end) and user.has_perm(panel.permission, conference)
        for decision in panel.decisions(conference, user)
        if may_open(user, conference, decision.url)
    ]
    return [item for item in decisions if not (item.is_task and is_covered(item.url, decisions))]


def is_covered(url: str, decisions: Iterable[DashboardItem]) -> bool:
    """Tell whether a decision that is no task is taken on the page of a task, or below it in the same tab."""
    page = url.partition("?")[0]
    below = (
        decision.url
        for decision in decisions
        if page and not decision.is_task and decision.url.startswith(page)
    )
    return any(tab_at(decision) == tab_at(page) for decision in below)


def by_urgency(conference: Conference, decisions: Iterable[DashboardItem]) -> list[DashboardItem]:
    """Return the urgent decisions first, then all by their deadline."""
    return sorted(decisions, key=lambda decision: (not decision.urgent, day_of(conference, decision)))


def day_of(conference: Conference, decision: DashboardItem) -> dt.date:
    """Return the day by which a decision is due; the last there is where it has none."""
    due = decision.due
    return conference.local(due).date() if isinstance(due, dt.datetime) else due or dt.date.max


@dataclass(frozen=True)
class DecisionGroup:
    """The decisions of a time, the most urgent first."""

    label: str
    decisions: list[DashboardItem]


def in_groups(conference: Conference, decisions: Iterable[DashboardItem]) -> list[DecisionGroup]:
    """Return decisions by when they are due: overdue, within seven days, later."""
    overdue = DecisionGroup(_("Overdue"), [])
    this_week = DecisionGroup(_("This week"), [])
    later = DecisionGroup(_("Later"), [])
    for decision in by_urgency(conference, decisions):
        days = (day_of(conference, decision) - conference.today()).days
        if decision.urgent or days < 0:
            overdue.decisions.append(decision)
        elif days < WEEK:
            this_week.decisions.append(decision)
        else:
            later.decisions.append(decision)
    return [group for group in (overdue, this_week, later) if group.decisions]


def own_decisions(decisions: Iterable[DashboardItem], navigation: Navigation) -> list[DashboardItem]:
    """Return the decisions that are the user's: in a workspace where they work, and given to nobody else."""
    others = {tab.key for area in navigation.looks_up for tab in area.tabs}
    return [
        decision for decision in decisions if not decision.is_others and tab_at(decision.url) not in others
    ]


def counters_of(conference: Conference, user: User) -> dict[str, int]:
    """Return the number of decisions by the key of the tab where they are taken, as it was a minute ago at most."""

    def count() -> dict[str, int]:
        counts: Counter[str] = Counter()
        for decision in decisions_of(conference, user):
            if decision.count and (tab := tab_at(decision.url)):
                counts[tab] += decision.count
        return dict(counts)

    return cache.get_or_set(f"counters-{conference.pk}-{user.pk}", count, CACHE_SECONDS) or {}
