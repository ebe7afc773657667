"""The addresses of the operator's page, beside those of the conferences."""

from django.urls import path

from confman.backups.web.views import HeldMailView, InstallationView, OutboxOpenView

app_name = "backups"
urlpatterns = [
    path("", InstallationView.as_view(), name="operation"),
    path("outbox/", OutboxOpenView.as_view(), name="open-outbox"),
    path("mails/", HeldMailView.as_view(), name="held-mail"),
]
