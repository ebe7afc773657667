"""The examples of the description are true: they fit their schemas, and real answers have the same parts."""

from enum import Enum
from typing import Any

import pytest
from ninja.constants import NOT_SET
from pydantic import TypeAdapter

from confman.api.web.application import application, description
from confman.api.web.schemas import example_of


def operations() -> list[Any]:
    return [
        operation
        for router in application()._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]


def schemas_of(operation: Any) -> list[Any]:
    models = [model for model in operation.response_models.values() if model not in (None, NOT_SET)]
    return [model.model_fields["response"].annotation for model in models]


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.operation_id)
def test_an_example_fits_its_schema_and_leaves_nothing_out(operation):
    for schema in schemas_of(operation):
        given = operation.openapi_extra["responses"][next(iter(operation.response_models))]
        example = given["content"]["application/json"]["example"]
        adapter = TypeAdapter(schema)
        # A field with another name on the row is read by its own name in an example.
        said = adapter.validate_python(example, by_name=True, by_alias=True)
        assert adapter.dump_python(said, mode="json", by_alias=False).keys() == example.keys()


def test_an_example_of_what_is_sent_fits_its_schema():
    for operation in operations():
        for model in operation.models:
            if model.__ninja_param_source__ == "body":
                schema = model.model_fields["body"].annotation
                TypeAdapter(schema).validate_python(example_of(schema))


def test_no_two_schemas_have_the_same_name():
    """Ninja would describe one by the other."""
    found: dict[str, set[Any]] = {}

    def collect(schema: Any) -> None:
        for model in _models_in(schema):
            if model not in found.setdefault(model.__name__, set()):
                found[model.__name__].add(model)
                for field in getattr(model, "model_fields", {}).values():
                    collect(field.annotation)

    for operation in operations():
        for schema in schemas_of(operation):
            collect(schema)
        for model in operation.models:
            for field in model.model_fields.values():
                collect(field.annotation)
    assert not {name: models for name, models in found.items() if len(models) > 1}


def _models_in(annotation: Any) -> list[Any]:
    from typing import get_args

    from pydantic import BaseModel

    if isinstance(annotation, type) and issubclass(annotation, BaseModel | Enum):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def test_each_operation_says_what_it_does_and_what_it_needs():
    for path, methods in description()["paths"].items():
        for operation in methods.values():
            assert operation["summary"] and operation["x-permission"] and operation["tags"], path


def test_the_events_of_webhooks_are_in_the_description():
    from confman.webhooks.registries import known_events

    described = description()["webhooks"]
    assert described.keys() == {known.key for known in known_events()}
    for each in described.values():
        assert each["post"]["requestBody"]["content"]["application/json"]["example"]


def test_each_operation_says_how_a_problem_is_told_and_which_headers_it_reads():
    for methods in description()["paths"].values():
        for method, operation in methods.items():
            assert "application/problem+json" in operation["responses"]["4XX"]["content"]
            headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
            assert ("Idempotency-Key" in headers) == (method != "get")


def test_whatever_changes_or_deletes_something_refuses_a_stale_state():
    """It takes If-Match. What makes something has no state before it that could be stale."""
    without = {
        operation["operationId"]
        for methods in description()["paths"].values()
        for method, operation in methods.items()
        if method != "get" and not any(each["name"] == "If-Match" for each in operation["parameters"])
    }
    assert without == {
        "make_conference", "add_room", "add_group", "add_session", "publish", "create_person", "add_registration",
        "add_member", "name_member", "check_in", "order",
    }  # fmt: skip
