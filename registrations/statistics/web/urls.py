"""Addresses of figures and targets."""

from django.urls import path

from registrations.statistics.web import views

secretariat = [
    path("registrations/figures/", views.FiguresView.as_view(), name="figures"),
    path("registrations/targets/", views.TargetsView.as_view(), name="targets"),
]
