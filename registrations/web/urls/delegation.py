"""A focal point's pages, under /<slug>/delegation/."""

from django.urls import path

from registrations.web.views import delegation

app_name = "registrations_delegation"
urlpatterns = [
    path("", delegation.IndexView.as_view(), name="index"),
    path("link/<str:token>/", delegation.LinkView.as_view(), name="link"),
    path("<uuid:pk>/", delegation.DelegationView.as_view(), name="delegation"),
    path("<uuid:pk>/name/", delegation.NominateView.as_view(), name="nominate"),
    path("<uuid:pk>/members/<uuid:member>/replace/", delegation.ReplaceView.as_view(), name="replace"),
    path("<uuid:pk>/members/<uuid:member>/withdraw/", delegation.WithdrawView.as_view(), name="withdraw"),
]
