"""The report, its texts and what it rests on."""

from django.urls import path

from outcomes.web.views import report_basis, reporting

urlpatterns = [
    path("report/", reporting.ReportView.as_view(), name="report"),
    path("report/people/", reporting.ReportPeopleView.as_view(), name="report-people"),
    path("report/texts/<slug:kind>/", reporting.ReportTextsView.as_view(), name="report-texts"),
    path("report/texts/<slug:kind>/<slug:place>/", reporting.ReportTextView.as_view(), name="report-text"),
    path("report/basis/", report_basis.ReportBasisView.as_view(), name="report-basis"),
    path("report/targets/", report_basis.ReportTargetsView.as_view(), name="report-targets"),
    path("report/donors/<uuid:partner>/grant/", report_basis.GrantView.as_view(), name="grant"),
    path(
        "report/donors/<uuid:partner>/targets/", report_basis.DonorTargetsView.as_view(), name="donor-targets"
    ),
    path("report/costs/new/", report_basis.CostLineAddView.as_view(), name="cost-line-add"),
    path("report/costs/<uuid:pk>/", report_basis.CostLineChangeView.as_view(), name="cost-line-change"),
    path(
        "report/costs/<uuid:pk>/remove/", report_basis.CostLineRemoveView.as_view(), name="cost-line-remove"
    ),
    path("report/results/new/", report_basis.ResultAddView.as_view(), name="result-add"),
    path("report/results/<uuid:pk>/", report_basis.ResultChangeView.as_view(), name="result-change"),
    path("report/results/<uuid:pk>/remove/", report_basis.ResultRemoveView.as_view(), name="result-remove"),
]
