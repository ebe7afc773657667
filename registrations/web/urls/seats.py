"""Who has signed up for what, under /<slug>/secretariat/."""

from django.urls import re_path

from registrations.seats.web import views as seats

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
PLACE = rf"^seats/(?P<kind>session|group)/(?P<place>{UUID})/"

urlpatterns = [
    re_path(rf"{PLACE}$", seats.SeatListView.as_view(), name="seat-list"),
    re_path(rf"{PLACE}export/$", seats.SeatExportView.as_view(), name="seat-export"),
    re_path(rf"{PLACE}add/(?P<registration>{UUID})/$", seats.SeatAddView.as_view(), name="seat-add"),
    re_path(
        rf"{PLACE}(?P<seat>{UUID})/(?P<act>give|take-back)/$", seats.SeatActView.as_view(), name="seat-act"
    ),
]
