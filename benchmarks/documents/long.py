"""Measure whether a page of a long document takes longer than one of a short document.

    .venv/bin/python -m benchmarks.documents.long [PEOPLE …]          100, 1,000, 5,000 and 18,000 where none is named

The list of participants as PDF, in processor's time, each length in a process of its own with memory of its own;
what a process loads once is loaded before. Works on SQLite in a data folder of its own, which it throws away.
"""

import os
import resource
import subprocess
import sys
from io import BytesIO

from benchmarks.installation import installed

LENGTHS = (100, 1000, 5000, 18_000)


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        return _measure(int(sys.argv[2]))
    lengths = [int(text) for text in sys.argv[1:]] or LENGTHS
    print("| People | Pages | Work | A page | Memory | File |\n|---|---|---|---|---|---|", flush=True)
    for number in lengths:
        subprocess.run(
            [sys.executable, "-m", "benchmarks.documents.long", "--measure", str(number)], check=True
        )


def _measure(number: int) -> None:
    os.environ.pop("CONFMAN_DATABASE_URL", None)
    with installed():
        from django.core.checks import run_checks
        from pypdf import PdfReader

        from benchmarks.registrations_documents import work
        from benchmarks.runs.growth import conference_of, rows
        from confman.accounts.system_users import system_user
        from confman.documents.domain.builder import build_document
        from registrations.imports.exchange.plan import import_people
        from registrations.spreadsheets.exchange.columns import guess_columns, read_list_sheet

        def made(number: int) -> tuple[bytes, float]:
            conference = conference_of(by)
            content = "\n".join(["name,organization,country,email,delegation", *rows(number)]).encode()
            table = read_list_sheet(content)
            import_people(conference, table, guess_columns(table, conference.languages), by=by, approve=True)
            begun = work()
            document = build_document("registrations.participants", conference, language="en", format="pdf")
            return document.content, work() - begun

        run_checks()
        by = system_user("command")
        made(1)
        content, spent = made(number)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        pages = len(PdfReader(BytesIO(content)).pages)
        print(
            f"| {number:,} | {pages} | {spent:.1f} s | {spent / pages * 1000:.0f} ms | {memory:,.0f} MB | "
            f"{len(content) / 1e6:.1f} MB |",
            flush=True,
        )


if __name__ == "__main__":
    main()
