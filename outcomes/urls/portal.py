"""The pages of the outcomes for people without an account, under /<slug>/me/."""

from outcomes.amendments.web import urls as amendments
from outcomes.desk.web import urls as desk
from outcomes.drafting.web import urls as drafting
from outcomes.follow_up.web import urls as follow_up
from outcomes.register.web import urls as register
from outcomes.screens.web import urls as screens
from outcomes.statements.web import urls as statements

app_name = "outcomes_portal"
urlpatterns = [
    *desk.portal,
    *drafting.portal,
    *screens.portal,
    *follow_up.portal,
    *amendments.portal,
    *register.portal,
    *statements.portal,
]
