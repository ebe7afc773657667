"""Lists of people for tests, and their import as by the command."""

from typing import Any

from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from registrations.imports.exchange.plan import PeopleReport, import_people
from registrations.spreadsheets.exchange.columns import guess_columns, parse_map, read_list_sheet


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def bring_in(conference: Conference, content: bytes, *, map: Any = (), **options: Any) -> PeopleReport:
    """Import a file, with its columns guessed or, as by `--map`, given in `map`."""
    table = read_list_sheet(content)
    mapping = {**guess_columns(table, conference.languages), **parse_map(map, table)}
    return import_people(conference, table, mapping, **{"by": system_user("command"), **options})
