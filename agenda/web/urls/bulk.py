"""Many sessions at once: part of the secretariat's agenda."""

from django.urls import path

from agenda.desk.web.views import bulk_actions, running_late
from agenda.pasting.web import views as paste

urlpatterns = [
    path("agenda/bulk/", bulk_actions.BulkView.as_view(), name="bulk"),
    path("agenda/late/", running_late.RunningLateView.as_view(), name="running-late"),
    path("agenda/paste/", paste.PasteView.as_view(), name="paste"),
]
