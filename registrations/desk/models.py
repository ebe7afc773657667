"""SavedView: a view of the review list."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def seen_by(self, user: Any, conference: Any) -> SavedViewQuerySet:
        """Return the user's own views, and those that colleagues share with the team."""
        return self.filter(models.Q(user=user) | models.Q(is_shared=True), conference=conference)


class SavedView(UUIDModel):
    """A filtered and sorted review list under a name; `query` is the address's query string."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="saved_views"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=2000, blank=True)
    is_shared = models.BooleanField(_("for the whole team"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You have a view of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
