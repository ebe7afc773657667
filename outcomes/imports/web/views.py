"""Tables of recommendations: imported in steps on one page, large ones by the worker; exported as filtered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from confman.conferences.web.base import SecretariatMixin
from outcomes.imports.exchange.resource import RecommendationFields, export_recommendations
from outcomes.imports.exchange.uploads import RECOMMENDATIONS
from outcomes.recommendations.domain.visibility import readable_recommendations
from outcomes.recommendations.models.stages import Stage
from outcomes.recommendations.web.forms import RecommendationFilter
from registrations.core.web.exports import ExportMixin
from registrations.spreadsheets.web.base import ListColumnsView, ListImportView, ListPage
from registrations.spreadsheets.web.forms import ColumnsForm


class RecommendationColumnsForm(ColumnsForm):
    """A form for the columns, as for a list of people; each language has its own, so no language is asked for."""

    asked = ("stage", "is_headed", "skip_bad")
    # In Django, None removes an inherited field.
    language = None  # type: ignore[assignment]

    stage = forms.ChoiceField(
        label=_("Where they stand"),
        choices=[(Stage.DRAFT, Stage.DRAFT.label), (Stage.ADOPTED, Stage.ADOPTED.label)],
        help_text=_(
            "For rows that do not say so themselves. Adopted recommendations get a permanent number."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.list_fields = RecommendationFields(kwargs["conference"])
        super().__init__(*args, **kwargs)


class SpreadsheetsMixin(ListPage):
    """A page about tables of recommendations."""

    permission = "outcomes.import_recommendations"
    navigation_key = "outcomes.recommendations"
    heading = gettext_lazy("Import a table of recommendations")
    kind = RECOMMENDATIONS
    start_name = "table-import"
    page_name = "table-import-columns"


class SpreadsheetImportView(SpreadsheetsMixin, ListImportView):
    """First step: the file or the pasted cells."""


class SpreadsheetColumnsView(SpreadsheetsMixin, ListColumnsView):
    """Second step: columns matched, a preview with differences and faults, the import."""

    form_class = RecommendationColumnsForm
    rows_heading = gettext_lazy("Recommendations")

    def initial(self) -> dict[str, Any]:
        return {"stage": Stage.DRAFT}


class SpreadsheetExportView(ExportMixin, SecretariatMixin, View):
    """Downloads the filtered list as a file, recorded in the history. POST only."""

    permission = "outcomes.export_recommendations"
    of = "recommendations"
    noted = "outcomes.recommendations_exported"

    def content(self, format: str) -> bytes:
        readable = readable_recommendations(self.request.user, self.conference)
        recommendations = RecommendationFilter(self.request.GET, readable, conference=self.conference).qs
        return export_recommendations(
            self.requested_rows(recommendations).in_document_order(), self.conference, format=format
        )
