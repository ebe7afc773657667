"""The filters of recommendations: of their list, and of what is exported of it."""

from django.utils.translation import gettext_lazy as _

from agenda.rooms.models.working_group import WorkingGroup
from confman.conferences.models import Theme
from confman.conferences.web.resources.filters import ChoiceFilter, ResourceFilter, RowFilter, SearchFilter
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Stage


class RecommendationFilter(ResourceFilter):
    q = SearchFilter()
    stage = ChoiceFilter(_("Stage"), Stage.choices)
    group = RowFilter(_("Working group"), WorkingGroup.objects.all(), field_name="working_group")
    theme = RowFilter(_("Theme"), Theme.objects.all(), field_name="themes")
    addressee = RowFilter(_("Addressee"), Addressee.objects.all(), field_name="addressees")
