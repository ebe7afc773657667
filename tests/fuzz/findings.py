"""What is found: each fault once, with the input that shows it in a file."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Findings:
    """Faults by where they happen: a thousand inputs that fall over the same stone are one finding."""

    found: dict[str, str] = field(default_factory=dict)
    tried: int = 0

    def trying(self, name: str, shown: Callable[[], bytes], act: Callable[[], Any]) -> None:
        """Do an act; what it raises is a finding. `shown()` is the input as it is kept for whoever looks."""
        self.tried += 1
        try:
            act()
        except Exception as error:
            self.add(name, shown(), error)

    def add(self, name: str, content: bytes, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "/lib/python" not in frame.filename]
        place = (ours or frames)[-1]
        key = f"{type(error).__name__} at {place.filename}:{place.lineno}"
        if key in self.found:
            return
        with tempfile.NamedTemporaryFile(prefix="fuzz-", suffix=f"-{name}", delete=False) as file:
            file.write(content)
        told = "".join(traceback.format_exception(error, chain=True))
        self.found[key] = f"{name}: {key}\n  input: {Path(file.name)}\n{told}"
        # A long run shows them as they come.
        print(self.found[key], flush=True)

    def report(self) -> str:
        """All of them, or nothing."""
        return "\n".join(self.found.values())
