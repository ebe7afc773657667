"""The builder of a survey, with its preview: the pages of the form's builder, for a survey's questions."""

from typing import Any

from django.shortcuts import get_object_or_404

from confman.translation.languages import reading_in
from registrations.questionnaire.web.views.sheets import (
    SheetAddMixin,
    SheetBuilderMixin,
    SheetChangeMixin,
    SheetMixin,
    SheetPreviewMixin,
)
from registrations.surveys.domain.questions import SurveySheet
from registrations.surveys.models import COUNTED_TYPES, SurveyQuestion, SurveyQuestionType
from registrations.surveys.web.forms import SurveyQuestionForm
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
        return {**super().get_context_data(**kwargs), "list_url": self.page("form")}

    def kinds(self) -> list[tuple[str, Any]]:
        """Return the kinds of questions that the survey may ask."""
        is_poll = self.survey.is_poll
        return [pair for pair in SurveyQuestionType.choices if not is_poll or pair[0] in COUNTED_TYPES]


class SurveyFormView(SheetBuilderMixin, SurveySheetMixin):
    template_name = "registrations/surveys/survey_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(kinds=self.kinds(), **kwargs)
        return {**context, "may_add": not (self.survey.is_poll and context["lines"])}


class SurveyPreviewView(SheetPreviewMixin, SurveySheetMixin):
    template_name = "registrations/surveys/survey_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        with reading_in(context["filters"].language, *self.conference.languages):
            return {**context, "introduction": str(self.survey.introduction)}


class SurveyQuestionAddView(SheetAddMixin, SurveySheetMixin):
    form_class = SurveyQuestionForm

    def kind(self, asked_for: str) -> SurveyQuestionType:
        offered = [kind for kind, _label in self.kinds()]
        usual = offered[1 if self.survey.is_poll else -1]
        return SurveyQuestionType(asked_for if asked_for in offered else usual)


class SurveyQuestionChangeView(SheetChangeMixin, SurveySheetMixin):
    form_class = SurveyQuestionForm
