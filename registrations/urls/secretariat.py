"""The registration desk, under /<slug>/secretariat/."""

from registrations.attendance.web import urls as attendance
from registrations.badges.web import urls as badges
from registrations.certificates.web import urls as certificates
from registrations.change_requests.web import urls as change_requests
from registrations.check_in.web import urls as check_in
from registrations.correspondence.web import urls as correspondence
from registrations.delegations.web import urls as delegations
from registrations.desk.web import urls as desk
from registrations.imports.web import urls as imports
from registrations.invitations.web import urls as invitations
from registrations.lifecycle.web import urls as lifecycle
from registrations.protocol.web import urls as protocol
from registrations.questionnaire.web import urls as questionnaire
from registrations.seats.web import urls as seats
from registrations.source_systems.web import urls as source_systems
from registrations.statistics.web import urls as statistics
from registrations.surveys.web import urls as surveys

app_name = "registrations_secretariat"
urlpatterns = [
    *imports.secretariat,
    *source_systems.secretariat,
    *desk.secretariat,
    *statistics.secretariat,
    *surveys.secretariat,
    *certificates.secretariat,
    *check_in.secretariat,
    *attendance.secretariat,
    *invitations.secretariat,
    *delegations.secretariat,
    *change_requests.secretariat,
    *protocol.secretariat,
    *correspondence.secretariat,
    *lifecycle.secretariat,
    *badges.secretariat,
    *seats.secretariat,
    *questionnaire.secretariat,
]
