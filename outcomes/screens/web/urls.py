"""Addresses of the drafting screen: its operator's page, in both areas, and the screen itself."""

from django.urls import path

from outcomes.drafting.web.group_base import portal_path, secretariat_path
from outcomes.screens.web import views

secretariat = [
    secretariat_path("groups/<str:code>/room/screen/", views.RoomScreenView, "room-screen"),
    secretariat_path("plenary/screen/", views.PlenaryScreenView, "plenary-screen"),
]
portal = [portal_path("groups/<str:code>/screen/", views.RoomScreenView, "room-screen")]
onsite = [
    path("drafting/<slug:token>/", views.DraftingScreenView.as_view(), name="screen"),
    path("drafting/<slug:token>/part/", views.DraftingScreenPartView.as_view(), name="screen-part"),
]
