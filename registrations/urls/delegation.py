"""A focal point's pages, under /<slug>/delegation/."""

from registrations.delegations.web import urls as delegations

app_name = "registrations_delegation"
urlpatterns = [*delegations.delegation]
