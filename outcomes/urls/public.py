"""Addresses of the outcomes that everyone may read, under /<slug>/<language>/."""

from outcomes.tracker.web import urls as tracker

app_name = "outcomes_public"
urlpatterns = tracker.public
