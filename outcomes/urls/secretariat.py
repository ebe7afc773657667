"""The pages of the outcomes for the secretariat, under /<slug>/secretariat/."""

from outcomes.amendments.web import urls as amendments
from outcomes.circulations.web import urls as circulations
from outcomes.desk.web import urls as desk
from outcomes.drafting.web import urls as drafting
from outcomes.follow_up.web import urls as follow_up
from outcomes.imports.web import urls as imports
from outcomes.plenary.web import urls as plenary
from outcomes.publication.web import urls as publication
from outcomes.records.web import urls as records
from outcomes.register.web import urls as register
from outcomes.reports.web import urls as reports
from outcomes.screens.web import urls as screens
from outcomes.speakers_lists.web import urls as speakers
from outcomes.statements.web import urls as statements

app_name = "outcomes_secretariat"
urlpatterns = [
    *desk.secretariat,
    *drafting.secretariat,
    *screens.secretariat,
    *imports.secretariat,
    *plenary.secretariat,
    *amendments.secretariat,
    *circulations.secretariat,
    *speakers.secretariat,
    *statements.secretariat,
    *records.secretariat,
    *register.secretariat,
    *publication.secretariat,
    *follow_up.secretariat,
    *reports.secretariat,
]
