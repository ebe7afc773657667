"""Cache headers: browsers and proxies may keep nothing, unless the view is public."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from confman.middleware import Middleware

UNCACHED = "private, no-store"


def forbid_caching(request: HttpRequest) -> None:
    """Forbid caching of this answer although its view says `may_be_cached`: not everyone would get the same."""
    request.is_never_cached = True  # type: ignore[attr-defined]


def allow_caching(request: HttpRequest) -> None:
    """Allow caching of this answer of a view whose answers are only sometimes the same for everybody."""
    request.is_cached = True  # type: ignore[attr-defined]


def is_for_everybody(request: HttpRequest) -> bool:
    """Tell, once the request was answered, whether everybody would get the same answer."""
    match = request.resolver_match
    view = getattr(match.func, "view_class", None) if match else None
    may_be_cached = getattr(view, "may_be_cached", False) or hasattr(request, "is_cached")
    return may_be_cached and not hasattr(request, "is_never_cached")


class CacheControlMiddleware(Middleware):
    """Makes answers `private, no-store`, except for views that say `may_be_cached`.

    These are public and set their own lifetime. A browser with a session may get another page at the same address (a
    draft, the way to one's own page): without a lifetime of its own, its answer is not cached either.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match is None:
            return response
        if is_for_everybody(request):
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                response.headers.setdefault("Cache-Control", UNCACHED)
        else:
            response["Cache-Control"] = UNCACHED
        return response
