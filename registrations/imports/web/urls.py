"""Addresses of the import and export of lists of people."""

from django.urls import path

from registrations.imports.web import views

secretariat = [
    path("registrations/import/", views.PeopleImportView.as_view(), name="import"),
    path("registrations/import/undo/", views.ImportUndoView.as_view(), name="import-undo"),
    path("registrations/import/<uuid:key>/", views.ImportColumnsView.as_view(), name="import-columns"),
    path("registrations/export/", views.PeopleExportView.as_view(), name="export"),
]
