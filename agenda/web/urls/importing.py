"""A schedule of another system comes in: part of the secretariat's agenda."""

from django.urls import path

from agenda.imports.web import views as importing

urlpatterns = [
    path("agenda/import/", importing.ImportView.as_view(), name="import"),
    path("agenda/import/<uuid:pk>/", importing.ImportPreviewView.as_view(), name="import-preview"),
    path("agenda/import/<uuid:pk>/discard/", importing.ImportDiscardView.as_view(), name="import-discard"),
]
