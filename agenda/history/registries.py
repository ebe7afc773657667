"""What the packages and floors above tell the history of the working agenda."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import models

from confman.registries import Registry


@dataclass(frozen=True)
class ReturnHook:
    """What an upper floor does when rows that were deleted have come back by an undo.

    Counters of places (`taken`) are nobody's to put back: they return as 0, and whoever counts counts anew what came
    back with the object, in the transaction of the undo. `run(model, keys)` hears of every model; keys are text.
    """

    key: str
    run: Callable[[type[models.Model], Sequence[str]], None]


return_hooks = Registry(ReturnHook, "hooks of what comes back by an undo")
