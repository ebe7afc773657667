"""Asking the rules: every view names its permission, and a view that names none fails the test suite."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRefresh

from confman.accounts.sessions import is_poll
from confman.web.forms.submissions import answer_once, answer_to_repetition

# The permission of what anyone may see, signed in or not.
PUBLIC = "public"


def page_to_return_to(request: HttpRequest) -> str:
    """Return the page to go on to after signing in: this one or, for a button pressed too late, the page it stands on.

    An address that takes POST alone would answer the way back with nothing.
    """
    came_from = request.headers.get("Referer", "")
    if request.method == "POST" and url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return urlsplit(came_from)._replace(scheme="", netloc="").geturl()
    return request.get_full_path()


class AccessMixin:
    """The mixin that checks `permission` on `get_permission_object()` before the view does anything.

    Whoever is not signed in is asked to; whoever is signed in without the permission gets 403. What is not there
    (`refuse_missing`) is 404.
    """

    permission: str
    # Whether browsers and caches may keep what it answers: public, and nobody's own (confman/web/caching.py).
    may_be_kept = False
    request: HttpRequest

    def get_permission_object(self) -> Any:
        """Return the object that the rules are asked about; None for rules about the whole installation."""
        return getattr(self, "conference", None)

    def is_permitted(self) -> bool:
        """Ask the rules."""
        return self.permission == PUBLIC or self.request.user.has_perm(
            self.permission, self.get_permission_object()
        )

    def check_access(self) -> HttpResponseBase | None:
        """Return None where access is granted, else the refusal. Raises PermissionDenied."""
        return None if self.is_permitted() else self.refuse()

    def refuse(self) -> HttpResponseBase:
        """Answer whoever is not permitted: a visitor is led to the sign-in page. Raises PermissionDenied."""
        if not self.request.user.is_authenticated:
            return self.ask_to_sign_in()
        raise PermissionDenied

    def ask_to_sign_in(self) -> HttpResponseBase:
        """Lead to the sign-in page, and from there back to this one."""
        if is_poll(self.request) and self.request.headers.get("HX-Request"):
            # The page is loaded anew, and asks to sign in; else it would get that page into its middle.
            return HttpResponseClientRefresh()
        return redirect_to_login(page_to_return_to(self.request))

    def refusal(self) -> HttpResponseBase | None:
        """Prepare, then ask: None where the view may answer. Raises Http404, PermissionDenied."""
        try:
            self.prepare()
        except Http404 as missing:
            # A row that a form has deleted is not there when the form is repeated.
            return answer_to_repetition(self.request) or self.refuse_missing(missing)
        return self.check_access()

    def refuse_missing(self, missing: Http404) -> HttpResponseBase:
        """Answer for what `prepare` has not found."""
        raise missing

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Prepare, ask, then answer: what is sent twice, once."""
        answer = super().dispatch  # type: ignore[misc]
        return self.refusal() or answer_once(request, lambda: answer(request, *args, **kwargs))

    def prepare(self) -> None:
        """Fetch what the rules need (the conference, the object); raises Http404."""
