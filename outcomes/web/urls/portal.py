"""The pages of this floor for people without an account, under /<slug>/me/."""

from outcomes.web.urls import followup

app_name = "outcomes_portal"
urlpatterns = [
    *followup.portal_urlpatterns,
]
