"""Interleaving: what another process does between any two statements of an action."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection


def interleaved(
    begin: Callable[[], object], action: Callable[[], object], other: Callable[[], object], *, every: int = 1
) -> Iterator[int]:
    """Yield the number of each statement of `action()`, after `begin()` and `action()` with all of `other()` before it.

    `every`: before every so many statements only. Within a transaction of the action nothing comes between: for others
    that is before or after.
    """
    for number in itertools.count(step=every):
        begin()
        outside, seen = len(connection.savepoint_ids), itertools.count()
        has_come = False

        def statement(
            execute: Any, sql: str, *args: Any, number: int = number, outside: int = outside, seen: Any = seen
        ) -> Any:
            nonlocal has_come
            is_within = len(connection.savepoint_ids) > outside or sql.startswith(("RELEASE", "ROLLBACK"))
            if not (has_come or is_within) and next(seen) == number:
                has_come = True
                other()
            return execute(sql, *args)

        with connection.execute_wrapper(statement):
            action()
        if not has_come:
            assert number > 5
            return
        yield number
