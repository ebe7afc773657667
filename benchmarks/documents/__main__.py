"""Measure every kind of document of the demo, on paper and in Word.

    .venv/bin/python -m benchmarks.documents [LANGUAGE]

On SQLite in a data folder of its own, which is thrown away. Work is this process's time on the processor, so that it
says the same beside other work: the least of three runs, in a process that has made one before.
"""

import io
import sys
import time
from typing import Any

from benchmarks.installation import installed

TIMES = 3


def main() -> None:
    language = sys.argv[1] if len(sys.argv) > 1 else "en"
    with installed():
        from django.core.management import call_command

        from confman.conferences.models import Conference
        from confman.documents.registry import document_kinds

        call_command("demo", verbosity=0, stdout=io.StringIO())
        conference = Conference.objects.get(slug="tashkent2017")
        print("| Document | PDF | Pages | Word |\n|---|---|---|---|")
        for kind in document_kinds:
            work, pages = _measured(kind, conference, language, "pdf")
            print(
                f"| {kind.key} | {work} | {pages} | {_measured(kind, conference, language, 'docx')[0]} |",
                flush=True,
            )


def _measured(kind: Any, conference: Any, language: str, format: str) -> tuple[str, str]:
    """Return the work and, of a PDF, the pages; nothing for what is not made or lacks what it needs."""
    import pypdfium2

    from confman.documents.domain.builder import build_document
    from confman.web.errors import Refused

    if format not in kind.formats:
        return "", ""
    times = []
    for _run in range(TIMES + 1):
        begun = time.process_time()
        try:
            content = build_document(kind, conference, language=language, format=format).content
        except Refused:
            return "", ""
        times.append(time.process_time() - begun)
    pages = str(len(pypdfium2.PdfDocument(content))) if format == "pdf" else ""
    return f"{min(times[1:]):.2f} s", pages


if __name__ == "__main__":
    main()
