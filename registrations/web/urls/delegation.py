"""A focal point's pages, under /<slug>/delegation/."""

from django.urls import path

from registrations.delegations.web.views import focal_point, focal_point_files, focal_point_members

MEMBER = "<uuid:pk>/members/<uuid:member>"
PAPER = "<uuid:pk>/papers/<uuid:paper>"

app_name = "registrations_delegation"
urlpatterns = [
    path("", focal_point.IndexView.as_view(), name="index"),
    path("link/<str:token>/", focal_point.LinkView.as_view(), name="link"),
    path("<uuid:pk>/", focal_point.DelegationView.as_view(), name="delegation"),
    path("<uuid:pk>/name/", focal_point_members.NominateView.as_view(), name="nominate"),
    path(f"{MEMBER}/change/", focal_point_members.ChangeView.as_view(), name="change"),
    path(f"{MEMBER}/function/", focal_point_members.FunctionView.as_view(), name="function"),
    path(f"{MEMBER}/remind/", focal_point_members.RemindView.as_view(), name="remind"),
    path(f"{MEMBER}/replace/", focal_point_members.ReplaceView.as_view(), name="replace"),
    path(f"{MEMBER}/withdraw/", focal_point_members.WithdrawView.as_view(), name="withdraw"),
    path("<uuid:pk>/papers/add/", focal_point_files.PaperAddView.as_view(), name="paper-add"),
    path(f"{PAPER}/", focal_point_files.PaperView.as_view(), name="paper"),
    path(f"{PAPER}/replace/", focal_point_files.PaperReplaceView.as_view(), name="paper-replace"),
    path(f"{PAPER}/take-back/", focal_point_files.PaperTakeBackView.as_view(), name="paper-take-back"),
    path("<uuid:pk>/list.pdf", focal_point_files.ListFileView.as_view(format="pdf"), name="list-pdf"),
    path("<uuid:pk>/list.docx", focal_point_files.ListFileView.as_view(format="docx"), name="list-docx"),
]
