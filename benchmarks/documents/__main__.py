"""Measure every kind of document of the demo in every format that people read, and its tables.

    .venv/bin/python -m benchmarks.documents [LANGUAGE]

On SQLite in a data folder of its own, which is thrown away; the first line says how large the demo is. Work is the time
on the processor of this process and of those it has ended, so that it says the same beside other work: the least of
three runs, in a process that has made one before. A kind that cannot be made ends the run: none is left out.
"""

import io
import sys
from typing import Any

from benchmarks.installation import installed
from benchmarks.runs.revisions import DEMO, correct

TIMES = 3
# A column of the table each; a document has the pages of its PDF.
COLUMNS = {"pdf": "PDF", "docx": "Word", "html": "Web page", "xlsx": "Excel"}


def main() -> None:
    language = sys.argv[1] if len(sys.argv) > 1 else "en"
    with installed():
        from django.core.management import call_command

        from confman.conferences.models import Conference
        from confman.documents.registry import document_kinds

        call_command("demo", verbosity=0, stdout=io.StringIO())
        conference = Conference.objects.get(slug=DEMO)
        correct(conference)
        print(f"{size_of(conference)}\n")
        print(f"| Document | {' | '.join(COLUMNS.values())} | Pages |\n|{'---|' * (len(COLUMNS) + 2)}")
        for kind in document_kinds:
            made = {
                format: _measured(kind, conference, language, format)
                for format in COLUMNS
                if format in kind.formats
            }
            works = " | ".join(
                f"{made[format][0] * 1000:,.0f} ms" if format in made else "" for format in COLUMNS
            )
            print(f"| {kind.key} | {works} | {_pages(made['pdf'][1]) if 'pdf' in made else ''} |", flush=True)


def size_of(conference: Any) -> str:
    """Return a sentence on how much the documents tell of."""
    from outcomes.recommendations.models.recommendation import Recommendation
    from registrations.core.models.delegation import Delegation
    from registrations.core.models.registration import Registration

    numbers = {
        "sessions": conference.sessions.count(),
        "registrations": Registration.objects.of(conference).count(),
        "delegations": Delegation.objects.of(conference).count(),
        "recommendations": Recommendation.objects.of(conference).count(),
    }
    return f"The demo: {', '.join(f'{number:,} {what}' for what, number in numbers.items())}."


def _measured(kind: Any, conference: Any, language: str, format: str) -> tuple[float, bytes]:
    """Return the least work, and the file."""
    from benchmarks.registrations_documents import work
    from confman.documents.domain.builder import build_document

    times, content = [], b""
    for _run in range(TIMES + 1):
        begun = work()
        content = build_document(kind, conference, language=language, format=format).content
        times.append(work() - begun)
    return min(times[1:]), content


def _pages(content: bytes) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(content))


if __name__ == "__main__":
    main()
