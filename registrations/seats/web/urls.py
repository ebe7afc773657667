"""Addresses of the pages on seats."""

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from registrations.seats.web import sign_up, views

UUID = UUIDConverter.regex
PLACE = rf"^seats/(?P<kind>session|group)/(?P<place>{UUID})/"

secretariat = [
    re_path(rf"{PLACE}$", views.SeatListView.as_view(), name="seat-list"),
    re_path(rf"{PLACE}export/$", views.SeatExportView.as_view(), name="seat-export"),
    re_path(rf"{PLACE}add/(?P<registration>{UUID})/$", views.SeatAddView.as_view(), name="seat-add"),
    re_path(
        rf"{PLACE}(?P<seat>{UUID})/(?P<action>give|take-back)/$",
        views.SeatActionView.as_view(),
        name="seat-action",
    ),
]

portal = [
    path("<uuid:pk>/agenda/seat/", sign_up.OwnSeatView.as_view(), name="own-seat"),
    re_path(rf"{PLACE}$", sign_up.SeatPartView.as_view(), name="seat-part"),
    *(
        path(f"sign-up/{address}<uuid:place>/", sign_up.SignUpView.as_view(kind=kind), name=f"sign-up-{kind}")
        for kind, address in (("session", ""), ("group", "group/"))
    ),
]
