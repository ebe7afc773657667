"""The door, under /<slug>/onsite/."""

from registrations.check_in.web import urls as check_in

app_name = "registrations_onsite"
urlpatterns = [*check_in.onsite]
