"""The lists of recommendations and of addressees, and the filters of the latter."""

from typing import Any

from django.template.defaultfilters import truncatechars
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.core.domain.groups import grouped
from confman.conferences.web.resources import filters, tables
from confman.web.templatetags.confman_web import status_badge
from outcomes.recommendations.models.addressee import Addressee, AddresseeKind
from outcomes.recommendations.models.recommendation import Recommendation


class RecommendationTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    ref = tables.RecordColumn(
        gettext_lazy("Reference"), accessor="working_ref", order_by=("working_ref", "id")
    )
    number = tables.Column(
        gettext_lazy("Number"),
        accessor="number_in_force",
        default="–",
        order_by=("number", "working_ref", "id"),
    )
    text = tables.TextColumn(gettext_lazy("Text"), accessor="opening")
    group = tables.Column(
        gettext_lazy("Group"), accessor="working_group__code", default="–",
        order_by=("working_group__code", "working_ref", "id"),
    )  # fmt: skip
    languages = tables.Column(gettext_lazy("Languages"), accessor="language_statuses")
    stage = tables.Column(gettext_lazy("Stage"), order_by=("stage", "working_ref", "id"))

    def name_of(self, record: Recommendation) -> str:
        return record.working_ref

    def render_ref(self, record: Recommendation, value: str) -> SafeString:
        return self.link(record, format_html("<bdi>{}</bdi>", value))

    def render_text(self, record: Recommendation, value: str) -> SafeString:
        version: Any = record.current_version  # for where there is none, there is no text
        opening = format_html(
            '<span lang="{}">{}</span>', version.opening_language, truncatechars(value, 180)
        )
        return tables.below(opening, "; ".join(str(addressee) for addressee in record.addressees.all()))

    def render_languages(self, value: list[tuple[str, str]]) -> SafeString:
        by_status = grouped((status, code) for code, status in value)
        lines = (
            format_html("<bdi>{}</bdi>: {}", ", ".join(codes), status) for status, codes in by_status.items()
        )
        return tables.below("", *lines)

    def render_stage(self, record: Recommendation) -> SafeString:
        return status_badge(record.stage, record.stage_label)


class AddresseeFilter(filters.ResourceFilter):
    q = filters.SearchFilter()
    kind = filters.ChoiceFilter(gettext_lazy("Kind"), AddresseeKind.choices)


class AddresseeTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    name = tables.RecordColumn(gettext_lazy("Name"), order_by=("search_text", "id"))
    kind = tables.Column(gettext_lazy("Kind"), order_by=("kind", "search_text", "id"))
    focal_point = tables.Column(gettext_lazy("Focal point"), empty_values=())
    asked = tables.Column(gettext_lazy("Recommendations"), order_by=("asked", "search_text", "id"))

    def render_focal_point(self, record: Addressee, value: Any) -> SafeString:
        link = self.to("outcomes_secretariat:addressee-follow-up", record, _("Letters, answers, reports"))
        return tables.below(value or "–", link)

    def render_asked(self, record: Addressee, value: int) -> Any:
        address = self.view.to("recommendation-list")
        return format_html('<a href="{}?addressee={}">{}</a>', address, record.pk, value) if value else value
