"""The plenary desk, a recorded vote, the revocation of a decision."""

from django.urls import path

from outcomes.plenary.web.views import plenary_desk, recorded_vote

_one = "recommendations/<uuid:pk>/"

secretariat = [
    path(f"{_one}vote/", recorded_vote.VoteView.as_view(), name="vote"),
    path(f"{_one}revoke/", plenary_desk.RevokeView.as_view(), name="revoke"),
    path("plenary/", plenary_desk.PlenaryDeskView.as_view(), name="plenary-desk"),
]
