"""What a focal point has of the outcomes, under /<slug>/delegation/."""

from outcomes.web.urls import amendments, circulations

app_name = "outcomes_delegation"
urlpatterns = [*amendments.delegation_urlpatterns, *circulations.delegation_urlpatterns]
