"""Tables of recommendations: in by steps on one page, the large ones by the worker; and out as the list stands."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatMixin
from confman.documents.rendering.tables import TABLES
from outcomes.imports.exchange.resource import export_recommendations
from outcomes.imports.exchange.uploads import RECOMMENDATIONS
from outcomes.imports.web.forms import RecommendationColumnsForm
from outcomes.recommendations.domain.visibility import readable_recommendations
from outcomes.recommendations.models.recommendation import Stage
from outcomes.recommendations.web.base import LIST
from outcomes.recommendations.web.forms import RecommendationFilterForm
from registrations.core.web.downloads import handed_out
from registrations.tables.web.base import ListColumnsView, ListImportView, ListPage


class TablesMixin(ListPage):
    """A page about tables of recommendations."""

    permission = "outcomes.import_recommendations"
    navigation_key = "outcomes.recommendations"
    heading = gettext_lazy("Import a table of recommendations")
    kind = RECOMMENDATIONS
    start_name = "table-import"
    page_name = "table-import-columns"
    list_name = LIST
    list_label = gettext_lazy("Recommendations")

    def to(self, name: str, *arguments: Any) -> str:
        """The address of one of these pages."""
        return reverse(f"outcomes_secretariat:{name}", args=[self.conference.slug, *arguments])


class TableImportView(TablesMixin, ListImportView):
    """First step: the file or the pasted cells."""


class TableColumnsView(TablesMixin, ListColumnsView):
    """Second step: columns matched, a preview with differences and faults, the import."""

    form_class = RecommendationColumnsForm
    rows_heading = gettext_lazy("Recommendations")

    def initial(self) -> dict[str, Any]:
        return {"stage": Stage.DRAFT}


class TableExportView(SecretariatMixin, View):
    """POST: the list as it stands filtered, as a file. Noted in the history."""

    permission = "outcomes.export_recommendations"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("format", "")
        if chosen not in TABLES:
            raise Http404
        form = RecommendationFilterForm(request.GET, conference=self.conference)
        found = form.narrow(readable_recommendations(request.user, self.conference)).in_document_order()
        content = export_recommendations(found, self.conference, format=chosen)
        return handed_out(
            content,
            chosen,
            self.conference,
            by=user_of(self.request),
            of="recommendations",
            verb="outcomes.recommendations_exported",
            filters=sorted(name for name in request.GET if request.GET[name]),
        )
