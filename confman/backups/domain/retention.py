"""Choose which backups of a folder to keep, from their names alone: pure, without clock or tables."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

_NAME = re.compile(r"confman-(\d{4}-\d\d-\d\d-\d{6})\.zip")
_FORM = "%Y-%m-%d-%H%M%S"


def backup_name(at: dt.datetime) -> str:
    """Return the name of a backup made at that moment, in UTC: ``confman-2026-11-27-213005.zip``."""
    return f"confman-{at.astimezone(dt.UTC).strftime(_FORM)}.zip"


def backup_moment(name: str) -> dt.datetime | None:
    """Return the moment in a name; None if the name is not ours, and so never deleted."""
    match = _NAME.fullmatch(name)
    try:
        return dt.datetime.strptime(match[1], _FORM) if match else None
    except ValueError:
        return None


def expired_backups(names: Iterable[str], *, daily: int, weekly: int) -> list[str]:
    """List the expired backups.

    Kept are those of the 24 hours before the newest, the last one of each of the last `daily` days, and the last one of
    each of the last `weekly` weeks that have one.
    """
    moments = {moment: name for name in names if (moment := backup_moment(name))}
    ordered = sorted(moments, reverse=True)
    lasting = {moment for moment in ordered if ordered[0] - moment < dt.timedelta(hours=24)}
    lasting |= set(_newest_of_each(ordered, lambda moment: moment.date())[: max(daily, 0)])
    lasting |= set(_newest_of_each(ordered, lambda moment: moment.isocalendar()[:2])[: max(weekly, 0)])
    return [moments[moment] for moment in ordered if moment not in lasting]


def _newest_of_each(ordered: list[dt.datetime], period: Callable[[dt.datetime], Any]) -> list[dt.datetime]:
    return [next(of_one) for _period, of_one in groupby(ordered, period)]
