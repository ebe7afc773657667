"""Problems: every error of the API, as RFC 9457 describes them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from confman.accounts.domain.rate_limits import TooManyTries
from confman.web.errors import NotReady, Refused

MEDIA_TYPE = "application/problem+json"
# The page that describes the kinds of problems; the end of the address names the kind.
TYPES = "/api/v1/docs#"

# The meaning of each kind, for the reference, which is in English as the description is.
KINDS = {
    "malformed": "The request cannot be read: no JSON, nested too deeply, or a name stands twice in an object.",
    "token-missing": "The operation needs a token.",
    "token-unknown": "The token is none of ours, or not whole.",
    "token-expired": "The last day of the token is over.",
    "token-withdrawn": "The token was withdrawn.",
    "token-without-factor": "A second factor is asked of the owner of the token, and it was made without one.",
    "other-conference": "The token is for another conference.",
    "scope-missing": "The token was not given the permission.",
    "role-missing": "The owner of the token does not have the role, or no longer.",
    "forbidden": "The action needs another right besides.",
    "not-found": "There is no such address or object, or none that the token may know of.",
    "method-not-allowed": "The address knows other methods only.",
    "refused": "The action is not possible now; “detail” says why, and what to do.",
    "not-ready": "What was asked for is still being made.",
    "stale": "If-Match names another state than the present one, which is in “current”.",
    "too-large": "The body has more than a megabyte.",
    "not-json": "The body is not sent as application/json.",
    "invalid": "Fields are wrong; “errors” names each, and where it was sent.",
    "key-used": "The Idempotency-Key came with another request before.",
    "too-often": "Too many requests; Retry-After says in how many seconds to go on.",
    "unavailable": "The server can't answer now; Retry-After says when to try again.",
    "no-room": "The disk of the server is full.",
    "error": "A fault of ours. Nothing was done.",
}


# A problem as OpenAPI describes it.
PROBLEM = {
    "title": "Problem",
    "description": "An error by RFC 9457. The end of `type` names its kind; `errors` the fields at fault.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "permission": {
            "type": "string",
            "description": "With `scope-missing` and `role-missing`: the permission that was asked for.",
        },
        "current": {
            "type": ["object", "null"],
            "description": "With `stale`: the object as it is now; its ETag is in the header.",
        },
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "field", "detail"],
                "properties": {
                    "in": {"type": "string"}, "field": {"type": "string"}, "detail": {"type": "string"},
                },
            },
        },
    },
}  # fmt: skip


class ApiProblem(Exception):
    """An error and how it is told. `kind` names it for programs, `detail` is a sentence for people.

    `faults` are the fields at fault: where each was sent ("body", "query", "header"), its name, and what is wrong.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: Any,
        *,
        faults: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(kind)
        self.status, self.kind, self.detail = status, kind, str(detail)
        self.faults, self.headers, self.more = list(faults), headers or {}, more

    def response(self) -> HttpResponse:
        """Return the answer."""
        content = {
            "type": f"{TYPES}{self.kind}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            **({"errors": self.faults} if self.faults else {}),
            **self.more,
        }
        text = json.dumps(content, ensure_ascii=False)
        return HttpResponse(text, status=self.status, content_type=MEDIA_TYPE, headers=dict(self.headers))


def not_found() -> ApiProblem:
    """Return the problem of what does not exist, or what the caller must not know of."""
    return ApiProblem(404, "not-found", _("There is nothing at this address, or nothing that you may see."))


def at_fault(location: str, field: str, detail: Any) -> ApiProblem:
    """Return the problem of one field."""
    return invalid([{"in": location, "field": field, "detail": str(detail)}])


def invalid(faults: Sequence[Mapping[str, Any]]) -> ApiProblem:
    """Return the problem of fields that are wrong."""
    return ApiProblem(422, "invalid", _("The data sent are not valid; nothing was done."), faults=faults)


def problem_of(error: Exception) -> ApiProblem | None:
    """Return the problem that an exception is; None for a fault of ours."""
    match error:
        case ApiProblem():
            return error
        case HttpError() if isinstance(error.__cause__, Exception):  # what ninja makes of an unreadable body
            return problem_of(error.__cause__)
        case ValidationError():
            return invalid([*_faults_of_request(error)])
        case TooManyTries():
            return ApiProblem(429, "too-often", error.message, headers={"Retry-After": str(error.seconds)})
        case DjangoValidationError():
            return invalid([*_faults_of_values(error)])
        case NotReady():
            return ApiProblem(409, "not-ready", error.message, headers={"Retry-After": "3"})
        case Refused():
            return ApiProblem(409, "refused", error.message)
        case Http404():
            return not_found()
        case PermissionDenied():
            return ApiProblem(403, "forbidden", _("Your role in this conference does not allow this."))
        case RequestDataTooBig():
            return too_large()
    return None


def too_large() -> ApiProblem:
    return ApiProblem(413, "too-large", _("A request may contain at most one megabyte."))


def problem_of_status(status: int) -> ApiProblem:
    """Return the problem of an answer that was given above or below the API."""
    details = {
        400: ("malformed", _("The request cannot be read.")),
        403: ("forbidden", _("This is not allowed.")),
        405: ("method-not-allowed", _("This address accepts other methods only; see the header Allow.")),
        503: ("unavailable", _("The server can't answer now. Nothing was done; try again in a few seconds.")),
        507: ("no-room", _("There is no room left on the server. Nothing was done.")),
    }
    if status in (404, 413):
        return not_found() if status == 404 else too_large()
    kind, detail = details.get(status, ("error", _("Something went wrong on the server. Nothing was done.")))
    return ApiProblem(status, kind, detail)


def _faults_of_request(error: ValidationError) -> Iterator[dict[str, Any]]:
    """Yield the fields that do not fit the schema; ninja puts the name of the argument before those of the body."""
    for fault in error.errors:
        location, *names = fault["loc"]
        yield {
            "in": location,
            "field": ".".join(str(name) for name in (names[1:] if location == "body" else names)),
            "detail": fault["msg"],
        }


def _faults_of_values(error: DjangoValidationError) -> Iterator[dict[str, Any]]:
    """Yield the fields that a verb or a model refused."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for field, messages in by_field.items():
        for message in messages:
            yield {"in": "body", "field": "" if field == "__all__" else field, "detail": message}
