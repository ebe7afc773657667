"""The conference report and the reports to donors: documents, and what the history says of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from confman.audit.labels import register_verbs
from confman.conferences import registries as r
from confman.documents.registry import DocumentKind, document_kinds
from outcomes.demo import report
from outcomes.reports.documents.report import build_conference_report, build_donor_report, report_workbook
from outcomes.reports.documents.word_reports import report_template
from outcomes.reports.web.forms.documents import DonorReportDocumentForm, ReportDocumentForm


def register() -> None:
    """Called once, when the app is ready."""
    register_verbs(VERBS)
    r.demo_steps.register(r.DemoStep("outcomes.report", report.load, position=85))
    reports = (
        ("conference", gettext_lazy("Conference report"), build_conference_report, ReportDocumentForm,
         gettext_lazy("Figures with charts and their definitions, sessions, outcomes, follow-up.")),
        ("donor", gettext_lazy("Report to the donor"), build_donor_report, DonorReportDocumentForm,
         gettext_lazy("The conference report with award number, targets, costs and all categories of participants.")),
    )  # fmt: skip
    for position, (key, label, build, options_form, description) in enumerate(reports, start=63):
        document_kinds.register(
            DocumentKind(
                key=f"outcomes.{key}-report",
                label=label,
                description=description,
                permission="outcomes.view_report",
                build=build,
                formats=("pdf", "docx", "xlsx"),
                html_template="outcomes/documents/report.html",
                word_template=report_template,
                renderers={"xlsx": report_workbook},
                options_form=options_form,
                position=position,
            )
        )


VERBS = {
    "outcomes.report_written": gettext_lazy("Text of a report written"),
    "outcomes.grant_changed": gettext_lazy("Grant changed"),
    "outcomes.report_targets_set": gettext_lazy("Targets of a report set"),
    "outcomes.cost_line_added": gettext_lazy("Cost line added"),
    "outcomes.cost_line_changed": gettext_lazy("Cost line changed"),
    "outcomes.cost_line_removed": gettext_lazy("Cost line removed"),
    "outcomes.result_added": gettext_lazy("Result of a survey or test entered"),
    "outcomes.result_changed": gettext_lazy("Result of a survey or test changed"),
    "outcomes.result_removed": gettext_lazy("Result of a survey or test removed"),
}
