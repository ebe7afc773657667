"""The registration desk, under /<slug>/secretariat/."""

from django.urls import path, re_path

from registrations.attendance.web.views import attendance
from registrations.certificates.web import views as certificates
from registrations.delegations.web.views import delegations
from registrations.desk.web.views import registration, registration_list
from registrations.imports.web import views as exchange
from registrations.lifecycle.web.transitions import ACTS
from registrations.lifecycle.web.views import categories
from registrations.web.urls import (
    badges,
    change_requests,
    check_in,
    credentials,
    form,
    invitees,
    protocol,
    review,
    seats,
    surveys,
)

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

app_name = "registrations_secretariat"
urlpatterns = [
    *invitees.urlpatterns,
    path("registrations/", registration_list.ReviewListView.as_view(), name="registration-list"),
    *review.urlpatterns,
    path("registrations/add/", registration.RegistrationAddView.as_view(), name="registration-add"),
    path("registrations/import/", exchange.ImportView.as_view(), name="import"),
    path("registrations/import/<uuid:key>/", exchange.ImportColumnsView.as_view(), name="import-columns"),
    path("registrations/export/", exchange.ExportView.as_view(), name="export"),
    path("registrations/<uuid:pk>/", registration.RegistrationView.as_view(), name="registration"),
    path(
        "registrations/<uuid:pk>/change/",
        registration.RegistrationChangeView.as_view(),
        name="registration-change",
    ),
    path("registrations/<uuid:pk>/link/", registration.SendLinkView.as_view(), name="send-link"),
    re_path(
        rf"^registrations/(?P<pk>{UUID})/(?P<act>{'|'.join(ACTS)})/$",
        registration_list.DecideView.as_view(),
        name="decide",
    ),
    *badges.urlpatterns,
    re_path(
        rf"^registrations/(?P<pk>{UUID})/(?P<kind>ticket|name_plates|confirmation)\.pdf$",
        attendance.CardView.as_view(),
        name="card",
    ),
    path("categories/", categories.CategoryListView.as_view(), name="category-list"),
    path("categories/add/", categories.CategoryAddView.as_view(), name="category-add"),
    path("categories/<uuid:pk>/", categories.CategoryChangeView.as_view(), name="category-change"),
    path("categories/<uuid:pk>/delete/", categories.CategoryDeleteView.as_view(), name="category-delete"),
    path("delegations/", delegations.DelegationListView.as_view(), name="delegation-list"),
    path("delegations/add/", delegations.DelegationAddView.as_view(), name="delegation-add"),
    path("delegations/<uuid:pk>/", delegations.DelegationView.as_view(), name="delegation"),
    path(
        "delegations/<uuid:pk>/change/", delegations.DelegationChangeView.as_view(), name="delegation-change"
    ),
    path(
        "delegations/<uuid:pk>/delete/", delegations.DelegationDeleteView.as_view(), name="delegation-delete"
    ),
    path("delegations/<uuid:pk>/approve-name/", delegations.ApproveNameView.as_view(), name="approve-name"),
    path(
        "delegations/<uuid:pk>/focal-points/add/",
        delegations.FocalPointAddView.as_view(),
        name="focal-point-add",
    ),
    re_path(
        rf"^delegations/(?P<pk>{UUID})/focal-points/(?P<focal_point>{UUID})/(?P<act>link|remove)/$",
        delegations.FocalPointActView.as_view(),
        name="focal-point",
    ),
    *credentials.urlpatterns,
    *form.urlpatterns,
    *check_in.urlpatterns,
    path("attendance/", attendance.AttendanceView.as_view(), name="attendance"),
    path("attendance/checkpoints/add/", attendance.CheckpointAddView.as_view(), name="checkpoint-add"),
    path(
        "attendance/checkpoints/<uuid:pk>/",
        attendance.CheckpointChangeView.as_view(),
        name="checkpoint-change",
    ),
    path(
        "attendance/checkpoints/<uuid:pk>/delete/",
        attendance.CheckpointDeleteView.as_view(),
        name="checkpoint-delete",
    ),
    path(
        "attendance/records/<uuid:pk>/withdraw/", attendance.ScanWithdrawView.as_view(), name="scan-withdraw"
    ),
    path("attendance/certificates/", certificates.CertificateListView.as_view(), name="certificate-list"),
    path(
        "attendance/certificates/issue/",
        certificates.IssueCertificatesView.as_view(),
        name="certificates-issue",
    ),
    path(
        "attendance/certificates/send/", certificates.SendCertificatesView.as_view(), name="certificates-send"
    ),
    path(
        "registrations/<uuid:pk>/certificate/issue/",
        certificates.IssueOneView.as_view(),
        name="certificate-issue",
    ),
    path(
        "registrations/<uuid:pk>/certificate/send/",
        certificates.SendCertificateView.as_view(),
        name="certificate-send",
    ),
    path(
        "registrations/<uuid:pk>/certificate/revoke/",
        certificates.RevokeCertificateView.as_view(),
        name="certificate-revoke",
    ),
    *change_requests.urlpatterns,
    *seats.urlpatterns,
    *protocol.urlpatterns,
    *surveys.urlpatterns,
]
