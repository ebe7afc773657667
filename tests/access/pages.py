"""The forms that stand on a page, filled in as somebody does who means it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
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

# Of an object, as pages and PostgreSQL write it, or as SQLite does.
KEY = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b")
# What is written where a field must not be empty.
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
    """Where a form is sent, and what it says."""

    address: str
    fields: tuple[tuple[str, str], ...]

    @property
    def data(self) -> dict[str, list[str]]:
        said: dict[str, list[str]] = {}
        for name, value in self.fields:
            said.setdefault(name, []).append(value)
        return said

    def with_keys(self, counterparts: Mapping[str, str]) -> Form:
        """The same form, in which each key that has a counterpart is replaced by it."""

        def other(text: str) -> str:
            return KEY.sub(lambda key: counterparts.get(key[0], key[0]), text)

        return Form(self.address, tuple((other(name), other(value)) for name, value in self.fields))


class WrittenKeys:
    """Those of `keys` that stand in what is written to the database; a wrapper of its statements."""

    def __init__(self, keys: Set[str]) -> None:
        self.keys, self.found = keys, set[str]()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.found |= {str(UUID(key)) for key in KEY.findall(str(params))} & self.keys
        return execute(sql, params, many, context)


def forms_of(response: Any) -> Iterator[Form]:
    """The forms that somebody can send: all that can be ticked is, the first choice and the first button are taken."""
    if response.status_code != 200 or response.streaming or "html" not in response["Content-Type"]:
        return
    here = response.request["PATH_INFO"]
    for form in html.fromstring(response.content).forms:
        if form.method == "POST" and form.xpath(".//button|.//input[@type='submit']"):
            yield Form(urljoin(here, form.get("action") or here), tuple(_fields(form)))


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
    """Which tables say something else after statements than before them, but for when; a wrapper of the statements.

    Those are passed over that count how often somebody came, and whether a form did.
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
    """What a request does to the database and to the browser is taken back."""
    cookies = SimpleCookie(client.cookies)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
