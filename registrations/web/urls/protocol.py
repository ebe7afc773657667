"""Protocol and travel, under /<slug>/secretariat/protocol/: three addresses for each table, and the seating."""

from django.urls import path

from registrations.protocol.web import views as protocol
from registrations.protocol.web.tables import PARTS

urlpatterns = [
    path("protocol/seating/", protocol.SeatingView.as_view(), name="seating-list"),
    path("protocol/seating/forget-draw/", protocol.DrawForgetView.as_view(), name="draw-forget"),
    path("protocol/visas/letters/", protocol.VisaLettersView.as_view(), name="visas-letters"),
    path("protocol/honours/<uuid:pk>/remove/", protocol.HonoursRemoveView.as_view(), name="honours-remove"),
]
for part in PARTS.values():
    given = {"part": part, "permission": part.permission}
    urlpatterns += [
        path(f"protocol/{part.key}/", protocol.PartListView.as_view(**given), name=f"{part.key}-list"),
        path(f"protocol/{part.key}/many/", protocol.PartManyView.as_view(**given), name=f"{part.key}-many"),
        path(
            f"protocol/{part.key}/<uuid:pk>/",
            protocol.PartChangeView.as_view(**given),
            name=f"{part.key}-change",
        ),
    ]
