"""What the app decides by itself: the same rules as the server's, tried in the browser that runs them."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext

from confman.web.search import fold, folding_table
from registrations.attendance.models.attendance import note_of
from registrations.core.domain.ticket_codes import ALPHABET, LENGTH, read_code

pytestmark = pytest.mark.browser

MODULES = Path(settings.BASE_DIR) / "static" / "src" / "door"
ENTRY = {"h": "1", "n": "Anna Sample", "s": "ok", "r": ""}


@pytest.fixture(scope="module")
def call(watched_context: Callable[..., BrowserContext]) -> Any:
    """`call("deciding", "decide", {...})`: a function of a module of the app."""
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


@pytest.fixture
def decide(call: Any) -> Any:
    def run(**facts: Any) -> tuple[str, str | None]:
        given = {
            "kind": "ticket", "entry": ENTRY, "mode": "once", "direction": "in",
            "at": "2027-03-30T05:00:00Z", "timezone": "Asia/Tashkent", **facts,
        }  # fmt: skip
        decision = call("deciding", "decide", given)
        return decision["shown"], decision["reason"]

    return run


def before(at: str, direction: str = "in") -> dict[str, str]:
    return {"at": at, "direction": direction}


def test_who_may_come_in(decide: Any) -> None:
    assert decide() == ("ok", None)
    assert decide(entry={**ENTRY, "s": "amber", "r": "Not signed up."}) == ("amber", "look_at")
    assert decide(entry={**ENTRY, "s": "red", "r": "Cancelled."}) == ("red", "not_admitted")
    assert decide(entry=None) == ("red", "unknown")
    assert decide(revoked="This badge was replaced.") == ("red", "revoked")
    assert decide(kind="foreign") == ("red", "foreign")


def test_once_is_once_and_a_day_is_a_day_where_the_conference_is(decide: Any) -> None:
    morning = before("2027-03-30T03:00:00Z")
    assert decide(last=morning) == ("amber", "before")
    assert decide(last=morning, mode="daily") == ("amber", "before")
    # In Tashkent the next day begins at 19:00 UTC.
    assert decide(last=morning, mode="daily", at="2027-03-30T18:59:00Z") == ("amber", "before")
    assert decide(last=morning, mode="daily", at="2027-03-30T19:00:00Z") == ("ok", None)
    assert decide(last=morning, mode="once", at="2027-03-31T05:00:00Z") == ("amber", "before")


def test_in_and_out_take_turns(decide: Any) -> None:
    came, went = before("2027-03-30T03:00:00Z"), before("2027-03-30T04:00:00Z", "out")
    assert decide(mode="in-out", last=came) == ("amber", "before_in")
    assert decide(mode="in-out", last=came, direction="out") == ("ok", None)
    assert decide(mode="in-out", last=went) == ("ok", None)
    assert decide(mode="in-out", last=went, direction="out") == ("amber", "before_out")


def test_somebody_who_is_not_admitted_stays_so_however_often(decide: Any) -> None:
    last = before("2027-03-30T03:00:00Z")
    assert decide(entry={**ENTRY, "s": "red", "r": "Cancelled."}, last=last) == ("red", "not_admitted")


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
    assert call("reading", "readCode", text) == read_code(text)
    assert call("reading", "readScan", text, ticket) == {"kind": "ticket", "token": read_code(text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://x.example/other/onsite/t/ABCD1234EFGH/", "foreign"),
        ("https://x.example/other/onsite/door/#abc", "foreign"),
        ("https://x.example/door2027/onsite/t/ABCD1234", "torn"),
        ("https://x.example/door2027/onsi", "no_ticket"),
        ("ABCD-1234-EFG", "torn"),
        ("ABCD-1234-EFGU", "torn"),
        ("https://x.example/ABCD1234EFGH", "no_ticket"),
        ("BEGIN:VCARD", "no_ticket"),
        ("", "no_ticket"),
    ],
)
def test_what_is_no_ticket_of_ours_is_known_for_what_it_is(call: Any, text: str, kind: str) -> None:
    ticket = {"slug": "door2027", "alphabet": ALPHABET, "length": LENGTH}
    assert call("reading", "readScan", text, ticket)["kind"] == kind


def test_a_code_to_enrol_is_known(call: Any) -> None:
    ticket = {"slug": "door2027", "alphabet": ALPHABET, "length": LENGTH}
    address = "https://x.example/door2027/onsite/door/#Ab_-9"
    assert call("reading", "readScan", address, ticket) == {"kind": "enrolment", "code": "Ab_-9"}


def test_the_letters_for_the_help_desk_are_the_servers(call: Any) -> None:
    for scan_id in ("00000000-0000-4000-8000-000000000000", "fffff123-0000-4000-8000-000000000000",
                    "8c1f7a52-0000-4000-8000-000000000000"):  # fmt: skip
        assert call("deciding", "noteOf", scan_id, ALPHABET) == note_of(UUID(scan_id))


@pytest.mark.parametrize(
    "name",
    [
        "Дильноза Примерова", "Қўқонбой Ғаниев", "Юлия Щеглова", "Жанна Хасанова", "O‘tkir G‘ulomov", "Zhanna Al-Sayed",
        "José Ångström-Łukasz", "Ελένη Παπαδοπούλου", "გიორგი", "محمد", "Şükrü İnönü", "王小明 (Wang)",
    ],
)  # fmt: skip
def test_names_are_folded_as_the_server_folds_them(call: Any, name: str) -> None:
    by_server = fold("".join(each for each in name if each not in "王小明"))
    folded = call("folding", "fold", name, folding_table())
    assert " ".join("".join(each for each in folded if each not in "王小明").split()) == by_server
