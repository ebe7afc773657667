"""Addresses of the page of participants, on the public site and under /<slug>/me/."""

from django.urls import path

from registrations.lists.web import views

portal = [
    path("<uuid:pk>/participants/", views.OwnParticipantsView.as_view(), name="participants"),
    path("<uuid:pk>/participants/<uuid:addressee>/", views.WriteView.as_view(), name="participant-write"),
]

public = [path("participants/", views.PublicParticipantsView.as_view(), name="participants")]
