"""Build the page of the reference: the operations by subject, read from the OpenAPI description."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from confman.api.domain.tokens import words_of
from confman.api.web.application import description
from confman.web.access import PUBLIC


@dataclass(frozen=True)
class Parameter:
    """Something that an address or its query takes."""

    name: str
    place: str
    kind: str
    about: str
    required: bool


@dataclass(frozen=True)
class Operation:
    """An operation as the page shows it."""

    key: str
    method: str
    path: str
    summary: str
    about: str
    permission: str
    permission_words: Any
    parameters: list[Parameter]
    body: str
    answer: str
    status: str


@dataclass(frozen=True)
class DocumentedEvent:
    """Something of which webhooks tell."""

    key: str
    summary: str
    example: str


@dataclass
class Subject:
    """The operations of one subject."""

    name: str
    operations: list[Operation] = field(default_factory=list)

    @property
    def key(self) -> str:
        return slugify(self.name)


def subjects() -> list[Subject]:
    """Return all operations, in the order in which the packages name them."""
    subject_by_name: dict[str, Subject] = {}
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            name = operation["tags"][0]
            subject_by_name.setdefault(name, Subject(name)).operations.append(
                _operation(path, method, operation)
            )
    return list(subject_by_name.values())


def events() -> list[DocumentedEvent]:
    """Return the events of which webhooks tell."""
    operations = {key: methods["post"] for key, methods in description()["webhooks"].items()}
    return [
        DocumentedEvent(key, operation["summary"], _text(_json_of(operation["requestBody"])))
        for key, operation in operations.items()
    ]


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    permission = operation["x-permission"]
    (status, response), *_more = operation["responses"].items()
    return Operation(
        key=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        about=operation.get("description", ""),
        permission=permission,
        permission_words=None if permission == PUBLIC else words_of(permission),
        parameters=[
            _parameter(parameter) for parameter in operation["parameters"] if parameter["in"] != "header"
        ],
        body=_text(_json_of(operation.get("requestBody", {}))),
        answer=_text(_json_of(response)),
        status=str(status),
    )


def _parameter(parameter: dict[str, Any]) -> Parameter:
    schema = parameter["schema"]
    choices = [value for variant in (schema, *schema.get("anyOf", [])) for value in variant.get("enum", [])]
    kinds = [variant.get("format") or variant.get("type", "") for variant in schema.get("anyOf", [schema])]
    kind = " | ".join(variant for variant in kinds if variant and variant != "null")
    return Parameter(
        name=parameter["name"],
        place=parameter["in"],
        kind=", ".join(choices) or kind,
        about=parameter.get("description", ""),
        required=parameter["required"],
    )


def _json_of(message: dict[str, Any]) -> Any:
    """Return the example of a body in JSON; None if there is none."""
    return message.get("content", {}).get("application/json", {}).get("example")


def _text(example: Any) -> str:
    return "" if example is None else json.dumps(example, ensure_ascii=False, indent=2)
