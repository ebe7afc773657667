"""Verifying a certificate, at /verify/."""

from django.urls import path

from registrations.web.views.certificates import VerifyView

app_name = "registrations_verify"
urlpatterns = [path("", VerifyView.as_view(), name="verify")]
