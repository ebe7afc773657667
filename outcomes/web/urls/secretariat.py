from django.urls import path

from outcomes.desk.web.views import document, recommendation, transitions
from outcomes.follow_up.web.views import matrix
from outcomes.plenary.web.views import plenary_desk
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

app_name = "outcomes_secretariat"

_one = "recommendations/<uuid:pk>/"
_acts = {
    "submit": transitions.SubmitView,
    "return": transitions.ReturnView,
    "agree": transitions.AgreeView,
    "consolidate": transitions.ConsolidateView,
    "table": transitions.TableView,
    "adopt": transitions.AdoptView,
    "reject": transitions.RejectView,
    "withdraw": transitions.WithdrawView,
    "defer": transitions.DeferView,
    "refer": transitions.ReferView,
    "publish": transitions.PublishView,
}

urlpatterns = [
    *drafting_urls.secretariat_urlpatterns,
    path("recommendations/", recommendation.RecommendationListView.as_view(), name="recommendation-list"),
    path("recommendations/new/", recommendation.DraftView.as_view(), name="recommendation-add"),
    path("recommendations/merge/", transitions.MergeView.as_view(), name="merge"),
    path(_one, recommendation.RecommendationView.as_view(), name="recommendation"),
    path(f"{_one}discard/", recommendation.DiscardView.as_view(), name="discard"),
    *(path(f"{_one}{name}/", view.as_view(), name=name) for name, view in _acts.items()),
    path(f"{_one}positions/new/", transitions.PositionAddView.as_view(), name="position-add"),
    path(
        f"{_one}positions/<uuid:position>/remove/",
        transitions.PositionRemoveView.as_view(),
        name="position-remove",
    ),
    path(f"{_one}follow-up/", matrix.RecommendationFollowUpView.as_view(), name="recommendation-follow-up"),
    path(f"{_one}follow-up/status/", matrix.FollowUpStatusView.as_view(), name="follow-up-status"),
    path(f"{_one}follow-up/actions/new/", matrix.ActionAddView.as_view(), name="action-add"),
    path(f"{_one}follow-up/actions/<uuid:action>/", matrix.ActionChangeView.as_view(), name="action-change"),
    path(
        f"{_one}follow-up/actions/<uuid:action>/remove/",
        matrix.ActionRemoveView.as_view(),
        name="action-remove",
    ),
    path(f"{_one}follow-up/actions/<uuid:action>/progress/", matrix.ProgressView.as_view(), name="progress"),
    path(f"{_one}follow-up/responses/<uuid:addressee>/", matrix.ResponseView.as_view(), name="response"),
    path(f"{_one}follow-up/indicators/new/", matrix.IndicatorAddView.as_view(), name="indicator-add"),
    path(
        f"{_one}follow-up/indicators/<uuid:indicator>/",
        matrix.IndicatorChangeView.as_view(),
        name="indicator-change",
    ),
    path(
        f"{_one}follow-up/indicators/<uuid:indicator>/value/",
        matrix.IndicatorValueView.as_view(),
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
    path("follow-up/", matrix.FollowUpView.as_view(), name="follow-up"),
    *records.urlpatterns,
    *reports.urlpatterns,
    *followup.urlpatterns,
]
