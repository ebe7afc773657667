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
from confman.api.web.problems import problem_of

ROOT = "/api/v1/"
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
                if not checks or not all(isinstance(each, Access) for each in checks):
                    raise ConfigError(f"{path} names no permission.")
    return api


@cache
def resolver() -> URLResolver:
    """Return the addresses of the operations, relative to ROOT."""
    return URLResolver(RegexPattern(""), application().urls[0])


@cache
def description() -> dict[str, Any]:
    """Return the API as OpenAPI describes it. What everybody may read needs no token, and says so."""
    return application().get_openapi_schema(path_prefix=ROOT)
