"""Compiles an uploaded card template in a process of its own, limited in time and memory.

It imports nothing of the project, so that as a program it starts at once: it reads a request as JSON from standard
input, and writes a line of JSON, the lengths of the files made, and then the files.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

TIME_LIMIT = 60
CPU_SECONDS = 30
# The limit of address space, which includes the mapped font files.
MEMORY_LIMIT = 3 * 1024 * 1024 * 1024
# typst looks for packages on the network when a template asks for one: nobody listens at this address.
NOWHERE = "http://127.0.0.1:9"


class BadCardTemplateError(Exception):
    """The template cannot be used: `fault` gives the engine's message; `line` the line, 0 if unknown."""

    def __init__(self, fault: str, line: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.line = fault, line


def compile_apart(folder: Path, fonts: list[str], *, format: str) -> list[bytes]:
    """Return the pages (for a PDF: the file) made from main.typ in the folder. Raises BadCardTemplateError."""
    options = json.dumps({"folder": str(folder), "fonts": fonts, "format": format})
    try:
        process = subprocess.run(
            [sys.executable, "-I", str(Path(__file__))],
            input=options.encode(),
            capture_output=True,
            timeout=TIME_LIMIT,
            env={"PATH": "", "LC_ALL": "C.UTF-8", "HTTP_PROXY": NOWHERE, "HTTPS_PROXY": NOWHERE},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BadCardTemplateError("it takes too long") from error
    if process.returncode == 3:
        raise BadCardTemplateError(*json.loads(process.stdout))
    if process.returncode != 0:
        raise BadCardTemplateError("it takes too long or needs too much memory")
    line, _newline, rest = process.stdout.partition(b"\n")
    contents = []
    for length in json.loads(line):
        contents.append(rest[:length])
        rest = rest[length:]
    return contents


def make(options: dict[str, Any]) -> list[bytes]:
    """Compile what the request asks for."""
    import typst

    folder = options["folder"]
    compiler = typst.Compiler(
        input=f"{folder}/main.typ",
        root=folder,
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=options["fonts"]
        ),
        package_path=f"{folder}/packages",
        package_cache_path=f"{folder}/packages",
    )
    if options["format"] == "pdf":
        # Not every template describes its pictures: the file is a tagged PDF, but does not claim PDF/UA.
        content = compiler.compile(format="pdf", timestamp=0)
    else:
        content = compiler.compile(format=options["format"], ppi=144)
    return content if isinstance(content, list) else [content or b""]


def main() -> int:
    """Limit this process, compile, answer; exit with 3 and a sentence if the template is at fault."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    import typst

    try:
        contents = make(json.load(sys.stdin))
    except typst.TypstError as error:
        # The first place in the template itself; a fault in ours was called from there.
        match = re.search(r"main\.typ:(\d+):", error.diagnostic)
        line = int(match.group(1)) if match else 0
        sys.stdout.write(json.dumps(["; ".join([error.message, *error.hints]), line]))
        return 3
    sys.stdout.buffer.write(json.dumps([len(content) for content in contents]).encode() + b"\n")
    sys.stdout.buffer.writelines(contents)
    return 0


if __name__ == "__main__":
    sys.exit(main())
