"""The screens of drafting and of speakers, under /<slug>/onsite/."""

from outcomes.screens.web import urls as screens
from outcomes.speakers.web import urls as speakers

app_name = "outcomes_onsite"
urlpatterns = [*screens.onsite, *speakers.onsite]
