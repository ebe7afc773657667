"""Addresses of the ledger of invitees and of single-use invitations."""

from django.urls import path

from registrations.invitations.web.views import exchange, invitations, invitees

secretariat = [
    *invitees.invitees.urls("invitees/"),
    path("invitees/import/", exchange.InviteeImportView.as_view(), name="invitee-import"),
    path("invitees/import/<uuid:key>/", exchange.InviteeColumnsView.as_view(), name="invitee-import-columns"),
    path("invitees/other-conferences/", exchange.OtherConferencesView.as_view(), name="other-conferences"),
    path("invitees/from-address-book/", invitees.InviteeTakeView.as_view(), name="invitee-take"),
    path("invitees/export/", exchange.InviteeExportView.as_view(), name="invitee-export"),
    path("invitees/letters/", invitees.LettersView.as_view(), name="letters"),
    path("invitees/remind/", invitees.InviteeRemindView.as_view(), name="remind"),
    path("invitees/<uuid:pk>/reply/", invitees.ReplyView.as_view(), name="reply"),
    path("invitations/", invitations.InvitationListView.as_view(), name="invitation-list"),
    path("invitations/send/", invitations.InviteView.as_view(), name="invite"),
    path("invitations/action/", invitations.InvitationsActionView.as_view(), name="invitations-action"),
    path("registrations/<uuid:pk>/renew/", invitations.RenewView.as_view(), name="invitation-renew"),
]

portal = [
    path("invitation/<str:token>/", invitations.InvitationLinkView.as_view(), name="invitation"),
    path("invitations/<uuid:pk>/", invitations.InvitationView.as_view(), name="invitation-form"),
]
