"""Addresses of the end of a conference."""

from django.urls import path

from confman.archives.web import views

app_name = "archives_secretariat"
urlpatterns = [
    path("", views.ArchiveView.as_view(), name="archive"),
    path("progress/", views.ArchiveProgressView.as_view(), name="archive-progress"),
    path("<uuid:pk>/file/", views.ArchiveFileView.as_view(), name="archive-file"),
    path("hold/", views.LegalHoldView.as_view(), name="legal-hold"),
    path("mail/", views.MailReleaseView.as_view(), name="let-mail-leave"),
    path("delete/", views.ConferenceDeleteView.as_view(), name="delete-conference"),
]
