"""Registration on the public site, under /<slug>/<language>/."""

from registrations.lifecycle.web import urls as lifecycle
from registrations.lists.web import urls as lists
from registrations.portal.web import urls as portal
from registrations.surveys.web import urls as surveys

app_name = "registrations_public"
urlpatterns = [*portal.public, *surveys.public, *lifecycle.public, *lists.public]
