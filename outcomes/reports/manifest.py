"""Registers reports: pages, conference, donor and narrative reports, labels of the history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.archives.registries import ArchivedDocument
from confman.audit.labels import AuditLabels
from confman.conferences.registries import DashboardPanel, NavigationItem, NavigationView, Workspace
from confman.documents.registry import DocumentKind, Occasion
from confman.registries import ref

HERE = "outcomes.reports"

ENTRIES = (
    NavigationItem(
        "outcomes.report",
        Workspace.OUTCOMES,
        _("Report"),
        "outcomes_secretariat:report",
        permission="outcomes.view_report",
        position=60,
        view=_("Figures"),
        works="outcomes.edit_report",
        guide="report",
        first_for={"observer": ""},
        words=pgettext_lazy("search", "statistics grant"),
    ),
    NavigationView(
        "outcomes.narratives",
        "outcomes.records",
        _("Reports from the record"),
        "outcomes_secretariat:narrative-list",
        permission="outcomes.view_records",
        position=10,
        guide="records#reports-from-the-record",
    ),
    NavigationView(
        "outcomes.conference_report",
        "outcomes.report",
        _("Conference report"),
        "outcomes_secretariat:report-texts",
        permission="outcomes.edit_report",
        position=10,
        arguments=("conference",),
        guide="report#the-conference-report",
    ),
    NavigationView(
        "outcomes.donor_report",
        "outcomes.report",
        _("Report to the donor"),
        "outcomes_secretariat:report-texts",
        permission="outcomes.edit_report",
        position=20,
        arguments=("donor",),
        guide="report#the-report-to-the-donor",
    ),
    NavigationView(
        "outcomes.report_basis",
        "outcomes.report",
        _("Grants, targets and costs"),
        "outcomes_secretariat:report-basis",
        permission="outcomes.edit_report",
        position=30,
    ),
    NavigationView(
        "outcomes.series",
        "outcomes.report",
        _("Series"),
        "outcomes_secretariat:report-series",
        permission="outcomes.view_report",
        position=40,
        words=pgettext_lazy("search", "years compare earlier conferences"),
        guide="next-conference#the-series-over-the-years",
    ),
    ArchivedDocument(
        kind="outcomes.conference-report",
        name="report",
        exists=ref(f"{HERE}.documents.conference_report:is_due"),
        position=70,
    ),
    DocumentKind(
        key="outcomes.conference-report",
        official=True,
        label=_("Conference report"),
        description=_(
            "Opening, attendance, officers, agenda, proceedings, outcome and closure in numbered paragraphs; annexes"
            " with the recommendations, documents, participants and figures."
        ),
        permission="outcomes.export_recommendations",
        occasion=Occasion.REPORTS,
        phases=("after",),
        tabs=("outcomes.report",),
        build=ref(f"{HERE}.documents.conference_report:build_conference_report"),
        formats=("pdf", "docx", "xlsx"),
        html_template="outcomes/reports/documents/conference_report.html",
        renderers={"xlsx": ref(f"{HERE}.documents.donor_report:report_workbook")},
        build_figures=ref(f"{HERE}.documents.conference_report:build_figures"),
        options_form=ref(f"{HERE}.web.forms:ReportDocumentForm"),
        position=63,
    ),
    DocumentKind(
        key="outcomes.donor-report",
        official=True,
        label=_("Report to the donor"),
        description=_(
            "The conference report with award number, targets, costs and all categories of participants."
        ),
        permission="outcomes.edit_report",
        occasion=Occasion.REPORTS,
        phases=("after",),
        tabs=("outcomes.report",),
        build=ref(f"{HERE}.documents.donor_report:build_donor_report"),
        formats=("pdf", "docx", "xlsx"),
        html_template="outcomes/reports/documents/donor_report.html",
        renderers={"xlsx": ref(f"{HERE}.documents.donor_report:report_workbook")},
        options_form=ref(f"{HERE}.web.forms:DonorReportDocumentForm"),
        position=64,
    ),
    DocumentKind(
        key="outcomes.narrative",
        official=True,
        label=_("Report from the record"),
        description=_(
            "A session report, daily summary, oral report, group’s report or chair’s summary, as it was edited."
        ),
        permission="outcomes.edit_report",
        occasion=Occasion.REPORTS,
        phases=("after",),
        tabs=("outcomes.narratives",),
        build=ref(f"{HERE}.documents.narrative:build_narrative"),
        html_template="outcomes/reports/documents/narrative.html",
        options_form=ref(f"{HERE}.web.forms:NarrativeDocumentForm"),
        position=65,
    ),
    DashboardPanel("outcomes.reports", "outcomes.edit_report", ref(f"{HERE}.dashboard:report_decisions"), 60),
    AuditLabels(
        verbs={
            "outcomes.report_written": _("Text of a report written"),
            "outcomes.grant_changed": _("Grant changed"),
            "outcomes.report_targets_set": _("Targets of a report set"),
            "outcomes.cost_line_added": _("Cost line added"),
            "outcomes.cost_line_changed": _("Cost line changed"),
            "outcomes.cost_line_removed": _("Cost line removed"),
            "outcomes.result_added": _("Result of a survey or test entered"),
            "outcomes.result_changed": _("Result of a survey or test changed"),
            "outcomes.result_removed": _("Result of a survey or test removed"),
            "outcomes.report_started": _("Report built from the record"),
            "outcomes.report_refreshed": _("Report brought into line with the record"),
            "outcomes.report_named": _("Title or symbol of a report changed"),
            "outcomes.report_finished": _("Report made final"),
            "outcomes.report_reopened": _("Report opened again"),
            "outcomes.passage_edited": _("Passage of a report edited"),
            "outcomes.passage_taken": _("Passage of a report taken from its source again"),
            "outcomes.passage_kept": _("Passage of a report kept though its source changed"),
            "outcomes.passage_left_out": _("Passage of a report left out"),
            "outcomes.passage_put_back": _("Passage of a report put back"),
            "outcomes.passage_added": _("Passage added to a report"),
            "outcomes.passage_removed": _("Passage of a report removed"),
        },
        details={
            "outcomes.report.place": _("part of the report"),
            "passages": _("passages"),
            "award number": _("award number"),
            "participants": _("participants"),
            "countries": _("countries"),
            "sessions": _("sessions"),
            "women-percent": _("women, per cent"),
            "satisfaction-percent": _("satisfied, per cent"),
            "learning-percent": _("more known afterwards, per cent"),
        },
        names={"place": ref(f"{HERE}.domain.inputs:names_of_places")},
    ),
)
