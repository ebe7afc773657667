"""Addresses of registration on the public site, its completion by the participant, and categories."""

from django.urls import path

from registrations.lifecycle.web.views import categories, completion, enrolment

secretariat = [
    path("categories/", categories.CategoryListView.as_view(), name="category-list"),
    path("categories/add/", categories.CategoryAddView.as_view(), name="category-add"),
    path("categories/<uuid:pk>/", categories.CategoryChangeView.as_view(), name="category-change"),
    path("categories/<uuid:pk>/delete/", categories.CategoryDeleteView.as_view(), name="category-delete"),
]

portal = [
    path("<uuid:pk>/complete/", completion.CompleteView.as_view(), name="complete"),
]

public = [
    path("register/", enrolment.RegisterView.as_view(), name="register"),
    path("register/sent/", enrolment.RegisteredView.as_view(), name="registered"),
    path("register/link/", enrolment.LinkRequestView.as_view(), name="link-request"),
    path("register/link/sent/", enrolment.LinkSentView.as_view(), name="link-sent"),
]
