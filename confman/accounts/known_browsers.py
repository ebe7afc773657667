"""Browsers that have signed in to an account: strangers' wrong passwords do not lock these out.

Each account has a cookie, signed for its address, which does not reveal whose it is. The cookie lets nobody in: the
password is still required. (OWASP: Slow Down Online Guessing Attacks with Device Cookies.)
"""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from confman.accounts.domain.rate_limits import keyed

KNOWN_FOR = dt.timedelta(days=180)


def know_browser(response: HttpResponse, email: str) -> None:
    """Set the cookie that marks this browser as having signed in with this address."""
    name, salt = _name_and_salt(email)
    response.set_signed_cookie(
        name,
        get_random_string(22),
        salt=salt,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known_browser(request: HttpRequest, email: str) -> str:
    """Return an identifier of this browser among those that signed in with this address; empty if it never did."""
    if request.user.is_authenticated and request.user.email == email.strip().lower():
        # It asks for its own password again.
        return request.session.session_key or ""
    name, salt = _name_and_salt(email)
    return request.get_signed_cookie(name, "", salt=salt, max_age=KNOWN_FOR) or ""


def _name_and_salt(email: str) -> tuple[str, str]:
    salt = keyed("known browser", email.strip().lower())
    return f"{settings.COOKIE_PREFIX}known-{salt[:12]}", salt
