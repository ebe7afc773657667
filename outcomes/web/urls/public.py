from django.urls import path

from outcomes.web.urls import followup
from outcomes.web.views import public as views

app_name = "outcomes_public"
urlpatterns = [
    path("recommendations/", views.PublishedListView.as_view(), name="recommendation-list"),
    path("recommendations/<uuid:pk>/", views.PublishedView.as_view(), name="recommendation"),
    *followup.public_urlpatterns,
]
