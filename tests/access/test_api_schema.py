"""The API keeps to its description, whatever is sent: no fault of ours, no answer that is not described.

schemathesis makes the requests from the description, always the same ones. Each is undone.
"""

import json
import re
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from confman.api.web.application import description
from tests.access.api_table import ROWS
from tests.access.test_api_matrix import ADDRESSES, secret_of

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
# Of each operation, with the token of an owner; what the description allows, and as many of what it forbids.
FEW, MANY = 2, 30
# What is compressed would have to be read first.
PLAIN = {"Accept-Encoding": "identity"}

pytestmark = pytest.mark.sqlite

SCHEMA = schemathesis.openapi.from_dict(description())
SCHEMA.app = get_wsgi_application()
OPERATIONS = {each.ok().definition.raw["operationId"]: each.ok() for each in SCHEMA.get_all_operations()}


@pytest.fixture(autouse=True)
def _one_connection():
    """The requests are in the transaction of the test, as those of Django's own client are."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)])
@pytest.mark.parametrize(
    ("name", "parts"), [(name, parts) for name, parts, _row in ROWS], ids=[row[0] for row in ROWS]
)
def test_it_answers_as_its_description_says(world, name, parts, examples):
    values = real_parts(world, parts)
    token = secret_of(world.users["owner"], world.conference)
    for headers in ({"Authorization": f"Bearer {token}"}, {}):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            ask_often(OPERATIONS[name], mode, examples if headers else 1, values, {**PLAIN, **headers})


def ask_often(operation: Any, mode: Any, count: int, values: dict[str, str], headers: dict[str, str]) -> None:
    """Make as many requests, of what the description allows or forbids, and check each answer."""

    @settings(
        max_examples=count, derandomize=True, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.path_parameters = {**(case.path_parameters or {}), **values}
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        # With `fields` it has these alone, which OpenAPI cannot say of an object.
        is_whole = not (case.query or {}).get("fields")
        case.validate_response(answer, checks=[*CHECKS, *([response_schema_conformance] if is_whole else [])])

    with suppress(Unsatisfiable):  # there is nothing that it forbids
        ask()


def real_parts(world: Any, parts: str) -> dict[str, str]:
    """Return what the address names, of objects that there are."""
    found = {"slug": world.conference.slug}
    for part in parts.split():
        key, _sign, value = part.partition("=")
        found[key] = value[1:] if value.startswith("'") else str(world.values[value or key])
    return found


# By hand: the token is for one conference, and of no focal point; the examples name a person and a ticket that are
# not in the world; a registration that is approved is not decided on in these ways. Their answers are those of other
# operations, or tried in tests/api.
NOT_DONE = {
    "make_conference", "add_registration", "check_in", "wait_registration", "offer_registration",
    "decline_registration", "no_show_registration", "list_own_delegations", "list_own_members", "name_member",
}  # fmt: skip


def parts_of(value: Any) -> Any:
    """Return of which parts an answer is made; texts by language are one part, of a list only what its first has."""
    if isinstance(value, dict):
        is_text = all(LANGUAGE.fullmatch(key) for key in value)
        return "text" if is_text else {key: parts_of(each) for key, each in value.items()}
    if isinstance(value, list):
        return [parts_of(value[0])] if value else []
    return ""


def differences(example: Any, answer: Any, place: str = "") -> list[str]:
    """Return where an answer has other parts than the example; null and an empty list say nothing."""
    if isinstance(example, dict) and isinstance(answer, dict):
        found = [f"{place}: {key}" for key in example.keys() ^ answer.keys()]
        return found + [
            each for key in example.keys() & answer.keys()
            for each in differences(example[key], answer[key], f"{place}.{key}")
        ]  # fmt: skip
    if isinstance(example, list) and isinstance(answer, list):
        return differences(example[0], answer[0], f"{place}[]") if example and answer else []
    if isinstance(example, (dict, list)) != isinstance(answer, (dict, list)) and "" not in (example, answer):
        return [place]
    return []


def test_the_examples_are_as_real_answers(world):
    """Each operation is asked with its example, and its answer has the parts of the example that is described."""
    token = secret_of(world.users["owner"], world.conference)
    wrong, not_done = {}, set()
    for name, parts, _row in ROWS:
        method, path, operation = ADDRESSES[name]
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
        client = Client()
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        with transaction.atomic():
            address = path.format(**real_parts(world, parts))
            answer = client.generic(method, address, headers={"Authorization": f"Bearer {token}"}, **sent)
            transaction.set_rollback(True)
        described = operation["responses"].get(
            str(answer.status_code), operation["responses"].get(answer.status_code)
        )
        if answer.status_code >= 400:
            not_done.add(name)
        elif described and "application/json" in described.get("content", {}):
            example = described["content"]["application/json"]["example"]
            if found := differences(parts_of(example), parts_of(answer.json())):
                wrong[name] = found
    assert wrong == {}
    assert not_done == NOT_DONE
