"""A thread for libraries that run an event loop: a thread that has one already can run no other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
Result = TypeVar("Result")


def in_own_thread(function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
    """Return what the function returns, called in a thread of its own; or raise what it raises."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(function, *args, **kwargs).result()
