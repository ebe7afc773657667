"""Addresses of moving in from another system."""

from django.urls import path

from registrations.source_systems.web import views

secretariat = [
    path("move-in/", views.MoveInView.as_view(), name="move-in"),
    path("move-in/<uuid:key>/", views.MoveInPreviewView.as_view(), name="move-in-preview"),
    path("move-in/<uuid:key>/discard/", views.MoveInDiscardView.as_view(), name="move-in-discard"),
    path("move-in/reports/<uuid:pk>/", views.TakeoverView.as_view(), name="takeover"),
    path("move-in/reports/<uuid:pk>/export/", views.TakeoverExportView.as_view(), name="takeover-export"),
]
