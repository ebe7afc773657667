"""Addresses of the form's builder in the secretariat."""

from django.urls import include, path, re_path

from registrations.questionnaire.domain.templates import GROUPS
from registrations.questionnaire.web.views import form
from registrations.questionnaire.web.views.sheets import action_urls

secretariat = [
    path("form/", form.QuestionFormView.as_view(), name="form"),
    path("form/add/", form.QuestionAddView.as_view(), name="question-add"),
    re_path(
        rf"^form/groups/(?P<group>{'|'.join(GROUPS)})/$", form.GroupAddView.as_view(), name="question-group"
    ),
    path("form/copy/", form.FormCopyView.as_view(), name="form-copy"),
    path("form/preview/", form.QuestionPreviewView.as_view(), name="form-preview"),
    path("form/<uuid:pk>/", form.QuestionChangeView.as_view(), name="question"),
    path("form/", include(action_urls(form.FormMixin, "question"))),
]
