"""The agenda in /admin/, read-only, for those who run the server."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from agenda.core.models import AgendaSettings
from agenda.materials.models import Material
from agenda.releases.models import AgendaRelease
from agenda.rooms.models import Availability, GroupRole, Room, WorkingGroup
from agenda.sessions.models.session import Item, Session, SessionRole
from confman.accounts.admin_site import ReadOnlyAdmin


class GroupRoleInline(admin.TabularInline):
    model = GroupRole


class ItemInline(admin.TabularInline):
    model = Item
    readonly_fields = ("number",)


class SessionRoleInline(admin.TabularInline):
    model = SessionRole
    readonly_fields = ("extra",)


class MaterialInline(admin.TabularInline):
    model = Material
    readonly_fields = ("media_type", "extra")


@admin.register(AgendaRelease)
class AgendaReleaseAdmin(ReadOnlyAdmin):
    list_display = ("number", "label", "conference", "published_at", "by")
    list_filter = ("conference",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgendaRelease]:
        return super().get_queryset(request).defer("content")


admin.site.register(
    Room,
    ReadOnlyAdmin,
    list_display=("name", "conference", "capacity", "booths", "accessible"),
    list_filter=("conference",),
    search_fields=("name",),
)
admin.site.register(Availability, ReadOnlyAdmin, list_display=("person", "room", "start", "end"))
admin.site.register(
    WorkingGroup,
    ReadOnlyAdmin,
    list_display=("code", "name", "conference", "capacity", "taken"),
    list_filter=("conference",),
    search_fields=("code", "name"),
    readonly_fields=("taken", "revision"),
    inlines=(GroupRoleInline,),
)
admin.site.register(
    Session,
    ReadOnlyAdmin,
    list_display=("title", "conference", "kind", "start", "end", "room", "status"),
    list_filter=("conference", "kind", "status", "visibility"),
    search_fields=("search_text", "guid"),
    readonly_fields=("guid", "day", "taken", "revision", "extra", "created_at"),
    inlines=(ItemInline, SessionRoleInline, MaterialInline),
)
admin.site.register(
    AgendaSettings,
    ReadOnlyAdmin,
    list_display=("conference", "next_item_number"),
    readonly_fields=("next_item_number", "imported"),
)
