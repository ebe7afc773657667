"""Registers spreadsheets of recommendations: a document, the job that deletes them, labels of the history."""

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import AuditLabels
from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref

HERE = "outcomes.imports"

ENTRIES = (
    DocumentKind(
        key="outcomes.recommendation-table",
        label=_("Table of recommendations"),
        description=_("Everything on each recommendation, one a row; it can be imported again."),
        permission="outcomes.export_recommendations",
        occasion=Occasion.OUTCOMES,
        build=ref(f"{HERE}.documents:build_spreadsheet"),
        formats=("xlsx", "csv", "ods", "json"),
        sheet=ref(f"{HERE}.documents:cells_of"),
        renderers={"json": ref(f"{HERE}.documents:render_json")},
        options_form=ref("outcomes.publication.web.forms:RecommendationSpreadsheetForm"),
        position=61,
    ),
    AuditLabels(
        verbs={
            "outcomes.recommendation_imported": _("Imported"),
            "outcomes.recommendations_exported": _("Table of recommendations exported"),
            "outcomes.recommendation_reimported": _("Changed by an import"),
        }
    ),
)
