"""The register of correspondence, and signatories."""

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from registrations.correspondence.web import views

UUID = UUIDConverter.regex

secretariat = [
    *views.letters.urls("correspondence/"),
    path("correspondence/<uuid:pk>/strike-out/", views.StrikeOutView.as_view(), name="strike-out"),
    path("correspondence/<uuid:pk>/scan/", views.ScanView.as_view(), name="letter-scan"),
    re_path(
        rf"^correspondence/(?P<pk>{UUID})/letter\.(?P<format>pdf|docx)$",
        views.LetterFileView.as_view(),
        name="letter-file",
    ),
    *views.signatories.urls("signatories/"),
    path("signatories/letters/", views.LetterSettingsView.as_view(), name="letter-settings"),
]
