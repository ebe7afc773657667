"""The whole outbox for the operator. Read-only: verbs change it; mails of accounts are only counted."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from confman.accounts.admin_site import ReadOnlyAdmin
from confman.mail.keys import ACCOUNT_MAIL
from confman.mail.models import Message, MessageStatus

OF_ACCOUNTS = f"{ACCOUNT_MAIL}."


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("shown_subject", "to", "key", "conference", "status", "attempts", "created_at", "sent_at")
    list_filter = ("status", "key")
    search_fields = ("to", "subject", "message_id")
    date_hierarchy = "created_at"
    fields = (
        "key", "conference", "to", "to_name", "cc", "from_email", "reply_to", "shown_subject", "shown_text",
        "language", "status", "attempts", "next_attempt_at", "created_at", "created_by", "queued_at", "sent_at",
        "last_error",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).exclude(key__startswith=OF_ACCOUNTS)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Add the number of mails of accounts in each state: codes are only for their recipients."""
        rows = Message.objects.filter(key__startswith=OF_ACCOUNTS).order_by("status")
        counts = rows.values_list("status").annotate(number=Count("pk"))
        text = ", ".join(f"{MessageStatus(status).label}: {number}" for status, number in counts)
        subtitle = _("Mails of accounts, such as codes to sign in: %(counts)s") % {"counts": text or 0}
        return super().changelist_view(request, {**(extra_context or {}), "subtitle": subtitle})
