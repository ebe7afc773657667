"""The events as OpenAPI 3.1 describes webhooks, for the reference of the API."""

from collections.abc import Mapping
from typing import Any

from confman.webhooks.registries import KnownEvent, known_events

_HEADERS = {
    "webhook-id": "the same at every attempt",
    "webhook-timestamp": "when it was sent, in seconds since 1970",
    "webhook-signature": "v1, and HMAC-SHA256 of id.timestamp.body in Base64; several with spaces between them",
}
_SCHEMAS: dict[type, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    type(None): {"type": ["string", "null"]},
    dict: {"type": "object"},
}


def openapi_webhooks() -> dict[str, Any]:
    """Return the `webhooks` of an OpenAPI document: one for each event, with an example."""
    return {entry.key: {"post": _operation(entry)} for entry in known_events()}


def example_of(entry: KnownEvent) -> dict[str, Any]:
    """Return a message of an event."""
    return {
        "type": entry.key,
        "timestamp": "2027-03-30T08:45:00+00:00",
        "data": {"conference": "sample2027", **entry.subject.example},
    }


def _operation(entry: KnownEvent) -> dict[str, Any]:
    example = example_of(entry)
    return {
        "summary": f"{entry.subject.label}: {entry.event.label}",
        "tags": [str(entry.subject.label)],
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": True,
                "description": description,
                "schema": {"type": "string"},
            }
            for name, description in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _schema(example, entry.key), "example": example}},
        },
        "responses": {
            "2XX": {"description": "It was received."},
            "410": {"description": "Nothing more is wanted: the webhook is switched off."},
        },
    }


def _schema(example: Mapping[str, Any], event: str) -> dict[str, Any]:
    data = {name: _SCHEMAS[type(value)] for name, value in example["data"].items()}
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": event},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": {"type": "object", "required": list(data), "properties": data},
        },
    }
