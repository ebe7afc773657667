"""A participant's messages, documents and certificate, under /<slug>/me/."""

from django.urls import path

from registrations.certificates.web import views as certificates
from registrations.portal.web.views import documents as portal_documents
from registrations.portal.web.views import messages

urlpatterns = [
    path("<uuid:pk>/messages/", messages.MessagesView.as_view(), name="messages"),
    path("<uuid:pk>/documents/", portal_documents.DocumentsView.as_view(), name="documents"),
    path(
        "<uuid:pk>/documents/<uuid:material>/",
        portal_documents.OwnMaterialView.as_view(),
        name="own-material",
    ),
    path(
        "<uuid:pk>/confirmation.pdf", portal_documents.OwnConfirmationView.as_view(), name="confirmation-file"
    ),
    path("<uuid:pk>/letters/<uuid:letter>.pdf", portal_documents.OwnLetterView.as_view(), name="own-letter"),
    path("<uuid:pk>/certificate/", certificates.TakeCertificateView.as_view(), name="certificate-take"),
    path("<uuid:pk>/certificate.pdf", certificates.OwnCertificateFileView.as_view(), name="certificate-file"),
]
