"""Users' choices for the secretariat's lists: views under a name, and the look of each list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import Visitor
from confman.conferences.models.conference import Conference
from confman.web.models import UUIDModel


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def seen_by(self, user: Visitor, conference: Conference) -> SavedViewQuerySet:
        """Return the user's own views, and those that colleagues share with the team."""
        return self.filter(models.Q(user=user) | models.Q(is_shared=True), conference=conference)


class SavedView(UUIDModel):
    """A filtered and sorted list under a name; `query` is the address's query string.

    `list_key` is the name of the list's address, followed by what else is in it beside the slug, after commas.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="saved_views"
    )
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="saved_views")
    list_key = models.CharField(max_length=120)
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
                fields=["conference", "user", "list_key", "name"],
                name="saved_view_name_once_a_list",
                violation_error_message=_("You have a view of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RowsAPage(models.IntegerChoices):
    FEW = 50
    MORE = 100
    MANY = 200


class ListChoice(UUIDModel):
    """A user's choices for a list: the view last used, the columns, the height of the rows, and rows per page.

    `columns` tells of those the user decided about whether they are shown.
    """

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=120)
    last_query = models.CharField(max_length=2000, blank=True)
    columns = models.JSONField(default=dict, blank=True)
    is_compact = models.BooleanField(default=False)
    rows_a_page = models.PositiveSmallIntegerField(choices=RowsAPage, default=RowsAPage.FEW)

    class Meta:
        verbose_name = _("choice about a list")
        verbose_name_plural = _("choices about lists")
        constraints = [
            models.UniqueConstraint(fields=["conference", "user", "list_key"], name="list_choice_once")
        ]
