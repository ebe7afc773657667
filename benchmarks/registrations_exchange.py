"""Measure lists of people in and out: preview, import and what others wait meanwhile, exports, and what is refused.

    .venv/bin/python -m benchmarks.registrations_exchange [FILE]

FILE is a list to import; without one, a list of 7,830 rows about 4,800 people of 600 delegations is made up. Exports
are of 10,000 registrations. On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL
names another database, in that one, where two conferences are left behind. Memory is the growth of the process
while a file is refused, each in a process of its own.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.agenda import measure
from benchmarks.agenda_exchange import MEGABYTE, measure_refusals, refuse, sheet

PEOPLE = 10_000


def invented_list() -> bytes:
    """Return one human being at several meetings, with titles, functions and delegations as lists have them."""
    lines = ["Delegation,Honorific,Person_Name,Job_Title,Affiliation"]
    for number in range(7830):
        person = number % 4800
        delegation = f"Delegation {person % 600}"
        lines.append(
            f"{delegation},Mr,Participant Sample{person} de la Montaña,"
            f'"Deputy Director, Department {person % 97}",Ministère {person % 300}'
        )
    return "\n".join(lines).encode()


def new_conference() -> Any:
    from confman.accounts.system_users import system_user
    from confman.conferences.domain.creation import create_conference

    day = dt.date(2027, 5, 12)
    return create_conference(
        by=system_user("command"), slug=f"list-{uuid4().hex[:8]}", title="List", starts_on=day, ends_on=day,
        languages=["en", "ru"],
    )  # fmt: skip


def main() -> None:
    from django.core.management import call_command

    from confman.accounts.system_users import system_user
    from registrations.imports.exchange.plan import import_people
    from registrations.imports.exchange.resource import PeopleResource
    from registrations.spreadsheets.exchange.columns import guess_columns, read_list_sheet

    call_command("migrate", verbosity=0)
    by = system_user("command")
    content = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else invented_list()
    changed = content.replace(b"Mr", b"Mister")
    print(f"| {'What':<52} | {'Time':>11} | Queries |")
    print(f"|{'-' * 54}|{'-' * 13}|{'-' * 9}|")
    conference = new_conference()

    def preview() -> Any:
        table = read_list_sheet(content)
        return (
            table,
            guess_columns(table, conference.languages),
            PeopleResource(conference, table, guess_columns(table, conference.languages)).read(),
        )

    def bring_in(raw: bytes, **options: Any) -> Any:
        table = read_list_sheet(raw)
        return import_people(conference, table, guess_columns(table, conference.languages), by=by, **options)

    table, _mapping, plan = measure("page: preview with differences", preview)
    held = watch_transactions()
    measure(
        f"import of {len(table.rows):,} rows, {len(plan.rows):,} people, approved",
        lambda: bring_in(content, approve=True),
    )
    report("of which other writers wait", held)
    measure("the same again, nothing changed", lambda: bring_in(content))
    held.clear()
    measure("the same with other titles", lambda: bring_in(changed))
    report("of which other writers wait", held)
    measure_exports(by)
    print()
    measure_refusals(refused_files(), "benchmarks.registrations_exchange")


def watch_transactions() -> list[float]:
    """Return a list to which each import from now on adds how long its transaction was open, in seconds."""
    from registrations.imports.exchange.bulk_insert import PreparedImport

    held: list[float] = []
    write = PreparedImport.write

    def timed(self: PreparedImport) -> None:
        begun = time.perf_counter()
        write(self)
        held.append(time.perf_counter() - begun)

    PreparedImport.write = timed  # type: ignore[method-assign]
    return held


def report(what: str, held: list[float]) -> None:
    print(f"| {what:<52} | {sum(held) * 1000:>8.0f} ms | {'':>7} |", flush=True)


def measure_exports(by: Any) -> None:
    from confman.documents.rendering.spreadsheets import SPREADSHEET_FORMATS
    from registrations.imports.exchange.plan import import_people
    from registrations.lists.exchange import export_people
    from registrations.spreadsheets.exchange.columns import guess_columns, read_list_sheet

    conference = new_conference()
    rows = (
        f"Participant Sample{number},Участник Пример{number},Expert {number % 50},Institute {number % 90},Uzbekistan,"
        f"sample{number}@example.org,+998 90 {number:07},Delegation {number % 200}"
        for number in range(PEOPLE)
    )
    head = "name_en,name_ru,job_title_en,organization_en,country,email,phone,delegation"
    table = read_list_sheet("\n".join([head, *rows]).encode())
    import_people(conference, table, guess_columns(table, conference.languages), by=by)
    for format in SPREADSHEET_FORMATS:
        measure(
            f"export of {PEOPLE:,} as {format}",
            lambda format=format: export_people(conference, format=format),
            times=3,
        )


# --- What is refused ----------------------------------------------------------------------------------------


def refused_files() -> dict[str, Callable[[], bytes]]:
    """Return files that mean harm or are far too large, by what they are."""
    return {
        "100 MB of rows": lambda: b"name\n" + b"Ada Sample\n" * (9 * MEGABYTE),
        "100 MB in one cell": lambda: b"name\n" + b"x" * (100 * MEGABYTE),
        "100 MB of empty objects": lambda: b"[" + b"{}," * (33 * MEGABYTE) + b"{}]",
        "100 MB of chance": lambda: os.urandom(100 * MEGABYTE),
        "a sheet that unpacks to 500 MB": lambda: sheet(" " * (500 * MEGABYTE)),
        "a sheet of a million rows": lambda: sheet("<row><c><v>1</v></c></row>" * MEGABYTE),
        "a picture that calls itself CSV": lambda: b"\x89PNG\r\n\x1a\n" + os.urandom(MEGABYTE),
    }


def refuse_list(path: str) -> None:
    from confman.web.errors import Refused
    from registrations.spreadsheets.exchange.columns import read_list_sheet

    refuse(path, read_list_sheet, Refused)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--refuse"]:
        refuse_list(sys.argv[2])
    else:
        main()
