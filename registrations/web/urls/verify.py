"""Verifying a certificate, at /verify/."""

from django.urls import path

from registrations.certificates.web.views import VerifyView

app_name = "registrations_verify"
urlpatterns = [path("", VerifyView.as_view(), name="verify")]
