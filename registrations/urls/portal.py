"""A participant's pages, under /<slug>/me/."""

from registrations.certificates.web import urls as certificates
from registrations.change_requests.web import urls as change_requests
from registrations.core.web import urls as core
from registrations.desk.web import urls as desk
from registrations.invitations.web import urls as invitations
from registrations.lifecycle.web import urls as lifecycle
from registrations.lists.web import urls as lists
from registrations.portal.web import urls as portal
from registrations.seats.web import urls as seats
from registrations.surveys.web import urls as surveys

app_name = "registrations_portal"
urlpatterns = [
    *portal.portal,
    *desk.portal,
    *surveys.portal,
    *certificates.portal,
    *invitations.portal,
    *change_requests.portal,
    *lifecycle.portal,
    *lists.portal,
    *seats.portal,
    *core.portal,
]
