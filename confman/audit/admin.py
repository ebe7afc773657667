"""The history in /admin/: to be read."""

from django.contrib import admin

from confman.accounts.admin_site import ReadOnlyAdmin
from confman.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "verb", "conference", "target_type", "target_label")
    list_filter = ("verb",)
    search_fields = ("verb", "target_label", "by__email")
