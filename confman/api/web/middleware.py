"""Applies the rules for everything under /api/: no cookie is read, and every error is a problem."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from confman.api.domain.tokens import note_request
from confman.middleware import Middleware

PREFIX = "/api/"


class ApiMiddleware(Middleware):
    """Comes first, so that no other middleware sees a cookie, and that it sees the errors of all others.

    A browser that is signed in is therefore a stranger here: a page of another site can do nothing in its name, and
    there is no CSRF token to ask for.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        request.COOKIES = {}
        response = self.get_response(request)
        if response.status_code >= 400 and response["Content-Type"] != "application/problem+json":
            from confman.api.web.problems import MEDIA_TYPE, problem_of_status

            # Its other headers stay: what may be done here, when to try again, what the browser may do with it.
            response.content = problem_of_status(response.status_code).response().content
            response["Content-Type"], response["Content-Length"] = MEDIA_TYPE, str(len(response.content))
        token = getattr(request, "api_token", None)
        # Anyone who asks too often would fill the log; that a limit is reached stands in the log of the server.
        if token and response.status_code != HTTPStatus.TOO_MANY_REQUESTS:
            note_request(token, method=str(request.method), path=request.path, status=response.status_code)
        return response
