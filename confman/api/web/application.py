"""The API as a whole: the operations of all packages, under /api/v1/."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern
from ninja import NinjaAPI
from ninja.errors import ConfigError

from confman.api.registries import api_routes
from confman.api.web.access import Access
from confman.api.web.bodies import BoundedParser
from confman.api.web.problems import MEDIA_TYPE, PROBLEM, problem_of
from confman.webhooks.openapi import openapi_webhooks

ROOT = "/api/v1/"
_PROBLEM_MEDIA = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_ANSWERS = {
    "4XX": {"description": "A problem: nothing was done.", "content": _PROBLEM_MEDIA},
    "503": {
        "description": "The server can't answer now; Retry-After says when to try again.",
        "content": _PROBLEM_MEDIA,
    },
}
_ABOUT = """\
What an organizer does on the pages, for programs. Everything is refused unless a token and the role of its owner allow
it; what everybody may read on the site is read without a token.
"""


class Api(NinjaAPI):
    """Ninja's API; each error is answered as a problem, and a fault of ours as on any page."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        problem = problem_of(exc)
        if problem is None:
            raise exc
        return problem.response()


@cache
def application() -> Api:
    """Return the API, put together at the first request. Raises ConfigError for an operation without a permission."""
    api = Api(
        title="confman",
        version="1",
        description=_ABOUT,
        docs_url=None,
        openapi_url=None,
        parser=BoundedParser(),
    )
    for entry in api_routes:
        api.add_router("", entry.routes.load())
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                checks = operation.auth_callbacks
                if not checks or not all(isinstance(check, Access) for check in checks):
                    raise ConfigError(f"{path} names no permission.")
    return api


@cache
def resolver() -> URLResolver:
    """Return the addresses of the operations, relative to ROOT."""
    return URLResolver(RegexPattern(""), application().urls[0])


@cache
def description() -> dict[str, Any]:
    """Return the API as OpenAPI describes it, with the webhooks. Of what everybody may read it says so."""
    schema: dict[str, Any] = application().get_openapi_schema(path_prefix=ROOT)
    schema["webhooks"] = openapi_webhooks()
    schema["components"]["schemas"]["Problem"] = PROBLEM
    for methods in schema["paths"].values():
        for operation in methods.values():
            operation["responses"] |= _ANSWERS
            if any(parameter["name"] == "If-None-Match" for parameter in operation["parameters"]):
                operation["responses"]["304"] = {"description": "Nothing has changed."}
    return schema
