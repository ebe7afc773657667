"""Remember the tab of a conference that a user had open last in this browser, and continue there."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from confman.conferences.models import Conference

_COOKIE = f"{settings.COOKIE_PREFIX}open"
_LIFETIME = dt.timedelta(days=180)


def note_open(request: HttpRequest, response: HttpResponseBase, conference: Conference, key: str) -> None:
    """Set the cookie to the tab or view that was opened, and by whom, unless it says so already."""
    value = f"{request.user.pk}/{conference.slug}/{key}"
    if request.COOKIES.get(_COOKIE) != value:
        response.set_cookie(
            _COOKIE,
            value,
            max_age=_LIFETIME,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def last_open(request: HttpRequest, conference: Conference) -> str:
    """Return the key of the tab or view that this user had open last in this conference; it is not to be trusted.

    Return an empty text if another user had it open, for example on a shared machine.
    """
    prefix = f"{request.user.pk}/{conference.slug}/"
    value = request.COOKIES.get(_COOKIE, "")
    return value.removeprefix(prefix) if value.startswith(prefix) else ""
