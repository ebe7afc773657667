"""Registration on the public site, under /<slug>/<language>/."""

from django.urls import path

from registrations.web.urls import surveys
from registrations.web.views import portal_agenda, public

app_name = "registrations_public"
urlpatterns = [
    path("register/", public.RegisterView.as_view(), name="register"),
    path("register/sent/", public.RegisteredView.as_view(), name="registered"),
    path("register/link/", public.LinkRequestView.as_view(), name="link-request"),
    path("register/link/sent/", public.LinkSentView.as_view(), name="link-sent"),
    path("my-agenda/<str:token>.ics", portal_agenda.OwnCalendarFile.as_view(), name="own-calendar"),
    *surveys.public,
]
