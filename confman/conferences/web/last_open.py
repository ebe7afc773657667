"""Which tab of which conference this browser had open last: whoever signs in again goes on there."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from confman.conferences.models import Conference

_COOKIE = f"{settings.COOKIE_PREFIX}open"
_KEPT = dt.timedelta(days=180)


def note_open(request: HttpRequest, response: HttpResponseBase, conference: Conference, key: str) -> None:
    """Set the cookie to the tab or view that was opened, unless it says so already."""
    value = f"{conference.slug}/{key}"
    if request.COOKIES.get(_COOKIE) != value:
        response.set_cookie(
            _COOKIE,
            value,
            max_age=_KEPT,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def last_open(request: HttpRequest, conference: Conference) -> str:
    """Return the key of the tab or view that was last open in this conference, if any; it is not to be trusted."""
    slug, _mark, key = request.COOKIES.get(_COOKIE, "").partition("/")
    return key if slug == conference.slug else ""
