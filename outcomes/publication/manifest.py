"""Registers the official document: its kinds, labels of the history."""

from django.utils.translation import gettext_lazy as _

from confman.archives.registries import ArchivedDocument
from confman.audit.labels import AuditLabels
from confman.conferences.hook_registries import Provider, Query
from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref
from confman.webhooks.registries import WebhookEvent, WebhookSubject

HERE = "outcomes.publication"

ENTRIES = (
    ArchivedDocument(
        kind="outcomes.recommendations",
        name="recommendations",
        exists=ref(f"{HERE}.documents.archive:has_published"),
        formats=("pdf", "akn"),
        options={"published": True},
        position=60,
    ),
    Provider(Query.ARCHIVE_CHAPTER, ref(f"{HERE}.documents.archive:chapter_of_recommendations")),
    DocumentKind(
        key="outcomes.recommendations",
        official=True,
        label=_("Recommendations"),
        description=_(
            "The official document: preamble, numbered recommendations, how they were adopted, annexes."
        ),
        permission="outcomes.export_recommendations",
        occasion=Occasion.OUTCOMES,
        phases=("during", "after"),
        tabs=("outcomes.recommendations", "outcomes.document"),
        build=ref(f"{HERE}.documents.outcome_document:build_recommendations"),
        formats=("pdf", "docx", "html", "akn"),
        html_template="outcomes/publication/documents/recommendations.html",
        watermark=True,
        renderers={
            "pdf": ref(f"{HERE}.documents.annexes:render_recommendations"),
            "akn": ref(f"{HERE}.exchange.akoma_ntoso:write_akoma_ntoso"),
        },
        options_form=ref(f"{HERE}.web.forms:RecommendationsDocumentForm"),
        position=60,
    ),
    DocumentKind(
        key="outcomes.two-columns",
        official=True,
        label=_("Recommendations in two languages"),
        description=_("The official document in two columns, paragraph beside paragraph."),
        permission="outcomes.export_recommendations",
        occasion=Occasion.OUTCOMES,
        tabs=("outcomes.recommendations", "outcomes.document"),
        build=ref(f"{HERE}.documents.two_columns:build_two_columns"),
        formats=("pdf", "docx", "html"),
        html_template="outcomes/publication/documents/two_columns.html",
        watermark=True,
        renderers={"pdf": ref(f"{HERE}.documents.annexes:render_two_columns")},
        options_form=ref(f"{HERE}.web.forms:TwoColumnsForm"),
        position=60,
    ),
    DocumentKind(
        key="outcomes.corrigendum",
        official=True,
        label=_("Corrigendum"),
        description=_("What a corrigendum or a revision changed: for … read …"),
        permission="outcomes.export_recommendations",
        occasion=Occasion.OUTCOMES,
        tabs=("outcomes.document",),
        build=ref(f"{HERE}.documents.corrigendum:build_corrigendum"),
        formats=("pdf", "docx", "html"),
        html_template="outcomes/publication/documents/corrigendum.html",
        options_form=ref(f"{HERE}.web.forms:CorrigendumDocumentForm"),
        position=60,
    ),
    AuditLabels(
        verbs={
            "outcomes.recommendation_published": _("Published"),
            "outcomes.document_published": _("Outcome document published"),
            "outcomes.position_recorded": _("Position of a delegation recorded"),
            "outcomes.position_removed": _("Position of a delegation removed"),
            "outcomes.document_issued": _("First issue of the document kept"),
            "outcomes.document_corrected": _("Corrigendum issued"),
            "outcomes.document_revised": _("Revision issued"),
            "outcomes.recommendation_corrected": _("Published text corrected"),
            "outcomes.annex_added": _("Annex added"),
            "outcomes.annex_changed": _("Annex changed"),
            "outcomes.annex_moved": _("Annexes put in another order"),
            "outcomes.annex_removed": _("Annex removed"),
        },
        details={"changes": _("corrected passages")},
    ),
    WebhookSubject(
        "outcome_document",
        _("Outcome document"),
        ref(f"{HERE}.domain.issues:outcome_document_facts"),
        example={
            "id": "0190f5fe-7c00-7a00-8000-000000000001",
            "url": "https://conference.example.org/sample2027/en/recommendations/",
            "symbol": "CONF/2027/5",
        },
        events=(
            WebhookEvent("published", _("Outcome document published"), ("outcomes.document_published",)),
        ),
        position=62,
    ),
)
