"""Addresses of the form's builder in the secretariat."""

from django.urls import path, re_path

from registrations.questionnaire.domain.templates import GROUPS
from registrations.questionnaire.web.views import form

secretariat = [
    path("form/", form.FormView.as_view(), name="form"),
    path("form/add/", form.QuestionAddView.as_view(), name="question-add"),
    re_path(
        rf"^form/groups/(?P<group>{'|'.join(GROUPS)})/$", form.GroupAddView.as_view(), name="question-group"
    ),
    path("form/copy/", form.FormCopyView.as_view(), name="form-copy"),
    path("form/preview/", form.PreviewView.as_view(), name="form-preview"),
    path("form/<uuid:pk>/", form.QuestionChangeView.as_view(), name="question"),
    re_path(
        r"^form/(?P<pk>[0-9a-f-]{36})/move/(?P<direction>up|down)/$",
        form.QuestionMoveView.as_view(),
        name="question-move",
    ),
    path("form/<uuid:pk>/place/", form.QuestionPlaceView.as_view(), name="question-place"),
    path("form/<uuid:pk>/remove/", form.QuestionRemoveView.as_view(), name="question-remove"),
    path("form/<uuid:pk>/restore/", form.QuestionRestoreView.as_view(), name="question-restore"),
]
