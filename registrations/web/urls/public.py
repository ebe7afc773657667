"""Registration on the public site, under /<slug>/<language>/."""

from django.urls import path

from registrations.lifecycle.web.views import enrolment
from registrations.portal.web.views import agenda
from registrations.web.urls import surveys

app_name = "registrations_public"
urlpatterns = [
    path("register/", enrolment.RegisterView.as_view(), name="register"),
    path("register/sent/", enrolment.RegisteredView.as_view(), name="registered"),
    path("register/link/", enrolment.LinkRequestView.as_view(), name="link-request"),
    path("register/link/sent/", enrolment.LinkSentView.as_view(), name="link-sent"),
    path("my-agenda/<str:token>.ics", agenda.OwnCalendarFile.as_view(), name="own-calendar"),
    *surveys.public,
]
