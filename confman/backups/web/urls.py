"""The address of the operator's page, beside those of the conferences."""

from django.urls import path

from confman.backups.web.views import OperationView

app_name = "backups"
urlpatterns = [path("", OperationView.as_view(), name="operation")]
