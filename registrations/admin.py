"""Registrations in /admin/, for the operator to view and export."""

from typing import Any

from django.contrib import admin

from confman.accounts.admin_site import ReadOnlyAdmin
from confman.conferences.models import Conference
from registrations.admin_tables import SpreadsheetAdmin
from registrations.attendance.models import Checkpoint, Scan
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation, FocalPoint
from registrations.core.models.registration import Registration


@admin.register(Category)
class CategoryAdmin(ReadOnlyAdmin):
    list_display = ("name", "letter", "conference", "approval", "taken", "capacity")
    list_filter = ("conference", "approval")
    search_fields = ("letter",)
    readonly_fields = ("taken",)


class FocalPointInline(admin.TabularInline):
    model = FocalPoint


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    list_display = ("name", "conference", "kind", "taken", "capacity", "approved_at")
    list_filter = ("conference", "kind")
    search_fields = ("search_text",)
    readonly_fields = ("taken", "approved_at", "approved_by")
    inlines = (FocalPointInline,)


@admin.register(Registration)
class RegistrationAdmin(SpreadsheetAdmin):
    table_of = "people"
    table_verb = "registrations.people_exported"
    import_url_name = "registrations_secretariat:import"
    list_display = ("person", "conference", "category", "delegation", "status", "is_practice")
    list_filter = ("conference", "status", "is_practice")
    search_fields = ("person__search_text", "person__email")
    fields = (
        "person", "conference", "status", "category", "delegation", "function", "mode", "notes", "answers", "source",
        "submitted_at", "confirmed_at", "waiting_since", "offered_until", "decided_at", "is_practice",
    )  # fmt: skip
    readonly_fields = fields

    def table(self, rows: Any, conference: Conference, *, format: str) -> bytes:
        # Imported here: Django loads this module at each start, and exports load the spreadsheet libraries.
        from registrations.lists.exchange import export_people

        return export_people(conference, format=format, rows=rows)


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    list_display = ("name", "conference", "kind", "mode", "position")
    list_filter = ("conference", "kind")
    search_fields = ("name",)


@admin.register(Scan)
class ScanAdmin(ReadOnlyAdmin):
    list_display = ("registration", "checkpoint", "at", "direction", "result", "means")
    list_filter = ("result", "means")
    list_select_related = ("registration__person", "checkpoint")
    search_fields = ("registration__person__search_text",)
