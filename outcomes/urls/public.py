"""Addresses of the outcomes that everyone may read, under /<slug>/<language>/."""

from outcomes.register.web import urls as register
from outcomes.statements.web import urls as statements
from outcomes.tracker.web import urls as tracker

app_name = "outcomes_public"
urlpatterns = [*register.public, *statements.public, *tracker.public]
