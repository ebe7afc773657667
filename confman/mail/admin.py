"""The whole outbox for whoever runs the server, mails of no conference among them. Read only: verbs change it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from confman.mail.models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = ("subject", "to", "key", "conference", "status", "attempts", "created_at", "sent_at")
    list_filter = ("status", "key")
    list_select_related = ("conference",)
    search_fields = ("to", "subject", "message_id")
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
