"""Addresses of booths and interpreters' turns."""

from django.urls import path

from agenda.interpretation.web import views

secretariat = [
    path("agenda/interpretation/", views.InterpretationView.as_view(), name="interpretation"),
    path(
        "agenda/interpretation/<uuid:pk>/",
        views.InterpretationFormView.as_view(),
        name="interpretation-change",
    ),
]
