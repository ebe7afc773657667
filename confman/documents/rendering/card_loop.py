"""Lays out cards in a process of its own, folder after folder, until its standard input ends.

For documents of many cards: the memory that the engine keeps, 20 MB for a hundred badges, is not ours, and two
processes use two processors. It imports nothing of the project, so that as a program it starts at once. A request is a
line of JSON; the answer is a line of JSON, the length of the file or an error, and then the file.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from queue import SimpleQueue

import typst

# The engine keeps its measurements for this many files.
KEPT_FOR_FILES = 11
# The number of files after which a layout process clears its measurements. A hundred badges are 20 MB;
# clearing takes a tenth of their layout.
CLEARED_AFTER = 2
# A file of this name in the folder asks for PDF/A-2a as well.
OFFICIAL = "official"


def read_fonts(folders: Iterable[str]) -> typst.Fonts:
    """Return the fonts in these folders, and no others."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))


def made_pdf(folder: Path, fonts: typst.Fonts) -> bytes:
    """Return the PDF made from main.typ in the folder. Raises TypstError."""
    compiler = typst.Compiler(input=str(folder / "main.typ"), root=str(folder), font_paths=fonts)
    standards: list[typst.PDFStandard] = ["ua-1", "a-2a"] if (folder / OFFICIAL).exists() else ["ua-1"]
    content = compiler.compile(format="pdf", pdf_standards=standards, timestamp=0)
    return content if isinstance(content, bytes) else b"".join(content or [])


def clear_measurements(fonts: typst.Fonts) -> None:
    """Clear the measurements of the engine, by laying out empty files.

    Measured: 20 MB per hundred badges, so 200 MB; two to four milliseconds for each empty file.
    """
    for _time in range(KEPT_FOR_FILES):
        typst.Compiler(input=b"#set page(width: 1pt, height: 1pt)", font_paths=fonts).compile(format="svg")


class LayingOutFailed(Exception):
    """The engine, or the process it runs in, reported an error."""


class CardLayouter:
    """The process, seen from ours. Used by one thread at a time; `close` ends it."""

    def __init__(self, fonts: list[str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__)), *fonts], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def lay_out(self, folder: Path) -> bytes:
        """Return the PDF made from main.typ in the folder. Raises LayingOutFailed."""
        assert self.process.stdin and self.process.stdout
        try:
            self.process.stdin.write(json.dumps(str(folder)).encode() + b"\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline() or '"the process has ended"')
        except (OSError, ValueError) as error:
            raise LayingOutFailed(str(error)) from error
        if isinstance(answer, str):
            raise LayingOutFailed(answer)
        content = self.process.stdout.read(answer)
        if len(content) != answer:
            raise LayingOutFailed("the process ended while it answered")
        return content

    def close(self) -> None:
        """End the process; it has nothing to finish."""
        self.process.communicate()


class CardLayouters:
    """A pool of such processes, for any number of threads; `close` ends them."""

    def __init__(self, fonts: list[str], number: int) -> None:
        self.all = [CardLayouter(fonts) for _one in range(number)]
        self._free: SimpleQueue[CardLayouter] = SimpleQueue()
        for layouter in self.all:
            self._free.put(layouter)

    def lay_out(self, folder: Path) -> bytes:
        """Return the PDF made from main.typ in the folder, by the first free process. Raises LayingOutFailed."""
        layouter = self._free.get()
        try:
            return layouter.lay_out(folder)
        finally:
            self._free.put(layouter)

    def close(self) -> None:
        """End the processes."""
        for layouter in self.all:
            layouter.close()


def main() -> None:
    """Lay out one folder for each input line, and clear the measurements of two before the third."""
    fonts = read_fonts(sys.argv[1:])
    for number, line in enumerate(sys.stdin.buffer):
        if number and number % CLEARED_AFTER == 0:
            clear_measurements(fonts)
        try:
            content = made_pdf(Path(json.loads(line)), fonts)
        except Exception as error:
            sys.stdout.buffer.write(json.dumps(str(error) or type(error).__name__).encode() + b"\n")
        else:
            sys.stdout.buffer.write(json.dumps(len(content)).encode() + b"\n" + content)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
