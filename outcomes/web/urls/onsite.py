"""The screens of drafting and of speakers, under /<slug>/onsite/."""

from django.urls import path

from outcomes.screens.web import views as screen
from outcomes.web.urls import speakers

app_name = "outcomes_onsite"
urlpatterns = [
    path("drafting/<slug:token>/", screen.ScreenView.as_view(), name="screen"),
    path("drafting/<slug:token>/part/", screen.ScreenPartView.as_view(), name="screen-part"),
    *speakers.onsite_urlpatterns,
]
