"""Materials in the secretariat; part of agenda_secretariat."""

from django.urls import path

from agenda.materials.web import views as materials

urlpatterns = [
    path("agenda/presentations/", materials.PresentationsView.as_view(), name="presentations"),
    path(
        "agenda/presentations/no-room.zip",
        materials.PresentationsArchiveView.as_view(),
        name="presentations-without-room",
    ),
    path(
        "agenda/presentations/<uuid:room>.zip",
        materials.PresentationsArchiveView.as_view(),
        name="presentations-archive",
    ),
    path(
        "agenda/sessions/<uuid:pk>/materials/",
        materials.SessionMaterialsView.as_view(),
        name="session-materials",
    ),
    path("agenda/materials/<uuid:pk>/", materials.MaterialChangeView.as_view(), name="material-change"),
    path("agenda/materials/<uuid:pk>/check/", materials.MaterialCheckView.as_view(), name="material-check"),
    path(
        "agenda/materials/<uuid:pk>/remove/", materials.MaterialRemoveView.as_view(), name="material-remove"
    ),
    path("agenda/materials/<uuid:pk>/file/", materials.MaterialFileView.as_view(), name="material-file"),
]
