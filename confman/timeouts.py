"""Time limits for operations that have none of their own: a name lookup, a server that answers byte by byte."""

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Answer = TypeVar("Answer")


def run_with_timeout(seconds: float, action: Callable[[], Answer]) -> Answer:
    """Return what `action` returns, or raise what it raises. Raises TimeoutError if it takes too long.

    It runs in a thread of its own, since nothing else interrupts a name lookup; a late thread is abandoned. So `action`
    must not use a database connection that it does not close.
    """
    answer: Future[Answer] = Future()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            answer.set_result(context.run(action))
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, name=f"within {seconds:g} s", daemon=True).start()
    try:
        return answer.result(timeout=seconds)
    except TimeoutError as late:
        if answer.done():
            raise
        raise TimeoutError(f"No answer within {seconds:g} seconds.") from late
