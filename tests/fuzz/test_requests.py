"""Whatever is asked, nothing falls over: no exception, no 5xx."""

from __future__ import annotations

import time
from functools import cache
from http.cookies import SimpleCookie
from random import Random
from typing import Any

import pytest
from django.db import transaction

from tests.access.actors import ACTORS, client_of
from tests.access.table import DOCUMENTS
from tests.access.test_matrix import ALL_ROWS, address
from tests.fuzz.conversation import Asked, Talk, form_of
from tests.fuzz.findings import Findings


@pytest.fixture
def talk(world: Any) -> Talk:
    """About all addresses, with the forms that stand on them for those who may do most."""
    addresses = [address(world, name, parts) for name, parts, _answered in ALL_ROWS]
    addresses += [
        address(world, "documents_secretariat:document-request", f"slug key='{key}") for key in DOCUMENTS
    ]
    addresses += ["/admin/", "/admin/login/", "/nosuch/"]
    addresses += [f"/accounts/{page}/" for page in ("login", "signup", "login/code", "password/reset")]
    # Those who may do most, and hence reach the deeper pages, are asked most.
    actors = [*ACTORS, *["owner"] * 20, *["participant", "focal-point"] * 3]
    for actor in ACTORS:
        # Signed in before anything is taken back.
        client_of(actor, world)

    @cache
    def forms(url: str) -> list[Any]:
        for actor in ("owner", "participant", "focal-point", "visitor"):
            with transaction.atomic():
                response = client_of(actor, world).get(url)
                transaction.set_rollback(True)
            if response.status_code == 200 and not response.streaming and "html" in response["Content-Type"]:
                return [form for form in form_of(response.content) if form]
        return []

    return Talk(addresses, actors, [str(value) for value in world.values.values()], forms)


def answer(asked: Asked, world: Any) -> None:
    """Send it and take back what it did. A 5xx is raised as what it is."""
    client = client_of(asked.actor, world)
    client.raise_request_exception = True
    signed_in = SimpleCookie(client.cookies)
    try:
        with transaction.atomic():
            response = asked.send(client)
            transaction.set_rollback(True)
    finally:
        client.cookies = signed_in
    if response.status_code >= 500:
        raise AssertionError(f"{response.status_code} for {asked.method} {asked.url}")


def test_no_request_is_answered_with_a_fault_of_ours(world, talk, pytestconfig):
    options = pytestconfig.option
    findings, until = Findings(), time.monotonic() + (options.fuzz_seconds or 10**6)
    for number in range(options.fuzz_first, options.fuzz_first + (options.fuzz_count or 60)):
        if time.monotonic() > until:
            break
        asked = talk.ask(Random(f"{options.fuzz_seed}/{number}"))
        findings.trying(f"request-{number}", asked.shown, lambda asked=asked: answer(asked, world))
    print(f"{findings.tried} requests, seed {options.fuzz_seed}")
    assert not findings.found, findings.report()
