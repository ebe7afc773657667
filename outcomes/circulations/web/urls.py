"""Silence procedures: the secretariat's pages, and those of a delegation."""

from django.urls import path

from outcomes.circulations.web import views

_one = "circulations/<uuid:pk>/"
_own = "<uuid:pk>/silence/"

secretariat = [
    path("circulations/", views.CirculationListView.as_view(), name="circulation-list"),
    path("circulations/new/", views.CirculationStartView.as_view(), name="circulation-start"),
    path(_one, views.CirculationView.as_view(), name="circulation"),
    path(f"{_one}extend/", views.ExtendView.as_view(), name="circulation-extend"),
    path(f"{_one}stop/", views.StopView.as_view(), name="circulation-stop"),
    path(f"{_one}close/", views.CloseView.as_view(), name="circulation-close"),
    path(f"{_one}objections/new/", views.ObjectionRecordView.as_view(), name="objection-record"),
    path(
        f"{_one}objections/<uuid:objection>/withdraw/",
        views.ObjectionTakeBackView.as_view(),
        name="objection-take-back",
    ),
]
delegation = [
    path(
        "silence/<uuid:circulation>/<str:token>/",
        views.CirculationLinkView.as_view(),
        name="circulation-link",
    ),
    path(_own, views.CirculationsOfDelegationView.as_view(), name="circulations"),
    path(f"{_own}<uuid:circulation>/", views.CirculationOfDelegationView.as_view(), name="circulation"),
    path(
        f"{_own}<uuid:circulation>/<uuid:objection>/withdraw/",
        views.ObjectionWithdrawView.as_view(),
        name="objection-withdraw",
    ),
]
