"""The list of registrations and the page of one, actions on many, settings."""

from django.urls import path, re_path
from django.urls.converters import UUIDConverter

from registrations.desk.web.views import (
    answers,
    bulk_actions,
    registration,
    registration_list,
    settings,
    transition,
)
from registrations.lifecycle.table import AT_THE_DESK

UUID = UUIDConverter.regex

secretariat = [
    path("registrations/", registration_list.RegistrationListView.as_view(), name="registration-list"),
    path("registrations/add/", registration.RegistrationAddView.as_view(), name="registration-add"),
    path("registrations/<uuid:pk>/", registration.RegistrationView.as_view(), name="registration"),
    path(
        "registrations/<uuid:pk>/change/",
        registration.RegistrationChangeView.as_view(),
        name="registration-change",
    ),
    path("registrations/<uuid:pk>/link/", registration.SendLinkView.as_view(), name="send-link"),
    re_path(
        rf"^registrations/(?P<pk>{UUID})/(?P<action>{'|'.join(AT_THE_DESK)})/$",
        transition.RegistrationTransitionView.as_view(),
        name="decide",
    ),
    path("registrations/<uuid:pk>/answers/", answers.AnswersChangeView.as_view(), name="answers-change"),
    path("registrations/<uuid:pk>/files/<uuid:file>/", answers.AnswerFileView.as_view(), name="answer-file"),
    path("registrations/<uuid:pk>/protected/", answers.ProtectedView.as_view(), name="protected"),
    path("registrations/bulk/", bulk_actions.RegistrationBulkView.as_view(), name="bulk"),
    path("registrations/bulk/<uuid:pk>/", bulk_actions.BulkRunView.as_view(), name="bulk-run"),
    path("registrations/settings/", settings.RegistrationSettingsView.as_view(), name="settings"),
]

portal = [path("<uuid:pk>/files/<uuid:file>/", answers.OwnFileView.as_view(), name="own-file")]
