"""Amendments: the chair's page, and those of participants and focal points."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.views import View

from outcomes.amendments.web.views import amendments as chair
from outcomes.amendments.web.views import proposers, staff

_text = "recommendations/<uuid:pk>/amendments/"
_one = f"{_text}<uuid:amendment>/"

secretariat = [
    path("amendments/", chair.AmendedTextsView.as_view(), name="amended-texts"),
    path(_text, chair.AmendmentsView.as_view(), name="amendments"),
    path(f"{_text}new/", staff.ProposeView.as_view(), name="amendment-add"),
    path(f"{_text}window/", staff.WindowView.as_view(), name="amendment-window"),
    path(f"{_text}order/", chair.OrderView.as_view(), name="amendment-order"),
    path(f"{_one}change/", staff.ChangeView.as_view(), name="amendment-change"),
    path(f"{_one}accept/", chair.AcceptView.as_view(), name="amendment-accept"),
    path(f"{_one}reject/", chair.RejectView.as_view(), name="amendment-reject"),
    path(f"{_one}withdraw/", chair.WithdrawView.as_view(), name="amendment-withdraw"),
    path(f"{_one}show/", chair.ShowView.as_view(), name="amendment-show"),
    path(f"{_one}oral/", chair.OralView.as_view(), name="amendment-oral"),
    path(f"{_one}oral/type/", chair.TypeView.as_view(), name="amendment-type"),
    path(f"{_one}fallen/", staff.LapseView.as_view(), name="amendment-fall"),
    path(f"{_one}reopen/", staff.ReopenView.as_view(), name="amendment-reopen"),
]


def _own(
    texts: type[View[Any]],
    text: type[View[Any]],
    propose: type[View[Any]],
    change: type[View[Any]],
    withdraw: type[View[Any]],
    support: type[View[Any]],
) -> list[URLPattern]:
    """Return the pages of proposers under one address prefix."""
    base = "<uuid:pk>/amendments/"
    return [
        path(base, texts.as_view(), name="amended-texts"),
        path(f"{base}<uuid:recommendation>/", text.as_view(), name="amendments"),
        path(f"{base}<uuid:recommendation>/new/", propose.as_view(), name="amendment-add"),
        path(
            f"{base}<uuid:recommendation>/<uuid:amendment>/change/", change.as_view(), name="amendment-change"
        ),
        path(
            f"{base}<uuid:recommendation>/<uuid:amendment>/withdraw/",
            withdraw.as_view(),
            name="amendment-withdraw",
        ),
        path(
            f"{base}<uuid:recommendation>/<uuid:amendment>/support/",
            support.as_view(),
            name="amendment-support",
        ),
    ]


portal = _own(
    proposers.ParticipantTextsView,
    proposers.ParticipantTextView,
    proposers.ParticipantProposeView,
    proposers.ParticipantChangeView,
    proposers.ParticipantWithdrawView,
    proposers.ParticipantSupportView,
)
delegation = _own(
    proposers.FocalPointTextsView,
    proposers.FocalPointTextView,
    proposers.FocalPointProposeView,
    proposers.FocalPointChangeView,
    proposers.FocalPointWithdrawView,
    proposers.FocalPointSupportView,
)
