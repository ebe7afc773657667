"""Addresses of the report, its texts and data, and of the reports built from the record."""

from django.urls import path

from outcomes.reports.web.views import donor_inputs, narratives, report

_report = "records/reports/<uuid:pk>/"

secretariat = [
    path("records/reports/", narratives.NarrativeListView.as_view(), name="narrative-list"),
    path("records/reports/new/", narratives.NarrativeStartView.as_view(), name="narrative-start"),
    path(_report, narratives.NarrativeView.as_view(), name="narrative"),
    path(f"{_report}details/", narratives.ReportDetailsView.as_view(), name="narrative-details"),
    path(f"{_report}edited/", report.EditedCopyView.as_view(), name="narrative-edited"),
    path(f"{_report}passages/new/", narratives.PassageAddView.as_view(), name="passage-add"),
    path(f"{_report}passages/<uuid:passage>/", narratives.PassageEditView.as_view(), name="passage-edit"),
    path(
        f"{_report}passages/<uuid:passage>/<slug:action>/",
        narratives.PassageActionView.as_view(),
        name="passage-action",
    ),
    path(f"{_report}<slug:action>/", narratives.NarrativeActionView.as_view(), name="narrative-action"),
    path("report/", report.ConferenceReportView.as_view(), name="report"),
    path("report/series/", report.SeriesView.as_view(), name="report-series"),
    path("report/people/", report.ReportPeopleView.as_view(), name="report-people"),
    path("report/texts/<slug:kind>/", report.ReportTextsView.as_view(), name="report-texts"),
    path("report/texts/<slug:kind>/<slug:place>/", report.ReportTextView.as_view(), name="report-text"),
    path("report/basis/", donor_inputs.ReportBasisView.as_view(), name="report-basis"),
    path("report/targets/", donor_inputs.ReportTargetsView.as_view(), name="report-targets"),
    path("report/donors/<uuid:partner>/grant/", donor_inputs.GrantView.as_view(), name="grant"),
    path(
        "report/donors/<uuid:partner>/targets/", donor_inputs.DonorTargetsView.as_view(), name="donor-targets"
    ),
    *donor_inputs.cost_lines.urls("report/costs/"),
    *donor_inputs.entered_results.urls("report/results/"),
]
