"""/admin/, for the operator of the server: people sign in as for any other page, and its rows are mostly read-only.

Whatever has pages and verbs elsewhere is changed only there, so that nothing is hidden, announced or erased without its
verb.

Staff without a second factor never get here: confman/accounts/middleware.py sends them to set one up.
"""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db.models import Model, UUIDField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

# Factors hold secrets; the provider of single sign-on stands in the settings.
NOT_SHOWN = frozenset({"mfa", "socialaccount"})


class ReadOnlyAdmin(admin.ModelAdmin):
    """Admin of rows that verbs or a library write. What was done stands in our history, not in a log of Django's."""

    actions = None

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """Read the rows that columns name with the list; by itself Django leaves out those that may be missing."""
        relations = {field.name for field in self.opts.concrete_fields if field.is_relation}
        return self.list_select_related or [name for name in self.list_display if name in relations]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Tell whether an address may narrow the list by this: by what its pages show, else it could be guessed.

        Letter by letter one would find out the hash of a password, or the secret of a ticket.
        """
        filters = (entry[0] if isinstance(entry, tuple) else entry for entry in self.get_list_filter(request))
        names = {getattr(entry, "parameter_name", entry) for entry in filters}
        names |= {
            *self.get_list_display(request),
            *flatten_fieldsets(self.get_fieldsets(request)),
            "pk",
            "id",
        }
        return lookup.partition("__")[0] in names and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the history of the row; for a library's row, to the history of its kind."""
        about = {"target_type": self.opts.label_lower}
        if isinstance(self.opts.pk, UUIDField):
            about["target_id"] = unquote(object_id)
        return redirect(reverse("admin:audit_auditentry_changelist", query=about))


class OperatorAdmin(ReadOnlyAdmin):
    """Admin of rows that only the operator writes, through verbs: their history entries replace Django's log."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save through a verb."""
        raise NotImplementedError

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: the verb has saved everything in the form."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete through a verb."""
        raise NotImplementedError

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """Do nothing: Django's log would keep names for ever."""

    log_change = log_addition  # type: ignore[assignment]

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:  # type: ignore[override]
        """Do nothing, for the same reason."""


class OperatorSite(admin.AdminSite):
    """Django's admin site without a sign-in form of its own."""

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Register a model, read-only for a library's rows whatever admin the library brings.

        A schedule of the queue would run any function as the service's user, and a confirmed address gives access to an
        account.
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
        """Send people who are not signed in to the sign-in page; answer 403 to those who are and are not staff."""
        return secure_admin_login(super().login)(request, extra_context)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the page where everyone changes their password."""
        return HttpResponseRedirect(reverse("account_change_password"))
