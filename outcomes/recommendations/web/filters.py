"""The filters of recommendations: of their list, and of what is exported of it."""

from typing import Any

import django_filters
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from agenda.rooms.models import WorkingGroup
from confman.conferences.models import Theme
from confman.conferences.web.resources import filters
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.stages import Stage, stages_where

# Stages off the way from draft to publication.
ASIDE = stages_where(lambda facts: not facts.stop)


class RecommendationFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    stage = filters.ViewFilter(Stage.choices, method="in_stage", rare=ASIDE)
    group = filters.RowFilter(_("Working group"), WorkingGroup.objects.all(), field_name="working_group")
    theme = filters.RowFilter(_("Theme"), Theme.objects.all(), field_name="themes")
    addressee = filters.RowFilter(_("Addressee"), Addressee.objects.all(), field_name="addressees")

    def in_stage(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(stage=value)

    def count_views(self, view: django_filters.Filter, values: list[str]) -> list[int]:
        counts = dict(self.queryset.order_by().values_list("stage").annotate(Count("pk")))
        counts[""] = sum(counts.values())
        return [counts.get(value, 0) for value in values]
