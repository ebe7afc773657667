"""Records of sessions."""

from django.urls import path

from outcomes.records.web import views as records

_session = "records/sessions/<uuid:pk>/"

secretariat = [
    path("records/", records.RecordListView.as_view(), name="record-list"),
    path(_session, records.SessionRecordView.as_view(), name="record"),
    path(f"{_session}entries/", records.RecordEntriesView.as_view(), name="record-entries"),
    path(f"{_session}<uuid:entry>/", records.InterventionChangeView.as_view(), name="intervention-change"),
    path(
        f"{_session}<uuid:entry>/remove/",
        records.InterventionRemoveView.as_view(),
        name="intervention-remove",
    ),
]
