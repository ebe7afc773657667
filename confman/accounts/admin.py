"""Users in /admin/, for whoever runs the server."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import User

POWERS = ("may_hold_conferences", "is_staff", "is_superuser", "groups")


class NewUserForm(forms.ModelForm):
    """Made without a password: the user signs in by a mailed code and may set one."""

    class Meta:
        model = User
        fields = ["email", "name", "language"]

    def save(self, commit: bool = True) -> User:
        user = super().save(commit=False)
        user.email = user.email.lower()
        user.set_unusable_password()
        if commit:
            user.save()
        return user


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """System users are shown, for they stand in the history; nobody changes them."""

    add_form = NewUserForm
    add_fieldsets = ((None, {"fields": ("email", "name", "language")}),)
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "language")}),
        (_("Access"), {"fields": ("is_active", *POWERS)}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    list_display = ("email", "name", "is_active", "is_staff", "is_system", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "may_hold_conferences", "is_system")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            obj.add_address(verified=False)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A user changes their address themselves, for the new one must be confirmed; powers are a superuser's gift."""
        address = ("email",) if obj else ()
        powers = () if request.user.is_superuser else POWERS
        return (*self.readonly_fields, *address, *powers)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_below(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_below(request, obj) and super().has_delete_permission(request, obj)

    @staticmethod
    def _is_below(request: HttpRequest, obj: User | None) -> bool:
        """Whether the row is one that this user may touch: no system user's, and no superuser's but for their like."""
        return obj is None or not (obj.is_system or (obj.is_superuser and not request.user.is_superuser))
