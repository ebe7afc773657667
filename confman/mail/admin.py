"""The whole outbox for whoever runs the server, mails of no conference among them. Read only: verbs change it."""

from __future__ import annotations

from django.contrib import admin

from confman.accounts.admin_site import ReadOnlyAdmin
from confman.mail.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("subject", "to", "key", "conference", "status", "attempts", "created_at", "sent_at")
    list_filter = ("status", "key")
    list_select_related = ("conference",)
    search_fields = ("to", "subject", "message_id")
    date_hierarchy = "created_at"
