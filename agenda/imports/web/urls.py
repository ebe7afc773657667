"""Addresses of the import of schedules."""

from django.urls import path

from agenda.imports.web import views

secretariat = [
    path("agenda/import/", views.ScheduleImportView.as_view(), name="import"),
    path("agenda/import/<uuid:key>/", views.ImportPreviewView.as_view(), name="import-preview"),
    path("agenda/import/<uuid:key>/discard/", views.ImportDiscardView.as_view(), name="import-discard"),
]
