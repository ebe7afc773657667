"""Silence procedures: the secretariat's pages, and those of a delegation."""

from django.urls import path

from outcomes.circulations.web.views import circulations
from outcomes.circulations.web.views import delegation as own

_one = "circulations/<uuid:pk>/"
_own = "<uuid:pk>/silence/"

secretariat = [
    path("circulations/", circulations.CirculationListView.as_view(), name="circulation-list"),
    path("circulations/new/", circulations.CirculationStartView.as_view(), name="circulation-start"),
    path(_one, circulations.CirculationView.as_view(), name="circulation"),
    path(f"{_one}extend/", circulations.ExtendView.as_view(), name="circulation-extend"),
    path(f"{_one}stop/", circulations.StopView.as_view(), name="circulation-stop"),
    path(f"{_one}close/", circulations.CloseView.as_view(), name="circulation-close"),
    path(f"{_one}objections/new/", circulations.ObjectionRecordView.as_view(), name="objection-record"),
    path(
        f"{_one}objections/<uuid:objection>/withdraw/",
        circulations.ObjectionTakeBackView.as_view(),
        name="objection-take-back",
    ),
]
delegation = [
    path(
        "silence/<uuid:circulation>/<str:token>/", own.CirculationLinkView.as_view(), name="circulation-link"
    ),
    path(_own, own.CirculationsOfDelegationView.as_view(), name="circulations"),
    path(f"{_own}<uuid:circulation>/", own.CirculationOfDelegationView.as_view(), name="circulation"),
    path(
        f"{_own}<uuid:circulation>/<uuid:objection>/withdraw/",
        own.ObjectionWithdrawView.as_view(),
        name="objection-withdraw",
    ),
]
