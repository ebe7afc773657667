"""The API keeps to its description, whatever is sent: no fault of ours, no answer that is not described.

schemathesis makes the requests from the description, always the same ones. Each is undone.
"""

import datetime as dt
import functools
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
from confman.conferences.models import Conference
from tests.access.api.table import ROWS
from tests.access.api.test_matrix import ADDRESSES, secret_of
from tests.factories import PersonFactory, RegistrationFactory, UserFactory

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
# Of each operation, with the token of an owner; what the description allows, and as many of what it forbids.
FEW, MANY = 1, 30
# A compressed answer would have to be unpacked first.
PLAIN = {"Accept-Encoding": "identity"}

pytestmark = pytest.mark.sqlite


@functools.cache
def operations() -> dict[str, Any]:
    """Return the operations of the description by name; read when the first is asked, not in every process."""
    schema = schemathesis.openapi.from_dict(description())
    schema.app = get_wsgi_application()
    return {each.ok().definition.raw["operationId"]: each.ok() for each in schema.get_all_operations()}


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
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    for mode in modes:
        headers = {**PLAIN, "Authorization": f"Bearer {token}"}
        ask_often(operations()[name], mode, examples, values, headers)
    # Without a token both are refused before anything is read; at each change one of them is sent, in turn.
    without = [modes[list(ADDRESSES).index(name) % 2]] if examples == FEW else modes
    for mode in without:
        ask_often(operations()[name], mode, 1, values, PLAIN)


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


# By hand: what an owner's token does not do in the world as it is. A second test makes it possible, and asks it.
OF_A_FOCAL_POINT = {
    "list_own_delegations", "list_own_members", "name_member", "show_own_member", "alter_own_member",
    "substitute_own_member", "withdraw_own_member",
}  # fmt: skip
DECIDED_FROM = {
    "wait_registration": "submitted",
    "offer_registration": "waiting",
    "decline_registration": "submitted",
    "no_show_registration": "approved",
}
NEEDS_MORE = {"make_conference", "add_registration", "check_in", *DECIDED_FROM, *OF_A_FOCAL_POINT}


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


def asked(world: Any, name: str, parts: str, token: str, **changes: str) -> tuple[Any, list[str]]:
    """Ask an operation with its example; return the answer, and where it differs from what is described."""
    method, path, operation = ADDRESSES[name]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    sent = {} if body is None else {"data": json.dumps(body | changes), "content_type": "application/json"}
    with transaction.atomic():
        address = path.format(**real_parts(world, parts))
        answer = Client().generic(method, address, headers={"Authorization": f"Bearer {token}"}, **sent)
        transaction.set_rollback(True)
    described = operation["responses"].get(
        str(answer.status_code), operation["responses"].get(answer.status_code)
    )
    if answer.status_code >= 400 or not described or "application/json" not in described.get("content", {}):
        return answer, []
    example = described["content"]["application/json"]["example"]
    return answer, differences(parts_of(example), parts_of(answer.json()))


def test_the_examples_are_as_real_answers(world):
    """Each operation is asked with its example, and its answer has the parts of the example that is described."""
    token = secret_of(world.users["owner"], world.conference)
    wrong, not_done = {}, set()
    for name, parts, _row in ROWS:
        answer, found = asked(world, name, parts, token)
        if answer.status_code >= 400:
            not_done.add(name)
        if found:
            wrong[name] = found
    assert wrong == {}
    assert not_done == NEEDS_MORE


@pytest.mark.parametrize("name", sorted(NEEDS_MORE))
def test_so_are_those_of_what_needs_more(world, name):
    [parts] = [parts for each, parts, _row in ROWS if each == name]
    token, changes = made_possible(world, name)
    answer, found = asked(world, name, parts, token, **changes)
    assert answer.status_code < 300, answer.content
    assert found == []


def made_possible(world: Any, name: str) -> tuple[str, dict[str, str]]:
    """Bring the world to where it is done; return the token, and what is sent instead of the example's."""
    conference = world.conference
    if name == "make_conference":
        return secret_of(UserFactory(may_hold_conferences=True), None), {}
    if name in OF_A_FOCAL_POINT:
        return secret_of(world.users["focal-point"], conference), {}
    token = secret_of(world.users["owner"], conference)
    if name == "add_registration":
        person = PersonFactory(conference=conference)
        return token, {"person": str(person.pk), "category": str(world.values["category"])}
    if name == "check_in":
        code = ADDRESSES[name][2]["requestBody"]["content"]["application/json"]["example"]["code"]
        RegistrationFactory(conference=conference, status="approved", ticket_token=code.replace("-", ""))
        return token, {}
    registration = RegistrationFactory(conference=conference, status=DECIDED_FROM[name])
    world.values["registration"] = registration.pk
    if name == "no_show_registration":
        over = conference.starts_on - dt.timedelta(days=9)
        Conference.objects.filter(pk=conference.pk).update(starts_on=over, ends_on=over)
    return token, {}
