"""Session records, and the reports built from them."""

from django.urls import path

from outcomes.records.web import views as records
from outcomes.reports.web.views import narratives

_session = "records/sessions/<uuid:pk>/"
_report = "records/reports/<uuid:pk>/"

urlpatterns = [
    path("records/", records.RecordListView.as_view(), name="record-list"),
    path(_session, records.RecordView.as_view(), name="record"),
    path(f"{_session}entries/", records.RecordEntriesView.as_view(), name="record-entries"),
    path(f"{_session}<uuid:entry>/", records.InterventionChangeView.as_view(), name="intervention-change"),
    path(
        f"{_session}<uuid:entry>/remove/",
        records.InterventionRemoveView.as_view(),
        name="intervention-remove",
    ),
    path("records/reports/", narratives.NarrativeListView.as_view(), name="narrative-list"),
    path("records/reports/new/", narratives.NarrativeStartView.as_view(), name="narrative-start"),
    path(_report, narratives.NarrativeView.as_view(), name="narrative"),
    path(f"{_report}details/", narratives.ReportDetailsView.as_view(), name="narrative-details"),
    path(f"{_report}passages/new/", narratives.PassageAddView.as_view(), name="passage-add"),
    path(f"{_report}passages/<uuid:passage>/", narratives.PassageEditView.as_view(), name="passage-edit"),
    path(
        f"{_report}passages/<uuid:passage>/<slug:act>/",
        narratives.PassageActView.as_view(),
        name="passage-act",
    ),
    path(f"{_report}<slug:act>/", narratives.NarrativeActView.as_view(), name="narrative-act"),
]
