"""Addresses of protocol and travel: three for each table, and the seating."""

from django.urls import path

from registrations.protocol.web import views
from registrations.protocol.web.tables import PROTOCOL_TABLES

secretariat = [
    *views.hotels.urls("protocol/hotels/"),
    path("protocol/seating/", views.SeatingView.as_view(), name="seating-list"),
    path("protocol/seating/forget-draw/", views.DrawForgetView.as_view(), name="draw-forget"),
    path("protocol/visas/letters/", views.VisaLettersView.as_view(), name="visas-letters"),
    path("protocol/honours/<uuid:pk>/remove/", views.HonoursRemoveView.as_view(), name="honours-remove"),
]

for part in PROTOCOL_TABLES.values():
    arguments = {"part": part, "permission": part.permission}
    secretariat += [
        path(f"protocol/{part.key}/", views.PartListView.as_view(**arguments), name=f"{part.key}-list"),
        path(f"protocol/{part.key}/many/", views.PartManyView.as_view(**arguments), name=f"{part.key}-many"),
        path(
            f"protocol/{part.key}/<uuid:pk>/",
            views.PartChangeView.as_view(**arguments),
            name=f"{part.key}-change",
        ),
    ]
