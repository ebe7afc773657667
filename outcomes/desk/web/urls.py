"""The desk: the list of recommendations, the pages of one, the outcome document, the addressees."""

from django.urls import path

from outcomes.desk.web.views import addressees, document, recommendation, text, transitions
from outcomes.drafting.web.group_base import in_both_areas

_one = "recommendations/<uuid:pk>/"
_both = [
    in_both_areas(f"{_one}text/<language:language>/", text.RecommendationTextView, "text"),
    in_both_areas(f"{_one}versions/", text.CompareView, "compare"),
    in_both_areas(f"{_one}details/", recommendation.DetailsView, "details"),
]
_actions = {
    "submit": transitions.SubmitView,
    "return": transitions.RecommendationReturnView,
    "agree": transitions.AgreeView,
    "consolidate": transitions.ConsolidateView,
    "table": transitions.TablingView,
    "adopt": transitions.AdoptView,
    "reject": transitions.RecommendationRejectView,
    "withdraw": transitions.RecommendationWithdrawView,
    "defer": transitions.DeferView,
    "refer": transitions.ReferView,
    "publish": transitions.RecommendationPublishView,
}

secretariat = [
    *(secretariat for secretariat, _portal in _both),
    path("recommendations/", recommendation.RecommendationListView.as_view(), name="recommendation-list"),
    path("recommendations/new/", recommendation.DraftView.as_view(), name="recommendation-add"),
    path("recommendations/merge/", transitions.MergeView.as_view(), name="merge"),
    path(_one, recommendation.RecommendationView.as_view(), name="recommendation"),
    path(f"{_one}discard/", recommendation.RecommendationDiscardView.as_view(), name="discard"),
    *(path(f"{_one}{name}/", view.as_view(), name=name) for name, view in _actions.items()),
    path(f"{_one}positions/new/", transitions.PositionAddView.as_view(), name="position-add"),
    path(
        f"{_one}positions/<uuid:position>/remove/",
        transitions.PositionRemoveView.as_view(),
        name="position-remove",
    ),
    path("outcome-document/", document.DocumentView.as_view(), name="document"),
    path("outcome-document/edit/", document.DocumentEditView.as_view(), name="document-edit"),
    path("outcome-document/publish/", document.DocumentPublishView.as_view(), name="document-publish"),
    *addressees.addressees.urls("addressees/"),
    path("addressees/from-address-book/", addressees.AddresseeTakeView.as_view(), name="addressee-take"),
]
portal = [portal for _secretariat, portal in _both]
