"""Pages of outcomes for people without an account, under /<slug>/me/."""

from outcomes.web.urls import drafting

app_name = "outcomes_portal"
urlpatterns = [*drafting.portal_urlpatterns]
