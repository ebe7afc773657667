"""Actions on registrations chosen in the review list; each package registers its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from confman.registries import Registry


def _always(page: Any) -> bool:
    return True


@dataclass(frozen=True)
class BulkAction:
    """An action on many registrations: its labels, permission, options and effect.

    `verb(registration, *, by, **options)` is called for each of them, now or by the worker, and raises Refused if it is
    impossible; with `takes_key` it also receives the `key` of the run, so that a mail is sent once. Alternatively,
    `respond(page, rows, form, back)` answers for all of them at once, with a file. `form` asks for the options (a form
    without fields only asks for confirmation; without a form nothing is asked). `offered(page)` tells whether the list
    offers the action; `origin(page, run)` returns label and address of the page where it was begun, if that is not the
    list.
    """

    key: str
    label: str | Promise
    permission: str
    position: int
    verb: Callable[..., Any] | None = None
    takes_key: bool = False
    respond: Callable[..., Any] | None = None
    form: Callable[..., Any] | None = None
    consequence: Promise | str = ""
    is_grave: bool = False
    offered: Callable[[Any], bool] = _always
    origin: Callable[..., dict[str, Any]] | None = None

    @property
    def is_in_list(self) -> bool:
        """Return whether it is begun in the review list, and not on a page of its own."""
        return self.origin is None


bulk_actions = Registry(BulkAction, "actions on many registrations")
