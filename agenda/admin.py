"""The agenda in /admin/, for whoever runs the server. Releases are read there and never written."""

from __future__ import annotations

from django.contrib import admin

from agenda.models import (
    AgendaRelease,
    AgendaSettings,
    Availability,
    GroupRole,
    Item,
    Material,
    Room,
    Session,
    SessionRole,
    WorkingGroup,
)


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    list_display = ("name", "conference", "capacity", "booths", "accessible")
    list_filter = ("conference",)
    list_select_related = ("conference",)
    search_fields = ("name",)
    autocomplete_fields = ("conference",)


@admin.register(Availability)
class AvailabilityAdmin(admin.ModelAdmin):
    list_display = ("person", "room", "start", "end")
    list_select_related = ("person", "room")
    autocomplete_fields = ("person", "room")


class GroupRoleInline(admin.TabularInline):
    model = GroupRole
    extra = 0
    autocomplete_fields = ("person",)


@admin.register(WorkingGroup)
class WorkingGroupAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "conference", "capacity", "taken")
    list_filter = ("conference",)
    list_select_related = ("conference",)
    search_fields = ("code", "name")
    autocomplete_fields = ("conference",)
    readonly_fields = ("taken", "revision")
    inlines = (GroupRoleInline,)


class ItemInline(admin.TabularInline):
    model = Item
    extra = 0
    readonly_fields = ("number",)


class SessionRoleInline(admin.TabularInline):
    model = SessionRole
    extra = 0
    autocomplete_fields = ("person",)
    raw_id_fields = ("item",)
    readonly_fields = ("extra",)


class MaterialInline(admin.TabularInline):
    model = Material
    extra = 0
    raw_id_fields = ("item", "checked_by")
    readonly_fields = ("media_type", "extra")


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    list_display = ("title", "conference", "kind", "start", "end", "room", "status")
    list_filter = ("conference", "kind", "status", "visibility")
    list_select_related = ("conference", "room")
    search_fields = ("search_text", "guid")
    autocomplete_fields = ("conference", "room", "working_group")
    raw_id_fields = ("theme",)
    readonly_fields = ("guid", "day", "taken", "revision", "extra", "created_at")
    inlines = (ItemInline, SessionRoleInline, MaterialInline)


@admin.register(AgendaRelease)
class AgendaReleaseAdmin(admin.ModelAdmin):
    """A release is what was published: it can be looked at, no more."""

    list_display = ("number", "label", "conference", "published_at", "by")
    list_filter = ("conference",)
    list_select_related = ("conference", "by")

    def get_queryset(self, request: object) -> object:
        return super().get_queryset(request).defer("content")

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(AgendaSettings)
class AgendaSettingsAdmin(admin.ModelAdmin):
    list_display = ("conference", "next_item_number")
    list_select_related = ("conference",)
    autocomplete_fields = ("conference",)
    readonly_fields = ("next_item_number", "imported")
