"""Addresses of follow-up: the secretariat's pages, and those of focal points."""

from django.urls import path, re_path

from outcomes.follow_up.web.views import focal_point, overview, progress_review, recommendation, transmittals

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_one = "recommendations/<uuid:pk>/"
_letter = "follow-up/letters/<uuid:pk>/"
_report = "follow-up/reports/<uuid:pk>/"
_term = "follow-up/<uuid:pk>/"
_action = f"{_one}follow-up/actions/<uuid:action>/"
_indicator = f"{_one}follow-up/indicators/<uuid:indicator>/"
_evidence = "evidence/<uuid:evidence>/"
_addressee = "addressees/<uuid:pk>/"

secretariat = [
    path(
        f"{_one}follow-up/",
        recommendation.RecommendationFollowUpView.as_view(),
        name="recommendation-follow-up",
    ),
    path(f"{_one}follow-up/status/", recommendation.FollowUpStatusView.as_view(), name="follow-up-status"),
    path(f"{_one}follow-up/actions/new/", recommendation.ActionAddView.as_view(), name="action-add"),
    path(_action, recommendation.ActionChangeView.as_view(), name="action-change"),
    path(f"{_action}remove/", recommendation.ActionRemoveView.as_view(), name="action-remove"),
    path(f"{_action}more-time/", recommendation.ReportPostponeView.as_view(), name="report-postpone"),
    path(f"{_action}progress/", recommendation.ActionProgressView.as_view(), name="progress"),
    path(
        f"{_one}follow-up/responses/<uuid:addressee>/", recommendation.ResponseView.as_view(), name="response"
    ),
    path(f"{_one}follow-up/indicators/new/", recommendation.IndicatorAddView.as_view(), name="indicator-add"),
    path(_indicator, recommendation.IndicatorChangeView.as_view(), name="indicator-change"),
    path(f"{_indicator}value/", recommendation.IndicatorValueView.as_view(), name="indicator-value"),
    path("follow-up/", overview.FollowUpView.as_view(), name="follow-up"),
    path("follow-up/figures/", overview.FollowUpFiguresView.as_view(), name="follow-up-figures"),
    path("follow-up/settings/", overview.FollowUpSettingsView.as_view(), name="follow-up-settings"),
    path("follow-up/carry-over/", overview.CarryOverView.as_view(), name="carry-over"),
    path("follow-up/letters/", transmittals.TransmittalListView.as_view(), name="transmittal-list"),
    path("follow-up/letters/write/", transmittals.TransmittalWriteView.as_view(), name="transmittal-write"),
    path(
        "follow-up/letters/preview/<uuid:addressee>/",
        transmittals.TransmittalPreviewView.as_view(),
        name="transmittal-preview",
    ),
    path(_letter, transmittals.TransmittalView.as_view(), name="transmittal"),
    re_path(
        rf"^follow-up/letters/(?P<pk>{UUID})/letter\.(?P<format>pdf|docx)$",
        transmittals.TransmittalFileView.as_view(),
        name="transmittal-file",
    ),
    path(f"{_letter}send/", transmittals.TransmittalSendView.as_view(), name="transmittal-send"),
    path(f"{_letter}sent/", transmittals.TransmittalMarkView.as_view(), name="transmittal-mark"),
    path(
        f"{_letter}strike-out/",
        transmittals.TransmittalStrikeOutView.as_view(),
        name="transmittal-strike-out",
    ),
    path(f"{_letter}answer/", transmittals.AnswerLetterView.as_view(), name="answer-letter"),
    path("follow-up/answers/<uuid:pk>/scan/", transmittals.AnswerScanView.as_view(), name="answer-scan"),
    path("follow-up/reports/", progress_review.ProgressListView.as_view(), name="progress-list"),
    path(_report, progress_review.ProgressReviewView.as_view(), name="progress-review"),
    path(f"{_report}accept/", progress_review.ProgressAcceptView.as_view(), name="progress-accept"),
    path(f"{_report}return/", progress_review.ProgressReturnView.as_view(), name="progress-return"),
    path(f"{_report}assess/", progress_review.ProgressAssessView.as_view(), name="progress-assess"),
    path(f"{_report}show/", progress_review.ProgressShowView.as_view(), name="progress-show"),
    path(f"{_report}publish/", progress_review.ProgressPublishView.as_view(), name="progress-publish"),
    path(f"{_report}{_evidence}", progress_review.EvidenceFileView.as_view(), name="evidence-file"),
    path(
        f"{_report}{_evidence}release/",
        progress_review.EvidenceReleaseView.as_view(),
        name="evidence-release",
    ),
    path("follow-up/reminders/", progress_review.ReminderListView.as_view(), name="reminder-list"),
    path("follow-up/reminders/now/", progress_review.ReminderRunView.as_view(), name="remind"),
    path("follow-up/reminders/<uuid:pk>/", progress_review.ReminderView.as_view(), name="reminder"),
    path(f"{_addressee}follow-up/", overview.AddresseeFollowUpView.as_view(), name="addressee-follow-up"),
    path(f"{_addressee}link/", overview.FocalPointLinkView.as_view(), name="focal-point-link"),
]

portal = [
    path("follow-up/", focal_point.FollowUpIndexView.as_view(), name="follow-up-index"),
    path("follow-up/link/<str:token>/", focal_point.FollowUpLinkView.as_view(), name="follow-up-link"),
    path(_term, focal_point.FocalPointView.as_view(), name="follow-up"),
    path(f"{_term}over/", focal_point.FollowUpOverView.as_view(), name="follow-up-over"),
    path(f"{_term}answers/", focal_point.AddresseeAnswersView.as_view(), name="follow-up-answers"),
    path(f"{_term}letters/<uuid:letter>/", focal_point.TermLetterView.as_view(), name="follow-up-letter"),
    path(
        f"{_term}actions/<uuid:action>/report/",
        focal_point.ProgressReportView.as_view(),
        name="follow-up-report",
    ),
    path(
        f"{_term}actions/<uuid:action>/more-time/",
        focal_point.MoreTimeView.as_view(),
        name="follow-up-more-time",
    ),
    path(f"{_term}{_evidence}", focal_point.TermEvidenceView.as_view(), name="follow-up-evidence"),
    path(
        f"{_term}{_evidence}remove/",
        focal_point.TermEvidenceRemoveView.as_view(),
        name="follow-up-evidence-remove",
    ),
    path(
        f"{_term}reports/<uuid:report>/assessment/",
        focal_point.AssessmentView.as_view(),
        name="follow-up-assessment",
    ),
]
