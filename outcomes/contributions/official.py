"""The official document: its kinds, what its history says, and that kept files go with what they say."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from confman.audit.labels import register_verbs
from confman.documents.domain.keeping import purge_kept
from confman.documents.registry import DocumentKind, document_kinds
from confman.people.registries import PrivacyHook, privacy_hooks
from outcomes.imports.exchange.uploads import forget_tables
from outcomes.publication.documents.annexes import renders_pdf
from outcomes.publication.documents.corrigendum import build_corrigendum
from outcomes.publication.documents.outcome_document import build_recommendations
from outcomes.publication.documents.two_columns import build_two_columns
from outcomes.publication.documents.word_corrigendum import corrigendum_template
from outcomes.publication.documents.word_templates import recommendations_template
from outcomes.publication.documents.word_two_columns import two_columns_template
from outcomes.publication.exchange.akoma_ntoso import write_akoma_ntoso
from outcomes.publication.web.forms import (
    CorrigendumDocumentForm,
    RecommendationsDocumentForm,
    TwoColumnsForm,
)

_DOCUMENT = "outcomes/documents/recommendations.html"
_COLUMNS = "outcomes/documents/two_columns.html"


def register() -> None:
    """Called when the app is ready."""
    document_kinds.register(
        DocumentKind(
            key="outcomes.recommendations",
            label=_("Recommendations"),
            description=_(
                "The official document: preamble, numbered recommendations, how they were adopted, annexes."
            ),
            permission="outcomes.export_recommendations",
            build=build_recommendations,
            formats=("pdf", "docx", "html", "akn"),
            html_template=_DOCUMENT,
            word_template=recommendations_template,
            renderers={"pdf": renders_pdf(_DOCUMENT), "akn": write_akoma_ntoso},
            options_form=RecommendationsDocumentForm,
            position=60,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="outcomes.two-columns",
            label=_("Recommendations in two languages"),
            description=_("The official document in two columns, paragraph beside paragraph."),
            permission="outcomes.export_recommendations",
            build=build_two_columns,
            formats=("pdf", "docx", "html"),
            html_template=_COLUMNS,
            word_template=two_columns_template,
            renderers={"pdf": renders_pdf(_COLUMNS)},
            options_form=TwoColumnsForm,
            position=60,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="outcomes.corrigendum",
            label=_("Corrigendum"),
            description=_("What a corrigendum or a revision changed: for … read …"),
            permission="outcomes.export_recommendations",
            build=build_corrigendum,
            formats=("pdf", "docx", "html"),
            html_template="outcomes/documents/corrigendum.html",
            word_template=corrigendum_template,
            options_form=CorrigendumDocumentForm,
            position=60,
        )
    )
    privacy_hooks.register(PrivacyHook("outcomes.files", partial(purge_kept, "outcomes")))
    privacy_hooks.register(PrivacyHook("outcomes.tables", forget_tables, erasing=True))
    register_verbs(VERBS)


VERBS = {
    "outcomes.document_issued": _("First issue of the document kept"),
    "outcomes.document_corrected": _("Corrigendum issued"),
    "outcomes.document_revised": _("Revision issued"),
    "outcomes.recommendation_corrected": _("Published text corrected"),
    "outcomes.annex_added": _("Annex added"),
    "outcomes.annex_changed": _("Annex changed"),
    "outcomes.annex_moved": _("Annexes put in another order"),
    "outcomes.annex_removed": _("Annex removed"),
}
