"""A participant's messages, documents and certificate, under /<slug>/me/."""

from django.urls import path

from registrations.web.views import certificates, portal_messages

urlpatterns = [
    path("<uuid:pk>/messages/", portal_messages.MessagesView.as_view(), name="messages"),
    path("<uuid:pk>/documents/", portal_messages.DocumentsView.as_view(), name="documents"),
    path(
        "<uuid:pk>/documents/<uuid:material>/", portal_messages.OwnMaterialView.as_view(), name="own-material"
    ),
    path("<uuid:pk>/certificate/", certificates.TakeCertificateView.as_view(), name="certificate-take"),
    path("<uuid:pk>/certificate.pdf", certificates.OwnCertificateFileView.as_view(), name="certificate-file"),
]
