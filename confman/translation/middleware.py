"""Resets reading language and time zone before the next request in the same thread."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from confman.translation.reading_language import set_reading_languages


class ReadingLanguageMiddleware:
    """Resets the reading language, and the time zone to the server's; pages of a conference set their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        set_reading_languages()
        timezone.deactivate()
        try:
            return self.get_response(request)
        finally:
            set_reading_languages()
