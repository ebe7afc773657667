"""Requests without TLS: browsers are redirected (SECURE_SSL_REDIRECT), programs refused with a visible error."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from confman.middleware import Middleware

# Calendars, requests of door devices, the API: each with a secret in its address or a header.
_OF_PROGRAMS = re.compile(r"\.ics$|/onsite/door/.|^/api/")
_WORDS = "What is sent here in clear can be read on its way. Ask at https:// instead.\n"


class ProgramsUseTlsMiddleware(Middleware):
    """Comes before Django's: a program that is redirected at every call would send its secret unencrypted for ever."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and _OF_PROGRAMS.search(request.path):
            return HttpResponse(_WORDS, content_type="text/plain; charset=utf-8", status=403)
        return self.get_response(request)
