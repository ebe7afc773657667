"""Addresses of mailings in the secretariat: from the audience to sending, their files, and stopping them."""

from django.urls import path

from confman.mailings.web.views import dispatch, files, mailings

app_name = "mailings_secretariat"
urlpatterns = [
    *mailings.mailings.urls("mailings/"),
    path("mailings/<uuid:pk>/words/", mailings.MailingWordsView.as_view(), name="mailing-words"),
    path("mailings/<uuid:pk>/attachments/", files.FilesView.as_view(), name="mailing-files"),
    path("mailings/<uuid:pk>/attachments/<uuid:file>", files.AttachmentView.as_view(), name="mailing-file"),
    path(
        "mailings/<uuid:pk>/attachments/<uuid:file>/detach/",
        files.DetachView.as_view(),
        name="mailing-detach",
    ),
    path("mailings/<uuid:pk>/preview/", dispatch.MailingPreviewView.as_view(), name="mailing-preview"),
    path("mailings/<uuid:pk>/test/", dispatch.MailingTestView.as_view(), name="mailing-test"),
    path("mailings/<uuid:pk>/send/", dispatch.MailingSendView.as_view(), name="mailing-send"),
    path("mailings/<uuid:pk>/<slug:action>/", dispatch.MailingActionView.as_view(), name="mailing-action"),
]
