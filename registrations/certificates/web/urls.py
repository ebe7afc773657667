"""Certificates: in the secretariat, downloaded by the participant, and verified at /verify/."""

from django.urls import path

from registrations.certificates.web import views

secretariat = [
    path("attendance/certificates/", views.CertificateListView.as_view(), name="certificate-list"),
    path("attendance/certificates/issue/", views.IssueCertificatesView.as_view(), name="certificates-issue"),
    path("attendance/certificates/send/", views.SendCertificatesView.as_view(), name="certificates-send"),
    path(
        "registrations/<uuid:pk>/certificate/issue/", views.IssueOneView.as_view(), name="certificate-issue"
    ),
    path(
        "registrations/<uuid:pk>/certificate/send/",
        views.SendCertificateView.as_view(),
        name="certificate-send",
    ),
    path(
        "registrations/<uuid:pk>/certificate/revoke/",
        views.RevokeCertificateView.as_view(),
        name="certificate-revoke",
    ),
]

portal = [
    path("<uuid:pk>/certificate/", views.TakeCertificateView.as_view(), name="certificate-take"),
    path("<uuid:pk>/certificate.pdf", views.OwnCertificateFileView.as_view(), name="certificate-file"),
]

verify = [
    path("", views.VerifyView.as_view(), name="verify"),
    path("file/", views.VerifyFileView.as_view(), name="verify-file"),
]
