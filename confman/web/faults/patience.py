"""Waiting no longer than one means to for what has no limit of its own: a name that is looked up, a server that answers
byte by byte.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Answer = TypeVar("Answer")


def within(seconds: float, act: Callable[[], Answer]) -> Answer:
    """Return what `act` returns, or raise what it raises. Raises TimeoutError where it has not ended by then.

    It is done in a thread of its own, for nothing else interrupts the system's search for a name; the thread is left
    to itself when it is late. So `act` uses no connection to the database but one that it closes.
    """
    answer: Future[Answer] = Future()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            answer.set_result(context.run(act))
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, name=f"within {seconds:g} s", daemon=True).start()
    try:
        return answer.result(timeout=seconds)
    except TimeoutError as late:
        if answer.done():
            raise
        raise TimeoutError(f"No answer within {seconds:g} seconds.") from late
