"""Registrations in /admin/, for whoever runs the server.

States, places and tickets are moved by the verbs alone: here they are read. Attendance is a record, so it is too.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from confman.conferences.models import Conference
from confman.documents.rendering.tables import TABLES
from registrations.exchange.exporting import export_people
from registrations.models import Category, Checkpoint, Delegation, FocalPoint, Registration, Scan
from registrations.web.table_admin import TableAdminMixin


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    list_display = ("name", "letter", "conference", "approval", "taken", "capacity")
    list_filter = ("conference", "approval")
    list_select_related = ("conference",)
    search_fields = ("letter",)
    autocomplete_fields = ("conference",)
    readonly_fields = ("taken",)
    # Chosen where the designs of the conference are known.
    exclude = ("badge_design",)


class FocalPointInline(admin.TabularInline):
    model = FocalPoint
    extra = 0
    autocomplete_fields = ("person",)


@admin.register(Delegation)
class DelegationAdmin(admin.ModelAdmin):
    list_display = ("name", "conference", "kind", "taken", "capacity", "approved_at")
    list_filter = ("conference", "kind")
    list_select_related = ("conference",)
    search_fields = ("search_text",)
    autocomplete_fields = ("conference",)
    readonly_fields = ("taken", "approved_at", "approved_by")
    inlines = (FocalPointInline,)


@admin.register(Registration)
class RegistrationAdmin(TableAdminMixin, admin.ModelAdmin):
    table_formats = TABLES
    table_of = "people"
    table_verb = "registrations.people_exported"
    import_url_name = "registrations_secretariat:import"
    list_display = ("person", "conference", "category", "delegation", "status", "is_practice")
    list_filter = ("conference", "status", "is_practice")
    list_select_related = ("person", "conference", "category", "delegation")
    search_fields = ("person__search_text", "person__email")
    fields = (
        "person", "conference", "status", "category", "delegation", "function", "mode", "notes", "answers", "source",
        "submitted_at", "confirmed_at", "waiting_since", "offered_until", "decided_at", "is_practice",
    )  # fmt: skip
    readonly_fields = tuple(name for name in fields if name != "notes")

    def table(self, rows: Any, conference: Conference, *, format: str) -> bytes:
        return export_people(conference, format=format, rows=rows)

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """A registration is cancelled, not deleted: a place would stay taken."""
        return False


@admin.register(Checkpoint)
class CheckpointAdmin(admin.ModelAdmin):
    list_display = ("name", "conference", "kind", "mode", "position")
    list_filter = ("conference", "kind")
    list_select_related = ("conference",)
    search_fields = ("name",)
    autocomplete_fields = ("conference", "session")


@admin.register(Scan)
class ScanAdmin(admin.ModelAdmin):
    list_display = ("registration", "checkpoint", "at", "direction", "result", "means")
    list_filter = ("result", "means")
    list_select_related = ("registration__person", "checkpoint")
    search_fields = ("registration__person__search_text",)

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: Any = None) -> bool:
        return False
