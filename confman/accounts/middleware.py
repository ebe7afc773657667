"""What a request brings along of its user: the session, and the interface language they have chosen."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's; the session learns of the request, to say on what device and from which network it is used."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.session.request = request


class UserLanguageMiddleware:
    """Activates the user's language unless this browser has chosen one (the language cookie).

    The session is looked at only where the browser sent one, so public pages stay free of cookies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen_here = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not chosen_here:
            language = getattr(request.user, "language", "")
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self.get_response(request)
