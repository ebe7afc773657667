"""The API keeps to its description, whatever is sent: no fault of ours, no answer that is not described.

schemathesis makes the requests from the description, always the same ones. Each is undone.
"""

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
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
from tests.access.test_api_matrix import secret_of

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Of each operation, with the token of an owner; what the description allows, and as many of what it forbids.
FEW, MANY = 2, 60
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
        case.validate_response(answer, checks=CHECKS)

    with suppress(Unsatisfiable):  # there is nothing that it forbids
        ask()


def real_parts(world: Any, parts: str) -> dict[str, str]:
    """Return what the address names, of objects that there are."""
    found = {"slug": world.conference.slug}
    for part in parts.split():
        key, _sign, value = part.partition("=")
        found[key] = value[1:] if value.startswith("'") else str(world.values[value or key])
    return found
