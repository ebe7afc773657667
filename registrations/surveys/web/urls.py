"""Addresses of surveys: in the secretariat, on a participant's pages, and the poll on the public site."""

from django.urls import include, path, re_path

from registrations.questionnaire.web.views.sheets import action_urls
from registrations.surveys.web.views import polls, portal_surveys, questions, results, surveys

_SURVEY = r"^surveys/(?P<survey>[0-9a-f-]{36})"

secretariat = [
    path("surveys/", surveys.SurveyListView.as_view(), name="survey-list"),
    path("surveys/add/", surveys.SurveyAddView.as_view(), name="survey-add"),
    path("surveys/<uuid:survey>/", surveys.SurveyView.as_view(), name="survey"),
    path("surveys/<uuid:survey>/settings/", surveys.SurveyChangeView.as_view(), name="survey-change"),
    re_path(
        rf"{_SURVEY}/action/(?P<action>{'|'.join(surveys.ACTIONS)})/$",
        surveys.SurveyActionView.as_view(),
        name="survey-action",
    ),
    re_path(
        rf"{_SURVEY}/mails/(?P<what>invite|remind)/$", surveys.SurveyMailView.as_view(), name="survey-mail"
    ),
    path("surveys/<uuid:survey>/ready/", surveys.SurveyReadyView.as_view(), name="survey-ready"),
    path("surveys/<uuid:survey>/questions/", questions.SurveyFormView.as_view(), name="survey-form"),
    path("surveys/<uuid:survey>/preview/", questions.SurveyPreviewView.as_view(), name="survey-form-preview"),
    path(
        "surveys/<uuid:survey>/questions/add/",
        questions.SurveyQuestionAddView.as_view(),
        name="survey-question-add",
    ),
    path(
        "surveys/<uuid:survey>/questions/<uuid:pk>/",
        questions.SurveyQuestionChangeView.as_view(),
        name="survey-question",
    ),
    path(
        "surveys/<uuid:survey>/questions/",
        include(action_urls(questions.SurveySheetMixin, "survey-question")),
    ),
    path("surveys/<uuid:survey>/results/", results.SurveyResultsView.as_view(), name="survey-results"),
    path("surveys/<uuid:survey>/export/", results.SurveyExportView.as_view(), name="survey-export"),
]

portal = [
    path("<uuid:pk>/surveys/<uuid:survey>/", portal_surveys.SurveyAnswerView.as_view(), name="survey"),
    path(
        "link/<str:token>/surveys/<uuid:survey>/", portal_surveys.SurveyLinkView.as_view(), name="survey-link"
    ),
]

public = [
    path("poll/", polls.PollNowView.as_view(), name="poll-now"),
    path("poll/<uuid:pk>/", polls.PollView.as_view(), name="poll"),
    path("poll/<uuid:pk>/voted/<str:word>/", polls.PollVotedView.as_view(), name="poll-voted"),
]
