"""A participant's pages, under /<slug>/me/."""

from django.urls import path

from registrations.web.urls import (
    change_requests,
    form,
    invitees,
    portal_agenda,
    portal_messages,
    portal_sign_in,
    surveys,
)
from registrations.web.views import my_page, portal, portal_erasing, portal_offline

app_name = "registrations_portal"
urlpatterns = [
    *invitees.portal_urlpatterns,
    path("", my_page.MyPageView.as_view(), name="index"),
    path("language/", my_page.LanguageView.as_view(), name="language"),
    path("link/<str:token>/", portal.LinkView.as_view(), name="link"),
    path("<uuid:pk>/", portal.RegistrationView.as_view(), name="registration"),
    path("<uuid:pk>/confirm/", portal.ConfirmView.as_view(), name="confirm"),
    path("<uuid:pk>/accept/", portal.AcceptView.as_view(), name="accept"),
    path("<uuid:pk>/complete/", portal.CompleteView.as_view(), name="complete"),
    path("<uuid:pk>/details/", portal.DetailsView.as_view(), name="details"),
    path("<uuid:pk>/ticket/", portal.TicketView.as_view(), name="ticket"),
    path("<uuid:pk>/ticket.pdf", portal.TicketFileView.as_view(), name="ticket-file"),
    path("<uuid:pk>/data/", portal.PrivacyView.as_view(), name="privacy"),
    path("<uuid:pk>/data/file/", portal.DataView.as_view(), name="data"),
    path("<uuid:pk>/cancel/", portal.CancelView.as_view(), name="cancel"),
    *form.portal_urlpatterns,
    path("<uuid:pk>/data/delete/", portal_erasing.EraseView.as_view(), name="erase"),
    path("worker.js", portal_offline.WorkerView.as_view(), name="worker"),
    path("manifest.webmanifest", portal_offline.ManifestView.as_view(), name="manifest"),
    *portal_sign_in.urlpatterns,
    *change_requests.portal,
    *portal_messages.urlpatterns,
    *portal_agenda.urlpatterns,
    *surveys.portal,
]
