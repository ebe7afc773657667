"""Limits the size of requests: a larger one is refused before any of it is read."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from confman.middleware import Middleware
from confman.web.faults.refusals import bad_request

# Bytes; a proxy lets 260 MB through and has a page for larger ones (deploy/Caddyfile, docs/operation/running.md).
LARGEST_BODY = 55 * 1024 * 1024
# From someone who is signed in: the page itself says which file is too large, and keeps what was typed beside it.
LARGEST_BODY_OF_ACCOUNT = 250 * 1024 * 1024


class BodyLimitMiddleware(Middleware):
    """Answers 413 to what is larger than any page takes, and leaves it unread.

    A view that takes more says how many bytes (`largest_body`), and takes them only from those with its permission.
    Django reads a whole form to check its token against forgery, before the view asks who sends it; hence this stands
    in between, after the second factor.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without the header Django reads nothing.
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > LARGEST_BODY and length > _largest_of(request):
            return bad_request(request, RequestDataTooBig())
        return self.get_response(request)


def _largest_of(request: HttpRequest) -> int:
    """Return how many bytes this visitor may bring to this page."""
    usual = LARGEST_BODY_OF_ACCOUNT if request.user.is_authenticated else LARGEST_BODY
    try:
        view = getattr(resolve(request.path_info).func, "view_class", None)
    except Resolver404:
        return usual
    largest: int = getattr(view, "largest_body", usual)
    is_let = largest > usual and request.user.has_perm(view.permission)  # type: ignore[union-attr]
    return largest if is_let else usual
