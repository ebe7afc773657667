"""The plenary desk, a recorded vote, the revocation of a decision."""

from django.urls import path

from outcomes.plenary.web import views

_one = "recommendations/<uuid:pk>/"

secretariat = [
    path(f"{_one}vote/", views.VoteView.as_view(), name="vote"),
    path(f"{_one}revoke/", views.RevokeView.as_view(), name="revoke"),
    path("plenary/", views.PlenaryDeskView.as_view(), name="plenary-desk"),
]
