"""Amendments: the chair's page, and those of participants and focal points."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path

from outcomes.amendments.web.views import amendments as chair
from outcomes.amendments.web.views import proposers, staff

_text = "recommendations/<uuid:pk>/amendments/"
_one = f"{_text}<uuid:amendment>/"

secretariat = [
    path("amendments/", chair.AmendedTextsView.as_view(), name="amended-texts"),
    path(_text, chair.AmendmentsView.as_view(), name="amendments"),
    path(f"{_text}new/", staff.AmendmentProposeView.as_view(), name="amendment-add"),
    path(f"{_text}window/", staff.WindowView.as_view(), name="amendment-window"),
    path(f"{_text}order/", chair.OrderView.as_view(), name="amendment-order"),
    path(f"{_one}change/", staff.AmendmentChangeView.as_view(), name="amendment-change"),
    path(f"{_one}accept/", chair.AmendmentAcceptView.as_view(), name="amendment-accept"),
    path(f"{_one}reject/", chair.AmendmentRejectView.as_view(), name="amendment-reject"),
    path(f"{_one}withdraw/", chair.AmendmentWithdrawView.as_view(), name="amendment-withdraw"),
    path(f"{_one}show/", chair.ShowView.as_view(), name="amendment-show"),
    path(f"{_one}oral/", chair.OralView.as_view(), name="amendment-oral"),
    path(f"{_one}oral/type/", chair.TypeView.as_view(), name="amendment-type"),
    path(f"{_one}fallen/", staff.LapseView.as_view(), name="amendment-fall"),
    path(f"{_one}reopen/", staff.ReopenView.as_view(), name="amendment-reopen"),
]


def _pages_of(party: type[Any]) -> list[URLPattern]:
    """Return the pages on which such parties propose, each made for this kind of party."""
    text = "<uuid:recommendation>/"
    pages: tuple[tuple[str, type[Any], str], ...] = (
        ("", proposers.TextsView, "amended-texts"),
        (text, proposers.AmendableTextView, "amendments"),
        (f"{text}new/", proposers.OwnAmendmentProposeView, "amendment-add"),
        (f"{text}<uuid:amendment>/change/", proposers.OwnAmendmentChangeView, "amendment-change"),
        (f"{text}<uuid:amendment>/withdraw/", proposers.OwnAmendmentWithdrawView, "amendment-withdraw"),
        (f"{text}<uuid:amendment>/support/", proposers.SupportView, "amendment-support"),
    )

    def of_party(view: type[Any]) -> Any:
        return type(view.__name__, (party, view), {"__module__": view.__module__})

    return [
        path(f"<uuid:pk>/amendments/{address}", of_party(view).as_view(), name=name)
        for address, view, name in pages
    ]


portal = _pages_of(proposers.ParticipantParty)
delegation = _pages_of(proposers.FocalPointParty)
