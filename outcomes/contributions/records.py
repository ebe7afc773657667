"""Session records and narrative reports: their pages, their document, what the history says of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from confman.audit.labels import register_verbs
from confman.conferences import registries as r
from confman.documents.registry import DocumentKind, document_kinds
from outcomes.demo import records
from outcomes.reports.documents.narrative import build_narrative, narrative_template
from outcomes.reports.web.forms.narrative import NarrativeDocumentForm


def register() -> None:
    """Called once, when the app is ready."""
    register_verbs(VERBS)
    r.demo_steps.register(r.DemoStep("outcomes.records", records.load, position=86))
    r.navigation_items.register(
        r.NavigationItem(
            "outcomes.records",
            "outcomes",
            gettext_lazy("Session records"),
            "outcomes_secretariat:record-list",
            "journal-text",
            "outcomes.view_records",
            5,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="outcomes.narrative",
            label=gettext_lazy("Report from the record"),
            description=gettext_lazy(
                "A session report, daily summary, oral report, group’s report or chair’s summary, as it was edited."
            ),
            permission="outcomes.edit_report",
            build=build_narrative,
            formats=("pdf", "docx"),
            html_template="outcomes/documents/narrative.html",
            word_template=narrative_template,
            options_form=NarrativeDocumentForm,
            position=66,
        )
    )


VERBS = {
    "outcomes.intervention_recorded": gettext_lazy("Intervention noted"),
    "outcomes.intervention_changed": gettext_lazy("Entry of the record changed"),
    "outcomes.intervention_removed": gettext_lazy("Entry of the record removed"),
    "outcomes.report_started": gettext_lazy("Report built from the record"),
    "outcomes.report_refreshed": gettext_lazy("Report brought in line with the record"),
    "outcomes.report_named": gettext_lazy("Title or symbol of a report changed"),
    "outcomes.report_finished": gettext_lazy("Report made final"),
    "outcomes.report_reopened": gettext_lazy("Report opened again"),
    "outcomes.passage_edited": gettext_lazy("Passage of a report edited"),
    "outcomes.passage_taken": gettext_lazy("Passage of a report taken from its source again"),
    "outcomes.passage_kept": gettext_lazy("Passage of a report kept though its source changed"),
    "outcomes.passage_left_out": gettext_lazy("Passage of a report left out"),
    "outcomes.passage_put_back": gettext_lazy("Passage of a report put back"),
    "outcomes.passage_added": gettext_lazy("Passage added to a report"),
    "outcomes.passage_removed": gettext_lazy("Passage of a report removed"),
}
