"""Beside the plenary desk: a recorded vote, a decision that is revoked."""

from django.urls import path

from outcomes.plenary.web.views import correcting, voting

_one = "recommendations/<uuid:pk>/"

urlpatterns = [
    path(f"{_one}vote/", voting.VoteView.as_view(), name="vote"),
    path(f"{_one}revoke/", correcting.RevokeView.as_view(), name="revoke"),
]
