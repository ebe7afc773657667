"""Accounts and conferences in /admin/, for the operator of the server."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from confman.accounts.admin_site import OperatorAdmin, ReadOnlyAdmin
from confman.accounts.models import User
from confman.accounts.sessions import user_of
from confman.conferences.domain.rights import add_account, change_group, change_rights, delete_group
from confman.conferences.models import (
    Conference,
    ContactMessage,
    Membership,
    Organization,
    OrganizationMember,
    Page,
    Partner,
    Series,
    Task,
    Theme,
)

admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(OperatorAdmin):
    """Users set their own name, language, address and password; system users are listed, as the history names them."""

    OWN = ("email", "name", "language")
    RIGHTS = ("is_active", "may_hold_conferences", "is_staff", "is_superuser", "groups")
    DATES = ("last_login", "date_joined")

    list_display = ("email", "name", "is_active", "is_staff", "is_system", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "may_hold_conferences", "is_system")
    search_fields = ("email", "name")
    ordering = ("email",)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        personal = (None, {"fields": self.OWN})
        return (
            (personal, (_("Access"), {"fields": self.RIGHTS}), (_("Dates"), {"fields": self.DATES}))
            if obj
            else (personal,)
        )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return (*self.OWN, *self.DATES) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_system)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            change_rights(obj, by=user_of(request), **form.cleaned_data)
        else:
            add_account(obj, by=user_of(request))


@admin.register(Group)
class GroupAdmin(OperatorAdmin, DjangoGroupAdmin):
    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return bool(request.user.is_superuser)

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        change_group(obj, form.cleaned_data["permissions"], by=user_of(request))

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        delete_group(obj, by=user_of(request))


class OrganizationMemberInline(admin.TabularInline):
    model = OrganizationMember


class MembershipInline(admin.TabularInline):
    model = Membership


class ConferencePartAdmin(ReadOnlyAdmin):
    """The admin of a model with a foreign key to a conference."""

    list_filter: ClassVar[tuple[str, ...]] = ("conference",)


admin.site.register(Series, ReadOnlyAdmin, list_display=("name", "slug"), search_fields=("name", "slug"))
admin.site.register(
    Organization,
    ReadOnlyAdmin,
    list_display=("name", "slug", "created_at"),
    search_fields=("name", "slug"),
    inlines=(OrganizationMemberInline,),
)
admin.site.register(
    Conference,
    ReadOnlyAdmin,
    list_display=("slug", "title", "starts_on", "ends_on", "status", "registration_mode", "is_sample"),
    list_filter=("status", "profile", "is_sample"),
    search_fields=("slug", "title"),
    date_hierarchy="starts_on",
    readonly_fields=("taken", "is_sample", "created_at"),
    inlines=(MembershipInline,),
)
admin.site.register(
    Membership,
    ReadOnlyAdmin,
    list_display=("user", "conference", "role", "created_at"),
    list_filter=("role",),
    search_fields=("user__email", "user__name", "conference__slug"),
)
admin.site.register(Theme, ConferencePartAdmin, list_display=("name", "conference", "colour", "position"))
admin.site.register(
    Partner,
    ConferencePartAdmin,
    list_display=("name", "conference", "role", "position"),
    list_filter=("conference", "role"),
)
admin.site.register(
    Page,
    ConferencePartAdmin,
    list_display=("title", "conference", "kind", "slug", "published_at"),
    list_filter=("conference", "kind"),
)
admin.site.register(
    Task, ConferencePartAdmin, list_display=("__str__", "conference", "owner", "days_before", "done_at")
)
admin.site.register(
    ContactMessage,
    ConferencePartAdmin,
    list_display=("subject", "conference", "received_at", "answered_at", "is_practice"),
    list_filter=("conference", "is_practice"),
    readonly_fields=("received_at", "answered_at", "answered_by"),
)
