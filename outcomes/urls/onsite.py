"""The screens of drafting and of speakers, and statements for the booths, under /<slug>/onsite/."""

from outcomes.screens.web import urls as screens
from outcomes.speakers_lists.web import urls as speakers
from outcomes.statements.web import urls as statements

app_name = "outcomes_onsite"
urlpatterns = [*screens.onsite, *speakers.onsite, *statements.onsite]
