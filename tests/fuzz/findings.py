"""What is found: each fault once, with the input that shows it in a file."""

from __future__ import annotations

import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection


@dataclass
class Findings:
    """Faults by where they happen: a thousand inputs that fall over the same stone are one finding.

    `options` are pytest's, `few` is how many are tried where they say nothing.
    """

    options: Any
    few: int = 0
    found: dict[str, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    begun: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        """Whether the time that was given is."""
        return bool(self.options.fuzz_seconds and time.monotonic() > self.begun + self.options.fuzz_seconds)

    def numbers(self) -> Iterator[int]:
        """Of the inputs to try."""
        first = self.options.fuzz_first
        for number in range(first, first + (self.options.fuzz_count or self.few)):
            if self.is_over:
                return
            if number % 1000 == 0 and self.outcomes:
                print(self.summary("so far"), flush=True)
            yield number

    def trying(self, name: str, shown: Callable[[], bytes], act: Callable[[], str]) -> None:
        """Do an act and count what it says became of it; what it raises is a finding. `shown()` is the input as it is
        kept for whoever looks.
        """
        try:
            outcome = act()
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
            # It is the tests that miss something: what, their sentence says.
            key += ": " + str(error).partition("\n")[0]
        if key in self.found:
            return
        with tempfile.NamedTemporaryFile(prefix="fuzz-", suffix=f"-{name}", delete=False) as file:
            file.write(content)
        told = "".join(traceback.format_exception(error, chain=True))
        self.found[key] = f"{name}: {key}\n  input: {Path(file.name)}\n{told}"
        # A long run shows them as they come.
        print(self.found[key], flush=True)

    def summary(self, what: str) -> str:
        """How many were tried, and what became of them."""
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return (
            f"{self.outcomes.total()} {what} on {connection.vendor}, seed {self.options.fuzz_seed} from number "
            f"{self.options.fuzz_first}: {outcomes}; {len(self.found)} faults; "
            f"{time.monotonic() - self.begun:.0f} s, all in all {time.process_time():.0f} s of work"
        )

    def report(self) -> str:
        """All of them, or nothing."""
        return "\n".join(self.found.values())
