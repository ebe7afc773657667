"""Delegations, their papers and credentials in the secretariat; a focal point's pages, under /<slug>/delegation/."""

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from registrations.delegations.web.views import credentials, delegations, focal_point, focal_point_members
from registrations.delegations.web.views.focal_point import DelegationLinkView, PaperFileView
from registrations.delegations.web.views.focal_point_members import MemberAddView

UUID = UUIDConverter.regex
DELEGATION = "delegations/<uuid:pk>"
MEMBER = "<uuid:pk>/members/<uuid:member>"
PAPER = "<uuid:pk>/papers/<uuid:paper>"

secretariat = [
    *delegations.delegations.urls("delegations/"),
    path("delegations/<uuid:pk>/approve-name/", delegations.ApproveNameView.as_view(), name="approve-name"),
    path(
        "delegations/<uuid:pk>/focal-points/add/",
        delegations.FocalPointAddView.as_view(),
        name="focal-point-add",
    ),
    re_path(
        rf"^delegations/(?P<pk>{UUID})/focal-points/(?P<focal_point>{UUID})/(?P<action>link|remove)/$",
        delegations.FocalPointActionView.as_view(),
        name="focal-point",
    ),
    path(f"{DELEGATION}/papers/add/", credentials.ReceivedPaperAddView.as_view(), name="paper-add"),
    path(f"{DELEGATION}/papers/seen/", credentials.PapersSeenView.as_view(), name="papers-seen"),
    path(f"{DELEGATION}/papers/<uuid:paper>/", credentials.PaperView.as_view(), name="paper"),
    path(
        f"{DELEGATION}/papers/<uuid:paper>/delete/",
        credentials.PaperDeleteView.as_view(),
        name="paper-delete",
    ),
    path(f"{DELEGATION}/credentials/", credentials.CredentialsView.as_view(), name="credentials"),
    path(f"{DELEGATION}/list.pdf", credentials.CredentialsListView.as_view(format="pdf"), name="list-pdf"),
    path(f"{DELEGATION}/list.docx", credentials.CredentialsListView.as_view(format="docx"), name="list-docx"),
]

delegation = [
    path("", focal_point.IndexView.as_view(), name="index"),
    path("link/<str:token>/", DelegationLinkView.as_view(), name="link"),
    path("<uuid:pk>/", focal_point.OwnDelegationView.as_view(), name="delegation"),
    path("<uuid:pk>/name/", MemberAddView.as_view(), name="nominate"),
    path("<uuid:pk>/remind/", focal_point_members.RemindAllView.as_view(), name="remind-all"),
    path(f"{MEMBER}/change/", focal_point_members.MemberCorrectionView.as_view(), name="change"),
    path(f"{MEMBER}/function/", focal_point_members.FunctionView.as_view(), name="function"),
    path(f"{MEMBER}/remind/", focal_point_members.MemberRemindView.as_view(), name="remind"),
    path(f"{MEMBER}/replace/", focal_point_members.ReplaceView.as_view(), name="replace"),
    path(f"{MEMBER}/withdraw/", focal_point_members.MemberWithdrawView.as_view(), name="withdraw"),
    path("<uuid:pk>/papers/add/", focal_point.PaperSubmitView.as_view(), name="paper-add"),
    path(f"{PAPER}/", PaperFileView.as_view(), name="paper"),
    path(f"{PAPER}/replace/", focal_point.PaperReplaceView.as_view(), name="paper-replace"),
    path(f"{PAPER}/take-back/", focal_point.PaperTakeBackView.as_view(), name="paper-take-back"),
    path("<uuid:pk>/list.pdf", focal_point.SignatureListView.as_view(format="pdf"), name="list-pdf"),
    path("<uuid:pk>/list.docx", focal_point.SignatureListView.as_view(format="docx"), name="list-docx"),
]
