"""Addresses of a participant's own pages, under /<slug>/me/, and of their calendar."""

from django.urls import path

from registrations.portal.web.views import agenda, answers, documents, home, messages

portal = [
    path("<uuid:pk>/", home.OwnRegistrationView.as_view(), name="registration"),
    path("<uuid:pk>/confirm/", home.EmailConfirmView.as_view(), name="confirm"),
    path("<uuid:pk>/accept/", home.OfferAcceptView.as_view(), name="accept"),
    path("<uuid:pk>/details/", home.OwnDetailsView.as_view(), name="details"),
    path("<uuid:pk>/ticket/", home.OwnTicketView.as_view(), name="ticket"),
    path("<uuid:pk>/ticket.pdf", home.TicketFileView.as_view(), name="ticket-file"),
    path("<uuid:pk>/data/", home.OwnPrivacyView.as_view(), name="privacy"),
    path("<uuid:pk>/data/file/", home.DataView.as_view(), name="data"),
    path("<uuid:pk>/cancel/", home.CancelView.as_view(), name="cancel"),
    path("<uuid:pk>/data/delete/", home.EraseView.as_view(), name="erase"),
    path("manifest.webmanifest", home.ManifestView.as_view(), name="manifest"),
    path("<uuid:pk>/answers/", answers.OwnAnswersView.as_view(), name="answers"),
    path("<uuid:pk>/agenda/", agenda.OwnAgendaView.as_view(), name="own-agenda"),
    path("<uuid:pk>/agenda/file.ics", agenda.OwnCalendarDownloadView.as_view(), name="own-calendar-file"),
    path(
        "<uuid:pk>/agenda/calendar/",
        agenda.RegistrationCalendarAddressView.as_view(),
        name="own-calendar-address",
    ),
    path("<uuid:pk>/messages/", messages.MessagesView.as_view(), name="messages"),
    path("<uuid:pk>/documents/", documents.DocumentsView.as_view(), name="documents"),
    path(
        "<uuid:pk>/documents/<uuid:material>/", documents.SessionMaterialView.as_view(), name="own-material"
    ),
    path("<uuid:pk>/confirmation.pdf", documents.OwnConfirmationView.as_view(), name="confirmation-file"),
    path("<uuid:pk>/letters/<uuid:letter>.pdf", documents.OwnLetterView.as_view(), name="own-letter"),
]

public = [path("my-agenda/<str:token>.ics", agenda.ParticipantCalendarFile.as_view(), name="own-calendar")]
