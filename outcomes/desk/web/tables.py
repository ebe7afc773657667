"""The list of addressees, and its filters."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.resources.filters import ChoiceFilter, ResourceFilter, SearchFilter
from confman.conferences.web.resources.tables import Column, RecordColumn, ResourceTable, below
from outcomes.recommendations.models.addressee import Addressee, AddresseeKind


class AddresseeFilter(ResourceFilter):
    q = SearchFilter()
    kind = ChoiceFilter(gettext_lazy("Kind"), AddresseeKind.choices)


class AddresseeTable(ResourceTable):
    name = RecordColumn(gettext_lazy("Name"), order_by=("search_text", "id"))
    kind = Column(gettext_lazy("Kind"), order_by=("kind", "search_text", "id"))
    focal_point = Column(gettext_lazy("Focal point"), empty_values=())
    asked = Column(gettext_lazy("Recommendations"), order_by=("asked", "search_text", "id"))

    def render_focal_point(self, record: Addressee, value: Any) -> SafeString:
        kept = self.to("outcomes_secretariat:addressee-follow-up", record, _("Letters, answers, reports"))
        return below(value or "–", kept)

    def render_asked(self, record: Addressee, value: int) -> Any:
        address = self.view.to("recommendation-list")
        return format_html('<a href="{}?addressee={}">{}</a>', address, record.pk, value) if value else value
