"""Actions on registrations that are chosen in the review list; each package enters its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from confman.registries import Registry


def _always(page: Any) -> bool:
    return True


@dataclass(frozen=True)
class BulkAction:
    """An action on many: its words, who may, what it asks, and what it does.

    `act(registration, *, by, **options)` is done with each of them, now or by the worker, and raises Refused where it
    cannot; with `takes_key` it is also told the `key` of the run, so that what it sends goes once. `respond(page, rows,
    form, back)` answers for all of them at once instead: a file. `form` asks for the options (one without fields only
    asks whether; without one nothing is asked). `offered(page)` says whether the list offers the action; `origin(page,
    run)` gives label and address of the page where it was begun, if not in the list.
    """

    key: str
    label: str | Promise
    permission: str
    position: int
    act: Callable[..., Any] | None = None
    takes_key: bool = False
    respond: Callable[..., Any] | None = None
    form: Callable[..., Any] | None = None
    consequence: Promise | str = ""
    is_grave: bool = False
    offered: Callable[[Any], bool] = _always
    origin: Callable[..., dict[str, Any]] | None = None

    @property
    def is_in_list(self) -> bool:
        """Whether it is begun in the review list, and not on a page of its own."""
        return self.origin is None


bulk_actions = Registry(BulkAction, "actions on many registrations")
