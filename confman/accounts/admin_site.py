"""/admin/, for whoever runs the server: entered by the same door as all pages; what lies there is looked at.

What has pages and verbs elsewhere is changed there alone, so that nothing is hidden, announced or erased past its verb.

Who is staff and has no second factor does not come here: confman/accounts/middleware.py leads them to set one up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Model, UUIDField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

# Factors hold secrets.
NOT_SHOWN = frozenset({"mfa"})


class ReadOnlyAdmin(admin.ModelAdmin):
    """The admin of rows that verbs write, or a library: our history tells what was done, not a log of Django's."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the entries about the row; for a library's row, to those about its kind."""
        about = {"target_type": self.opts.label_lower}
        if isinstance(self.opts.pk, UUIDField):
            about["target_id"] = unquote(object_id)
        return redirect(reverse("admin:audit_auditentry_changelist", query=about))


class OperatorAdmin(ReadOnlyAdmin):
    """The admin of rows that only whoever runs the server writes, by verbs: their entries replace Django's log.

    A subclass calls a verb for each of the three ways of writing that it allows.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save by a verb."""
        raise NotImplementedError

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: the verb has saved all that the form says."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete by a verb."""
        raise NotImplementedError

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Do nothing: Django's log would keep names for ever."""

    log_change = log_addition  # type: ignore[assignment]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        """Do nothing, likewise."""


class OperatorSite(admin.AdminSite):
    """The admin site of Django without a sign-in form of its own."""

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """As Django's, but whatever page a library brings, its rows are read: a schedule of the queue would run any
        function as the service's user, and a confirmed address is a way into an account.
        """
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        for model in models:
            page = admin_class or admin.ModelAdmin
            if model._meta.app_label in NOT_SHOWN:
                continue
            if not issubclass(page, ReadOnlyAdmin):
                page = type(page.__name__, (ReadOnlyAdmin, page), {})
            super().register(model, page, **options)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead whoever is not signed in to the one door; answer 403 to whoever is, and is not staff."""
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the page on which everyone changes their password."""
        return HttpResponseRedirect(reverse("account_change_password"))
