"""A focal point's pages, under /<slug>/delegation/."""

from django.urls import path

from registrations.web.views import delegation, delegation_members, delegation_papers

MEMBER = "<uuid:pk>/members/<uuid:member>"
PAPER = "<uuid:pk>/papers/<uuid:paper>"

app_name = "registrations_delegation"
urlpatterns = [
    path("", delegation.IndexView.as_view(), name="index"),
    path("link/<str:token>/", delegation.LinkView.as_view(), name="link"),
    path("<uuid:pk>/", delegation.DelegationView.as_view(), name="delegation"),
    path("<uuid:pk>/name/", delegation_members.NominateView.as_view(), name="nominate"),
    path(f"{MEMBER}/change/", delegation_members.ChangeView.as_view(), name="change"),
    path(f"{MEMBER}/function/", delegation_members.FunctionView.as_view(), name="function"),
    path(f"{MEMBER}/remind/", delegation_members.RemindView.as_view(), name="remind"),
    path(f"{MEMBER}/replace/", delegation_members.ReplaceView.as_view(), name="replace"),
    path(f"{MEMBER}/withdraw/", delegation_members.WithdrawView.as_view(), name="withdraw"),
    path("<uuid:pk>/papers/add/", delegation_papers.PaperAddView.as_view(), name="paper-add"),
    path(f"{PAPER}/", delegation_papers.PaperView.as_view(), name="paper"),
    path(f"{PAPER}/replace/", delegation_papers.PaperReplaceView.as_view(), name="paper-replace"),
    path(f"{PAPER}/take-back/", delegation_papers.PaperTakeBackView.as_view(), name="paper-take-back"),
    path("<uuid:pk>/list.pdf", delegation_papers.ListFileView.as_view(format="pdf"), name="list-pdf"),
    path("<uuid:pk>/list.docx", delegation_papers.ListFileView.as_view(format="docx"), name="list-docx"),
]
