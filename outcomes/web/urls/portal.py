"""The pages of this floor for people without an account, under /<slug>/me/."""

from outcomes.web.urls import amendments, drafting, followup

app_name = "outcomes_portal"
urlpatterns = [
    *drafting.portal_urlpatterns,
    *followup.portal_urlpatterns,
    *amendments.portal_urlpatterns,
]
