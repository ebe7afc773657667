"""Lays out cards in a process of its own, folder after folder, until its standard input ends.

For documents of many cards: what the engine keeps of a hundred badges, 60 MB, is never ours, and two such processes use
two processors. Imports nothing of the project, so that as a program it starts at once. A line of JSON asks; the
answer is a line of JSON, the length of the file or what was wrong, and then the file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

# See card_engine: how many files long the engine keeps what it measured.
KEPT_FOR_FILES = 11


class LayingOutFailed(Exception):
    """The engine, or the process it runs in, says why."""


class CardLayouter:
    """The process, seen from ours. Used by one thread at a time; `close` ends it."""

    def __init__(self, fonts: list[str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__)), *fonts], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def lay_out(self, folder: Path) -> bytes:
        """The PDF that main.typ in the folder makes. Raises LayingOutFailed."""
        assert self.process.stdin and self.process.stdout
        try:
            self.process.stdin.write(json.dumps(str(folder)).encode() + b"\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline() or '"the process has ended"')
        except (OSError, ValueError) as error:
            raise LayingOutFailed(str(error)) from error
        if isinstance(answer, str):
            raise LayingOutFailed(answer)
        return self.process.stdout.read(answer)

    def close(self) -> None:
        """End the process; it has nothing to finish."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def main() -> None:
    """Lay out one folder a line, and forget what was measured."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=sys.argv[1:])

    def made(folder: str) -> bytes:
        compiler = typst.Compiler(input=f"{folder}/main.typ", root=folder, font_paths=fonts)
        content: Any = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=0)
        return content if isinstance(content, bytes) else b"".join(content or [])

    for line in sys.stdin.buffer:
        try:
            content = made(json.loads(line))
        except Exception as error:
            sys.stdout.buffer.write(json.dumps(str(error) or type(error).__name__).encode() + b"\n")
        else:
            sys.stdout.buffer.write(json.dumps(len(content)).encode() + b"\n" + content)
        sys.stdout.buffer.flush()
        for _time in range(KEPT_FOR_FILES):
            typst.Compiler(input=b"#set page(width: 1pt, height: 1pt)", font_paths=fonts).compile(
                format="svg"
            )


if __name__ == "__main__":
    main()
