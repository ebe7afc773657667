"""The builder of a survey, with its preview: the pages of the form's builder, for a survey's questions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.translation.languages import language_direction
from confman.translation.reading_language import reading_in
from registrations.questionnaire.domain.answer_reader import AnswerReader
from registrations.questionnaire.web.forms.form import PreviewLanguageForm
from registrations.questionnaire.web.forms.questions import Asking
from registrations.questionnaire.web.views.sheets import (
    SheetAddMixin,
    SheetChangeMixin,
    SheetMixin,
    SheetMoveMixin,
    SheetPlaceMixin,
    SheetRemoveMixin,
    SheetRestoreMixin,
)
from registrations.surveys.domain.questions import (
    SurveySheet,
    add_survey_question,
    questions_of_survey,
    survey_answer_counts,
)
from registrations.surveys.models import COUNTED_TYPES, SurveyQuestion, SurveyQuestionType
from registrations.surveys.web.forms import SurveyAnswerForm, SurveyQuestionForm, answers_of
from registrations.surveys.web.views.surveys import SurveyMixin


class SurveySheetMixin(SurveyMixin, SheetMixin):
    """A page of the builder of one survey."""

    def prepare(self) -> None:
        super().prepare()
        self.sheet = SurveySheet(self.survey)
        self.list_label = str(self.survey)
        if "pk" in self.kwargs:
            rows = SurveyQuestion.objects.filter(survey=self.survey)
            self.row = get_object_or_404(rows, pk=self.kwargs["pk"])
            self.row.survey = self.survey

    def page(self, name: str, *arguments: Any) -> str:
        return self.to(f"survey-{name}", self.survey.pk, *arguments)

    def rows(self) -> Any:
        return SurveyQuestion.objects.filter(survey=self.survey).asked()

    def list_url(self) -> str:
        return self.page("form")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "list_url": self.page("form")}


def _kinds(survey: Any) -> list[tuple[str, Any]]:
    return [
        (kind, label)
        for kind, label in SurveyQuestionType.choices
        if not survey.is_poll or kind in COUNTED_TYPES
    ]


class SurveyFormView(SurveySheetMixin, SecretariatView):
    """The questions in their order, beside them the survey as the respondent sees it."""

    template_name = "registrations/surveys/survey_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questions = questions_of_survey(self.survey)
        lines = self.lines(
            questions, kinds=dict(SurveyQuestionType.choices), counts=survey_answer_counts(self.survey)
        )
        filters = PreviewLanguageForm(self.request.GET, conference=self.conference)
        with reading_in(filters.language, *self.conference.languages):
            form = SurveyAnswerForm(conference=self.conference, asking=Asking(self.conference, questions))
            html = render_to_string("registrations/questionnaire/form_fields.html", {"form": form})
        preview = {
            "html": html if form.question_sections else "",
            "language": filters.language,
            "direction": language_direction(filters.language),
        }
        shown = [line for line in lines if not line["question"].archived]
        return super().get_context_data(
            lines=shown,
            archived=[line for line in lines if line["question"].archived],
            kinds=_kinds(self.survey),
            may_add=not (self.survey.is_poll and shown),
            add_url=self.page("question-add"),
            filters=filters,
            preview=preview,
            preview_url=f"{self.page('form-preview')}?{self.request.GET.urlencode()}",
            **kwargs,
        )


class SurveyPreviewView(SurveySheetMixin, SecretariatView):
    """The whole survey as the respondent sees it, to be answered on trial: it is checked, and nothing is kept."""

    template_name = "registrations/surveys/survey_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = PreviewLanguageForm(self.request.GET, conference=self.conference)
        questions = questions_of_survey(self.survey)
        data = (self.request.POST,) if self.request.method == "POST" else ()
        answers = None
        with reading_in(filters.language, *self.conference.languages):
            form = SurveyAnswerForm(
                *data, conference=self.conference, asking=Asking(self.conference, questions)
            )
            if data and form.is_valid():
                answers = self._in_words(form)
            html = render_to_string(form.fields_template, {"form": form})
            introduction = str(self.survey.introduction)
        return super().get_context_data(
            filters=filters,
            html=html,
            introduction=introduction,
            direction=language_direction(filters.language),
            answers=answers,
            **kwargs,
        )

    def _in_words(self, form: SurveyAnswerForm) -> list[tuple[str, str]]:
        """Return the answers that would be kept, as a reader will see them."""
        values, asked = answers_of(form)
        reader = AnswerReader(self.conference, asked)
        shown = [(str(one.label), reader.text(one, values.get(one.key))) for one in asked]
        return [(label, text) for label, text in shown if text]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())


class SurveyQuestionAddView(SheetAddMixin, SurveySheetMixin):
    form_class = SurveyQuestionForm

    def prepare(self) -> None:
        super().prepare()
        asked_for = self.request.GET.get("type", "")
        offered = [kind for kind, _label in _kinds(self.survey)]
        kind = SurveyQuestionType(
            asked_for if asked_for in offered else offered[-1 if not self.survey.is_poll else 1]
        )
        self.heading = _("Add a question: %(kind)s") % {"kind": kind.label}
        if kind == SurveyQuestionType.SECTION:
            self.heading = _("Add a heading")
        self.instance = SurveyQuestion(survey=self.survey, type=kind)

    def add(self, form: SurveyQuestionForm) -> SurveyQuestion:
        return add_survey_question(self.survey, by=user_of(self.request), type=form.type, **form.changes())

    def get_success_url(self) -> str:
        return self.back_to(self.row)


class SurveyQuestionChangeView(SheetChangeMixin, SurveySheetMixin):
    form_class = SurveyQuestionForm

    def get_success_url(self) -> str:
        return self.back_to(self.row)


class SurveyQuestionMoveView(SheetMoveMixin, SurveySheetMixin):
    """Moves a question one place up or down."""


class SurveyQuestionPlaceView(SheetPlaceMixin, SurveySheetMixin):
    """Moves a question before another, or to the end, where it was dragged."""


class SurveyQuestionRemoveView(SheetRemoveMixin, SurveySheetMixin):
    """Asks, then takes a question out."""


class SurveyQuestionRestoreView(SheetRestoreMixin, SurveySheetMixin):
    """Asks a question again."""
