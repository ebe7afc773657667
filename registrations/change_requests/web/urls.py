"""Change requests: in the secretariat, and withdrawn by the participant."""

from django.urls import path

from registrations.change_requests.web import views

secretariat = [
    path("registrations/changes/", views.ChangeRequestListView.as_view(), name="change-request-list"),
    path("registrations/changes/<uuid:pk>/", views.ChangeRequestView.as_view(), name="change-request"),
]

portal = [
    path(
        "<uuid:pk>/changes/<uuid:change_request>/withdraw/",
        views.WithdrawChangeView.as_view(),
        name="change-withdraw",
    )
]
