"""The pages that personal links and mailed codes have opened, browser by browser."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from confman.web.models import UUIDModel


class OpenPageQuerySet(models.QuerySet["OpenPage"]):
    def of_session(self, session: Any) -> OpenPageQuerySet:
        """Return the pages open in the browser of this session, by its present key."""
        return self.filter(session__session_key=session.row_key)


class OpenPage(UUIDModel):
    """A page that a browser may use until its session ends or its link gets another version.

    `kind` (such as `OwnRoleKind.key`) and `subject_id` say which page it is. A page opened `by_account` follows from
    the account's mailboxes: it would come back by itself, and ends with the account's session.
    """

    session = models.ForeignKey(
        "accounts.Session", on_delete=models.CASCADE, to_field="number", related_name="open_pages"
    )
    kind = models.CharField(max_length=40)
    subject_id = models.UUIDField(db_index=True)
    version = models.PositiveIntegerField()
    by_account = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(default=timezone.now)

    objects = OpenPageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "subject_id"], name="open_page_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"
