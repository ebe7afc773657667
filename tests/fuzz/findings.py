"""Findings: each fault once, with the input that shows it in a file."""

import logging
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from confman.web.logs import RefusalInOneLine


class _Traces(logging.Handler):
    """Keeps the records of which the log would show a traceback."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if RefusalInOneLine().filter(record) and record.exc_info:
            self.records.append(record)


@contextmanager
def traces_in_the_log() -> Iterator[list[logging.LogRecord]]:
    """Context that collects tracebacks in the log: what comes in must not fill it."""
    handler = _Traces()
    logging.getLogger().addHandler(handler)
    try:
        yield handler.records
    finally:
        logging.getLogger().removeHandler(handler)


@dataclass
class Findings:
    """Faults by location: a thousand inputs that fail at the same place are one finding.

    `options` are pytest's, `few` is the number of inputs tried by default.
    """

    options: Any
    few: int = 0
    found: dict[str, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    begun: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        """Tell whether the given time is over."""
        return bool(self.options.fuzz_seconds and time.monotonic() > self.begun + self.options.fuzz_seconds)

    def numbers(self) -> Iterator[int]:
        """Return the numbers of the inputs to try."""
        first = self.options.fuzz_first
        for number in range(first, first + (self.options.fuzz_count or self.few)):
            if self.is_over:
                return
            if number % 1000 == 0 and self.outcomes:
                print(self.summary("so far"), flush=True)
            yield number

    def trying(self, name: str, shown: Callable[[], bytes], action: Callable[[], str]) -> None:
        """Do an action and count its result; an exception is a finding.

        `shown()` returns the input as it is stored for investigation.
        """
        try:
            with traces_in_the_log() as traces:
                outcome = action()
            assert not traces, f"A traceback in the log: {traces[0].getMessage()}"
        except Exception as error:
            outcome = "fell over"
            self.add(name, shown(), error)
        self.outcomes[outcome] += 1

    def add(self, name: str, content: bytes, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "/lib/python" not in frame.filename]
        place = (ours or frames)[-1]
        key = f"{type(error).__name__} at {place.filename}:{place.lineno}"
        if isinstance(error, AssertionError):
            # The test itself lacks something: its sentence says what.
            key += ": " + str(error).partition("\n")[0]
        if key in self.found:
            return
        with tempfile.NamedTemporaryFile(prefix="fuzz-", suffix=f"-{name}", delete=False) as file:
            file.write(content)
        told = "".join(traceback.format_exception(error, chain=True))
        self.found[key] = f"{name}: {key}\n  input: {Path(file.name)}\n{told}"
        # A long run prints them at once.
        print(self.found[key], flush=True)

    def summary(self, what: str) -> str:
        """Return how many inputs were tried, and their results."""
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return (
            f"{self.outcomes.total()} {what} on {connection.vendor}, seed {self.options.fuzz_seed} from number "
            f"{self.options.fuzz_first}: {outcomes}; {len(self.found)} faults; "
            f"{time.monotonic() - self.begun:.0f} s, all in all {time.process_time():.0f} s of work"
        )

    def report(self) -> str:
        """Return all findings; nothing if there are none."""
        return "\n".join(self.found.values())
