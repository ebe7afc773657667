"""Mails, as the secretariat's search finds them."""

from typing import Any

from django.urls import reverse

from confman.conferences.models import Conference
from confman.conferences.registries import SearchHit
from confman.mail.models import Message


def find_mails(conference: Conference, user: Any, words: str, limit: int) -> list[SearchHit]:
    """Return mails by the recipient's address and name and by the subject, the latest first."""
    rows = Message.objects.of(conference).mentioning(words).order_by("-created_at", "id")
    return [
        SearchHit(
            row.shown_subject,
            reverse("mail_secretariat:message", args=[conference.slug, row.pk]),
            f"{row.to} · {row.get_status_display()}",
        )
        for row in rows[:limit]
    ]
