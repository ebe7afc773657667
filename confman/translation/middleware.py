"""Forgets the reading language of one request before the next one begins in the same thread."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from confman.translation.reading import set_reading_languages


class ReadingLanguageMiddleware:
    """Every request starts with no reading language set; views of a conference set theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        set_reading_languages()
        try:
            return self.get_response(request)
        finally:
            set_reading_languages()
