"""Addresses at which the operator restores archives."""

from django.urls import path

from confman.archives.web.restore_views import RestoreProgressView, RestoreView

app_name = "archives_operator"
urlpatterns = [
    path("", RestoreView.as_view(), name="restore"),
    path("progress/", RestoreProgressView.as_view(), name="restore-progress"),
]
