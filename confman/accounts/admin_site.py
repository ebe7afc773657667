"""/admin/, for whoever runs the server: entered by the same door as all pages, and no place to run code from.

Who is staff and has no second factor does not come here: confman/accounts/middleware.py leads them to set one up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

# Of a library's tables only groups are changed here. A schedule of the queue runs any function as the service's user,
# a confirmed address is a way into an account: such rows are read. Factors hold secrets, so they are not shown at all.
OURS = frozenset({"confman", "agenda", "registrations", "outcomes"})
CHANGED_HERE = frozenset({"auth"})
NOT_SHOWN = frozenset({"mfa"})


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only verbs write, or a library."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OperatorSite(admin.AdminSite):
    """Django's admin without a sign-in form of its own."""

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """As Django's, but tables of libraries are read only, whatever page the library brings for them."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        for model in models:
            page = admin_class or admin.ModelAdmin
            if model._meta.app_label in NOT_SHOWN:
                continue
            if model.__module__.partition(".")[0] not in OURS and model._meta.app_label not in CHANGED_HERE:
                page = type(page.__name__, (ReadOnlyAdmin, page), {})
            super().register(model, page, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Whoever is not signed in goes to the one door; whoever is, and is not staff, gets 403."""
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One's own password is changed where everyone changes theirs."""
        return HttpResponseRedirect(reverse("account_change_password"))
