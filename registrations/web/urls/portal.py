"""A participant's pages, under /<slug>/me/."""

from django.urls import path

from registrations.core.web import my_page
from registrations.core.web.offline import WorkerView
from registrations.core.web.portal import LinkView
from registrations.lifecycle.web.views.completion import CompleteView
from registrations.portal.web.views import erasure, home, offline
from registrations.web.urls import (
    change_requests,
    form,
    invitees,
    portal_agenda,
    portal_messages,
    portal_sign_in,
    surveys,
)

app_name = "registrations_portal"
urlpatterns = [
    *invitees.portal_urlpatterns,
    path("", my_page.MyPageView.as_view(), name="index"),
    path("language/", my_page.LanguageView.as_view(), name="language"),
    path("link/<str:token>/", LinkView.as_view(), name="link"),
    path("<uuid:pk>/", home.RegistrationView.as_view(), name="registration"),
    path("<uuid:pk>/confirm/", home.ConfirmView.as_view(), name="confirm"),
    path("<uuid:pk>/accept/", home.AcceptView.as_view(), name="accept"),
    path("<uuid:pk>/complete/", CompleteView.as_view(), name="complete"),
    path("<uuid:pk>/details/", home.DetailsView.as_view(), name="details"),
    path("<uuid:pk>/ticket/", home.TicketView.as_view(), name="ticket"),
    path("<uuid:pk>/ticket.pdf", home.TicketFileView.as_view(), name="ticket-file"),
    path("<uuid:pk>/data/", home.PrivacyView.as_view(), name="privacy"),
    path("<uuid:pk>/data/file/", home.DataView.as_view(), name="data"),
    path("<uuid:pk>/cancel/", home.CancelView.as_view(), name="cancel"),
    *form.portal_urlpatterns,
    path("<uuid:pk>/data/delete/", erasure.EraseView.as_view(), name="erase"),
    path("worker.js", WorkerView.as_view(), name="worker"),
    path("manifest.webmanifest", offline.ManifestView.as_view(), name="manifest"),
    *portal_sign_in.urlpatterns,
    *change_requests.portal,
    *portal_messages.urlpatterns,
    *portal_agenda.urlpatterns,
    *surveys.portal,
]
