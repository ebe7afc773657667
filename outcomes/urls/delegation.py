"""Addresses of the outcomes for focal points, under /<slug>/delegation/."""

from outcomes.amendments.web import urls as amendments
from outcomes.circulations.web import urls as circulations
from outcomes.register.web import urls as register
from outcomes.statements.web import urls as statements

app_name = "outcomes_delegation"
urlpatterns = [*amendments.delegation, *circulations.delegation, *register.delegation, *statements.delegation]
