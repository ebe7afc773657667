"""The forms on a page, filled in as a user would."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from lxml import html

# Keys of objects, as pages and PostgreSQL write them, or as SQLite does.
KEY = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b")
# Typed into fields that must not be empty.
WRITTEN = {
    "email": "somebody@example.org",
    "password": "sunflowers-on-the-hill",
    "url": "https://example.org/",
    "number": "1",
    "date": "2027-03-30",
    "time": "10:00",
    "datetime-local": "2027-03-30T10:00",
}


@dataclass(frozen=True)
class Form:
    """The target of a form, and its values."""

    address: str
    fields: tuple[tuple[str, str], ...]

    @property
    def data(self) -> dict[str, list[str]]:
        said: dict[str, list[str]] = {}
        for name, value in self.fields:
            said.setdefault(name, []).append(value)
        return said

    def with_keys(self, counterparts: Mapping[str, str]) -> Form:
        """Return the same form with each key that has a counterpart replaced by it."""

        def other(text: str) -> str:
            return KEY.sub(lambda key: counterparts.get(key[0], key[0]), text)

        return Form(self.address, tuple((other(name), other(value)) for name, value in self.fields))


class WrittenKeys:
    """Collects those of `keys` that are written to the database; a wrapper of its statements."""

    def __init__(self, keys: Set[str]) -> None:
        self.keys, self.found = keys, set[str]()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.found |= {str(UUID(key)) for key in KEY.findall(str(params))} & self.keys
        return execute(sql, params, many, context)


def forms_of(response: Any, statuses: Collection[int] = (200,)) -> Iterator[Form]:
    """Return the forms that can be sent, with every box ticked, and the first choice and the first button taken."""
    if response.status_code not in statuses or response.streaming or "html" not in response["Content-Type"]:
        return
    here = response.request["PATH_INFO"]
    for form in html.fromstring(response.content).forms:
        if form.method == "POST" and form.xpath(".//button|.//input[@type='submit']"):
            yield Form(urljoin(here, form.get("action") or here), tuple(_fields(form)))


def form_at(address: str, page: Any) -> dict[str, list[str]]:
    """The form of a page that is sent to the page itself, as it is filled in."""
    [form] = [form for form in forms_of(page, (200, 409)) if form.address == address]
    return {name: [value.strip() for value in values] for name, values in form.data.items()}


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    for control in form.inputs:
        kind = control.get("type", "text")
        if not control.name or "disabled" in control.attrib or kind in {"file", "submit"}:
            continue
        if control.tag == "select":
            chosen = control.value if control.multiple else [control.value]
            for value in [one for one in chosen if one] or [one for one in control.value_options if one][:1]:
                yield control.name, value
        elif kind in {"checkbox", "radio"}:
            yield control.name, control.get("value") or "on"
        else:
            yield (
                control.name,
                control.value or (WRITTEN.get(kind, "Something") if "required" in control.attrib else ""),
            )
    for button in form.xpath(".//button[@name]")[:1]:
        yield button.get("name"), button.get("value") or ""


class ChangedRows:
    """Reports which tables have changed contents after statements, apart from times; a wrapper of the statements.

    Tables that count visits or submissions are ignored.
    """

    PASSING = frozenset({"django_session", "accounts_session", "accounts_ratelimitcount", "audit_submission"})

    def __init__(self) -> None:
        self.before: dict[str, list[str]] = {}

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        written = re.match(r'(?:INSERT|UPDATE|DELETE)\b[^"]*"(\w+)"', sql)
        if written and written[1] not in self.PASSING and written[1] not in self.before:
            self.before[written[1]] = self._rows(written[1])
        return execute(sql, params, many, context)

    @property
    def tables(self) -> list[str]:
        return [table for table, rows in self.before.items() if self._rows(table) != rows]

    @staticmethod
    def _rows(table: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            return sorted(
                str([value for value in row if not isinstance(value, datetime)]) for row in cursor.fetchall()
            )


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Undo what a request does to the database and to the browser."""
    cookies = SimpleCookie(client.cookies)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
