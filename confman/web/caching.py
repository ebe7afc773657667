"""Tell browsers and caches on the way what of an answer they may keep: nothing, unless its view is public."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KEPT_BY_NOBODY = "private, no-store"


def kept_by_nobody(request: HttpRequest) -> None:
    """Have the answer to this request kept by nobody, though its view says `may_be_kept`: not everyone would get it."""
    request.kept_by_nobody = True  # type: ignore[attr-defined]


class KeepingMiddleware:
    """The middleware that makes answers `private, no-store`, but those of views that say `may_be_kept`.

    These are public and say themselves how long. A browser with a session may get another page at the same
    address (a draft, the way to one's own page): what does not say anything is then kept by nobody either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match is None:
            return response
        view = getattr(request.resolver_match.func, "view_class", None)
        if getattr(view, "may_be_kept", False) and not hasattr(request, "kept_by_nobody"):
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                response.headers.setdefault("Cache-Control", KEPT_BY_NOBODY)
        else:
            response["Cache-Control"] = KEPT_BY_NOBODY
        return response
