"""The rules that app and server share: codes, notes and names, tried in the browser and compared with the server's.

What the app decides by itself is tried in `tests/javascript/door.test.js`.
"""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext

from confman.web.search import fold, folding_table
from registrations.attendance.models import note_of
from registrations.core.domain.ticket_codes import ALPHABET, LENGTH, read_code

pytestmark = pytest.mark.browser

MODULES = Path(settings.BASE_DIR) / "static" / "src" / "door"


@pytest.fixture(scope="module")
def call(watched_context: Callable[..., BrowserContext]) -> Any:
    """`call("decision", "noteOf", id, alphabet)`: a function of a module of the app."""
    context = watched_context("http://localhost", [])
    page = context.new_page()

    def run(module: str, function: str, *given: Any) -> Any:
        source = base64.b64encode((MODULES / f"{module}.js").read_bytes()).decode()
        address = f"data:text/javascript;base64,{source}"
        return page.evaluate(
            "async ([address, name, given]) => (await import(address))[name](...given)",
            [address, function, list(given)],
        )

    yield run
    context.close()


@pytest.mark.parametrize(
    "text",
    [
        "ABCD1234EFGH",
        "abcd-1234-efgh",
        " abcd 1234 efgh ",
        "https://conference.example.org/door2027/onsite/t/ABCD1234EFGH/",
        "OIL0-1234-EFGH",
    ],
)
def test_codes_are_read_as_the_server_reads_them(call: Any, text: str) -> None:
    ticket = {"slug": "door2027", "alphabet": ALPHABET, "length": LENGTH}
    assert call("ticket-code", "readCode", text) == read_code(text)
    assert call("ticket-code", "readScan", text, ticket) == {"kind": "ticket", "token": read_code(text)}


def test_the_letters_for_the_help_desk_are_the_servers(call: Any) -> None:
    for scan_id in ("00000000-0000-4000-8000-000000000000", "fffff123-0000-4000-8000-000000000000",
                    "8c1f7a52-0000-4000-8000-000000000000"):  # fmt: skip
        assert call("decision", "noteOf", scan_id, ALPHABET) == note_of(UUID(scan_id))


@pytest.mark.parametrize(
    "name",
    [
        "Дильноза Примерова", "Қўқонбой Ғаниев", "Юлия Щеглова", "Жанна Хасанова", "O‘tkir G‘ulomov", "Zhanna Al-Sayed",
        "José Ångström-Łukasz", "Ελένη Παπαδοπούλου", "გიორგი", "محمد", "Şükrü İnönü", "王小明 (Wang)",
    ],
)  # fmt: skip
def test_names_are_folded_as_the_server_folds_them(call: Any, name: str) -> None:
    by_server = fold("".join(each for each in name if each not in "王小明"))
    folded = call("spelling", "fold", name, folding_table())
    assert " ".join("".join(each for each in folded if each not in "王小明").split()) == by_server
