from django.urls import path

from outcomes.web.urls import (
    adoption,
    amendments,
    circulations,
    followup,
    official,
    records,
    reports,
    speakers,
)
from outcomes.web.urls import drafting as drafting_urls
from outcomes.web.views import deciding, document, drafting, following, plenary_desk

app_name = "outcomes_secretariat"

_one = "recommendations/<uuid:pk>/"
_acts = {
    "submit": deciding.SubmitView,
    "return": deciding.ReturnView,
    "agree": deciding.AgreeView,
    "consolidate": deciding.ConsolidateView,
    "table": deciding.TableView,
    "adopt": deciding.AdoptView,
    "reject": deciding.RejectView,
    "withdraw": deciding.WithdrawView,
    "defer": deciding.DeferView,
    "refer": deciding.ReferView,
    "publish": deciding.PublishView,
}

urlpatterns = [
    *drafting_urls.secretariat_urlpatterns,
    path("recommendations/", drafting.RecommendationListView.as_view(), name="recommendation-list"),
    path("recommendations/new/", drafting.DraftView.as_view(), name="recommendation-add"),
    path("recommendations/merge/", deciding.MergeView.as_view(), name="merge"),
    path(_one, drafting.RecommendationView.as_view(), name="recommendation"),
    path(f"{_one}discard/", drafting.DiscardView.as_view(), name="discard"),
    *(path(f"{_one}{name}/", view.as_view(), name=name) for name, view in _acts.items()),
    path(f"{_one}positions/new/", deciding.PositionAddView.as_view(), name="position-add"),
    path(
        f"{_one}positions/<uuid:position>/remove/",
        deciding.PositionRemoveView.as_view(),
        name="position-remove",
    ),
    path(
        f"{_one}follow-up/", following.RecommendationFollowUpView.as_view(), name="recommendation-follow-up"
    ),
    path(f"{_one}follow-up/status/", following.FollowUpStatusView.as_view(), name="follow-up-status"),
    path(f"{_one}follow-up/actions/new/", following.ActionAddView.as_view(), name="action-add"),
    path(
        f"{_one}follow-up/actions/<uuid:action>/", following.ActionChangeView.as_view(), name="action-change"
    ),
    path(
        f"{_one}follow-up/actions/<uuid:action>/remove/",
        following.ActionRemoveView.as_view(),
        name="action-remove",
    ),
    path(
        f"{_one}follow-up/actions/<uuid:action>/progress/", following.ProgressView.as_view(), name="progress"
    ),
    path(f"{_one}follow-up/responses/<uuid:addressee>/", following.ResponseView.as_view(), name="response"),
    path(f"{_one}follow-up/indicators/new/", following.IndicatorAddView.as_view(), name="indicator-add"),
    path(
        f"{_one}follow-up/indicators/<uuid:indicator>/",
        following.IndicatorChangeView.as_view(),
        name="indicator-change",
    ),
    path(
        f"{_one}follow-up/indicators/<uuid:indicator>/value/",
        following.IndicatorValueView.as_view(),
        name="indicator-value",
    ),
    *adoption.urlpatterns,
    *amendments.urlpatterns,
    *circulations.urlpatterns,
    *speakers.urlpatterns,
    path("plenary/", plenary_desk.PlenaryDeskView.as_view(), name="plenary-desk"),
    path("outcome-document/", document.DocumentView.as_view(), name="document"),
    path("outcome-document/edit/", document.DocumentEditView.as_view(), name="document-edit"),
    path("outcome-document/publish/", document.DocumentPublishView.as_view(), name="document-publish"),
    *official.urlpatterns,
    path("addressees/", document.AddresseeListView.as_view(), name="addressee-list"),
    path("addressees/new/", document.AddresseeAddView.as_view(), name="addressee-add"),
    path("addressees/<uuid:pk>/", document.AddresseeChangeView.as_view(), name="addressee-change"),
    path("addressees/<uuid:pk>/remove/", document.AddresseeRemoveView.as_view(), name="addressee-remove"),
    path("follow-up/", following.FollowUpView.as_view(), name="follow-up"),
    *records.urlpatterns,
    *reports.urlpatterns,
    *followup.urlpatterns,
]
