"""The ledger of invitees, correspondence and single-use invitations, under /<slug>/secretariat/ and /<slug>/me/."""

from django.urls import path, re_path

from registrations.correspondence.web import views as correspondence
from registrations.invitations.web.views import exchange as invitee_exchange
from registrations.invitations.web.views import invitations, invitees

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

urlpatterns = [
    path("invitees/", invitees.InviteeListView.as_view(), name="invitee-list"),
    path("invitees/add/", invitees.InviteeAddView.as_view(), name="invitee-add"),
    path("invitees/import/", invitee_exchange.InviteeImportView.as_view(), name="invitee-import"),
    path(
        "invitees/import/<uuid:key>/",
        invitee_exchange.InviteeColumnsView.as_view(),
        name="invitee-import-columns",
    ),
    path("invitees/export/", invitee_exchange.InviteeExportView.as_view(), name="invitee-export"),
    path("invitees/letters/", invitees.LettersView.as_view(), name="letters"),
    path("invitees/chase/", invitees.ChaseView.as_view(), name="chase"),
    path("invitees/<uuid:pk>/", invitees.InviteeView.as_view(), name="invitee"),
    path("invitees/<uuid:pk>/change/", invitees.InviteeChangeView.as_view(), name="invitee-change"),
    path("invitees/<uuid:pk>/delete/", invitees.InviteeDeleteView.as_view(), name="invitee-delete"),
    path("invitees/<uuid:pk>/reply/", invitees.ReplyView.as_view(), name="reply"),
    path("correspondence/", correspondence.CorrespondenceListView.as_view(), name="correspondence-list"),
    path("correspondence/add/", correspondence.LetterAddView.as_view(), name="letter-add"),
    path("correspondence/<uuid:pk>/", correspondence.LetterView.as_view(), name="letter"),
    path("correspondence/<uuid:pk>/change/", correspondence.LetterChangeView.as_view(), name="letter-change"),
    path("correspondence/<uuid:pk>/strike-out/", correspondence.StrikeOutView.as_view(), name="strike-out"),
    path("correspondence/<uuid:pk>/scan/", correspondence.ScanView.as_view(), name="letter-scan"),
    re_path(
        rf"^correspondence/(?P<pk>{UUID})/letter\.(?P<format>pdf|docx)$",
        correspondence.LetterFileView.as_view(),
        name="letter-file",
    ),
    path("signatories/", correspondence.SignatoryListView.as_view(), name="signatory-list"),
    path("signatories/add/", correspondence.SignatoryAddView.as_view(), name="signatory-add"),
    path("signatories/letters/", correspondence.LetterSettingsView.as_view(), name="letter-settings"),
    path("signatories/<uuid:pk>/", correspondence.SignatoryChangeView.as_view(), name="signatory-change"),
    path(
        "signatories/<uuid:pk>/delete/", correspondence.SignatoryDeleteView.as_view(), name="signatory-delete"
    ),
    path("invitations/", invitations.InvitationListView.as_view(), name="invitation-list"),
    path("invitations/send/", invitations.InviteView.as_view(), name="invite"),
    path("invitations/act/", invitations.InvitationsActView.as_view(), name="invitations-act"),
    path("registrations/<uuid:pk>/renew/", invitations.RenewView.as_view(), name="invitation-renew"),
]

portal_urlpatterns = [
    path("invitation/<str:token>/", invitations.InvitationLinkView.as_view(), name="invitation"),
    path("invitations/<uuid:pk>/", invitations.InvitationView.as_view(), name="invitation-form"),
]
