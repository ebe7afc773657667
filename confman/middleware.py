"""The base of the middlewares of all apps."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class Middleware:
    """Answers with what comes after it, `get_response(request)`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
