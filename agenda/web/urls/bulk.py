"""Many sessions at once: part of the secretariat's agenda."""

from django.urls import path

from agenda.web.views import bulk, late, paste

urlpatterns = [
    path("agenda/bulk/", bulk.BulkView.as_view(), name="bulk"),
    path("agenda/late/", late.RunningLateView.as_view(), name="running-late"),
    path("agenda/paste/", paste.PasteView.as_view(), name="paste"),
]
