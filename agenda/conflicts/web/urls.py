"""Addresses of the conflicts of the working agenda."""

from django.urls import path

from agenda.conflicts.web import views

secretariat = [
    path("agenda/conflicts/", views.ConflictsView.as_view(), name="checks"),
    path("agenda/conflicts/severities/", views.SeveritiesView.as_view(), name="severities"),
]
