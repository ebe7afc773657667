"""Resets reading language and time zone before the next request in the same thread."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from confman.middleware import Middleware
from confman.translation.languages import set_reading_languages


class ReadingLanguageMiddleware(Middleware):
    """Resets the reading language, and the time zone to the server's; pages of a conference set their own."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        set_reading_languages()
        timezone.deactivate()
        try:
            return self.get_response(request)
        finally:
            set_reading_languages()
