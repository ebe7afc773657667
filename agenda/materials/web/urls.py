"""Addresses of presentations and documents of sessions."""

from django.urls import path

from agenda.materials.web import views

secretariat = [
    path("agenda/presentations/", views.PresentationsView.as_view(), name="presentations"),
    path(
        "agenda/presentations/no-room.zip",
        views.PresentationsArchiveView.as_view(),
        name="presentations-without-room",
    ),
    path(
        "agenda/presentations/<uuid:room>.zip",
        views.PresentationsArchiveView.as_view(),
        name="presentations-archive",
    ),
    path(
        "agenda/sessions/<uuid:pk>/materials/", views.SessionMaterialsView.as_view(), name="session-materials"
    ),
    path("agenda/materials/<uuid:pk>/", views.MaterialChangeView.as_view(), name="material-change"),
    path("agenda/materials/<uuid:pk>/check/", views.MaterialCheckView.as_view(), name="material-check"),
    path("agenda/materials/<uuid:pk>/remove/", views.MaterialRemoveView.as_view(), name="material-remove"),
    path("agenda/materials/<uuid:pk>/file/", views.MaterialFileView.as_view(), name="material-file"),
]
