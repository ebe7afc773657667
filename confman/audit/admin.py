"""The history in /admin/: to be read."""

from __future__ import annotations

from django.contrib import admin

from confman.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    list_display = ("at", "by", "verb", "conference", "target_type", "target_label")
    list_filter = ("verb",)
    list_select_related = ("by", "conference")
    search_fields = ("verb", "target_label", "by__email")

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
