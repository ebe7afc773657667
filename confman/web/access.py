"""Asking the rules: every view names its permission, and a view that names none fails the test suite."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

# The permission of what anyone may see, signed in or not.
PUBLIC = "public"


class AccessMixin:
    """Checks `permission` on `get_permission_object()` before the view does anything.

    Whoever is not signed in is asked to; whoever is signed in without the permission gets 403. Objects of
    another conference are 404 before, since views fetch them through their conference.
    """

    permission: str
    request: HttpRequest

    def get_permission_object(self) -> Any:
        """What the rules are asked about; None for rules about the whole installation."""
        return getattr(self, "conference", None)

    def check_access(self) -> HttpResponseBase | None:
        """None where access is granted, else the way to the sign-in page. Raises PermissionDenied."""
        if self.permission == PUBLIC:
            return None
        if self.request.user.has_perm(self.permission, self.get_permission_object()):
            return None
        if not self.request.user.is_authenticated:
            return redirect_to_login(self.request.get_full_path())
        raise PermissionDenied

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Prepare, ask, then answer."""
        self.prepare()
        return self.check_access() or super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def prepare(self) -> None:
        """Fetch what the rules need (the conference, the object); raises Http404."""
