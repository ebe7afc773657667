"""Addresses of rooms and working groups."""

from django.urls import path

from agenda.rooms.web import views

secretariat = [
    path("agenda/rooms/", views.RoomListView.as_view(), name="room-list"),
    path("agenda/rooms/add/", views.RoomFormView.as_view(), name="room-add"),
    path("agenda/rooms/<uuid:pk>/", views.RoomFormView.as_view(), name="room-change"),
    path("agenda/rooms/<uuid:pk>/delete/", views.RoomDeleteView.as_view(), name="room-delete"),
    path("agenda/groups/", views.GroupListView.as_view(), name="group-list"),
    path("agenda/groups/add/", views.GroupFormView.as_view(), name="group-add"),
    path("agenda/groups/<uuid:pk>/", views.GroupFormView.as_view(), name="group-change"),
    path("agenda/groups/<uuid:pk>/delete/", views.GroupDeleteView.as_view(), name="group-delete"),
]
