"""Middleware for every page: session, language, second factor, and the answer to too many attempts."""

from http import HTTPStatus
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from confman.accounts.domain.rate_limits import TooManyTries
from confman.accounts.factors import needs_second_factor, used_factor
from confman.accounts.sessions import session_of
from confman.middleware import Middleware


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's middleware; it tells the session about the request, for the device and network it is used from."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        session_of(request).request = request

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Delete the cookie on sign-out only, not when the session's row is missing.

        Another request of the same browser may have brought a new key meanwhile, which this later answer would delete.
        """
        session = getattr(request, "session", None)
        if session is not None and session.is_ended:
            # Not "storage": that would delete the unsent scans of a door app in the same browser.
            response["Clear-Site-Data"] = '"cache"'
        came = settings.SESSION_COOKIE_NAME in request.COOKIES
        if came and session is not None and session.is_empty() and not session.is_ended:
            patch_vary_headers(response, ("Cookie",))
            return response
        return super().process_response(request, response)


class UserLanguageMiddleware(Middleware):
    """Activates the user's language unless this browser has chosen one (the language cookie).

    Reads the session only if the browser sent its cookie, so public pages stay free of cookies.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen_here = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not chosen_here:
            language = getattr(request.user, "language", "")
            if language in dict(settings.LANGUAGES):
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self.get_response(request)


class TriesMiddleware(Middleware):
    """Answers too many attempts with 429 and the time to try again: in the form, or else on a page of its own."""

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """Set the status of a form that is shown again with everything typed."""
        form = (response.context_data or {}).get("form")
        # Read the errors already found: asking for `errors` would validate a form that its view shows unvalidated.
        errors = getattr(form, "_errors", None) if isinstance(form, BaseForm) else None
        for error in chain.from_iterable(errors.as_data().values() if errors else ()):
            if isinstance(error, TooManyTries):
                response.status_code = HTTPStatus.TOO_MANY_REQUESTS
                response["Retry-After"] = error.seconds
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer with a page of its own where no form can show the error."""
        if not isinstance(exception, TooManyTries):
            return None
        response = render(
            request, "429.html", {"words": exception.message}, status=HTTPStatus.TOO_MANY_REQUESTS
        )
        response["Retry-After"] = exception.seconds
        return response


class SecondFactorMiddleware(Middleware):
    """Requires a second factor of staff and superusers, and of conference teams if the operator wants it.

    Users without a factor are sent to set one up; users who have not used theirs in this session are sent to use it.
    What they need for that (their account, the language, static files) stays open; tokens, which act for them, do not.
    """

    OPEN = ("/accounts/", "/i18n/", settings.STATIC_URL)
    TOKENS = "/accounts/tokens/"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        is_open = path.startswith(self.OPEN) and not path.startswith(self.TOKENS)
        is_guarded = settings.SESSION_COOKIE_NAME in request.COOKIES and not is_open
        if is_guarded and needs_second_factor(request.user) and (page := self._page_before(request)):
            return HttpResponseRedirect(page)
        return self.get_response(request)

    def _page_before(self, request: HttpRequest) -> str:
        """Return the page that sets up or asks for the factor; empty if this session used one."""
        if used_factor(request):
            return ""
        if not is_mfa_enabled(request.user):
            messages.warning(
                request,
                _(
                    "Your role on this server asks for a second factor. Please set one up here; then all pages open."
                ),
            )
            return reverse("mfa_index")
        query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        return f"{reverse('mfa_reauthenticate')}?{query}"
