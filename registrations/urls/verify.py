"""Verifying a certificate, at /verify/."""

from registrations.certificates.web import urls as certificates

app_name = "registrations_verify"
urlpatterns = [*certificates.verify]
