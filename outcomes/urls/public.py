"""What everyone may read of the outcomes, under /<slug>/<language>/."""

from outcomes.tracker.web import urls as tracker

app_name = "outcomes_public"
urlpatterns = tracker.public
