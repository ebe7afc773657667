"""Addresses of registration on the public site, its completion by the participant, and categories."""

from django.urls import path

from registrations.lifecycle.web.views import categories, enrolment

secretariat = categories.categories.urls("categories/")

portal = [path("<uuid:pk>/complete/", enrolment.CompleteView.as_view(), name="complete")]

public = [
    path("register/", enrolment.RegisterView.as_view(), name="register"),
    path("register/sent/", enrolment.RegisteredView.as_view(), name="registered"),
    path("register/link/", enrolment.LinkRequestView.as_view(), name="link-request"),
    path("register/link/sent/", enrolment.LinkSentView.as_view(), name="link-sent"),
]
