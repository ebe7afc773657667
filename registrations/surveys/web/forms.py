"""Forms of surveys: their settings, one question of them, answering them, voting in a poll."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm, filter_field
from confman.web.forms.base import Fieldset, OpenForm, choice_field, model_field
from registrations.questionnaire.domain import questions as q
from registrations.questionnaire.web.forms.form import QuestionForm
from registrations.questionnaire.web.forms.questions import QuestionsForm
from registrations.surveys.domain.lifecycle import PROMISED
from registrations.surveys.models import (
    GroupDimension,
    Survey,
    SurveyAudience,
    SurveyKind,
    SurveyQuestion,
    SurveyQuestionType,
    SurveyStatus,
)

T = SurveyQuestionType


class SurveySettingsForm(ConferenceModelForm):
    """A survey's settings, without those that do not concern its kind or were promised already."""

    grouped_by = forms.MultipleChoiceField(
        label=gettext_lazy("Noted with each response"),
        choices=GroupDimension.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "For results by group. Groups of fewer than five people are put together as “others”. An anonymous "
            "survey has one at most. Respondents are informed."
        ),
    )

    class Meta:
        model = Survey
        widgets = {
            "answered": forms.RadioSelect,
            "audience": forms.RadioSelect,
            "results_shown": forms.RadioSelect,
            "introduction": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "answered": gettext_lazy(
                "Anonymously: nothing connects a response with a person. Under a code: tests can be compared "
                "person by person, until you cut the codes off."
            ),
            "session": gettext_lazy("Of those who attended, people scanned there are asked."),
            "group": gettext_lazy("Its members are asked."),
        }

    fieldsets = (
        ("", ("title", "introduction", "thanks")),
        (gettext_lazy("When"), (("opens_at", "closes_at"),)),
        (gettext_lazy("Who is asked"), ("audience", "session", "group")),
        (
            gettext_lazy("What is known about respondents"),
            ("answered", "grouped_by", "paired_with", "shows_score"),
        ),
        (gettext_lazy("Voting"), ("results_shown",)),
    )

    def __init__(self, *args: Any, promised: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._left_out(promised):
            self.fields.pop(name, None)
        if "audience" in self.fields:
            choice_field(self, "audience").choices = [
                choice for choice in SurveyAudience.choices if choice[0] != SurveyAudience.PUBLIC
            ]
        if "paired_with" in self.fields:
            tests = Survey.objects.of(self.conference).filter(kind=SurveyKind.PRE_TEST)
            model_field(self, "paired_with").queryset = tests
        for name in ("introduction", "thanks"):
            self.fields[name].widget.attrs["rows"] = 3

    def _left_out(self, promised: bool) -> set[str]:
        survey: Survey = self.instance
        if survey.is_poll:
            return {"audience", "session", "group", "answered", "grouped_by", "paired_with", "shows_score"}
        names = {"results_shown"}
        if not survey.is_test:
            names |= {"shows_score"}
        if survey.kind != SurveyKind.POST_TEST:
            names |= {"paired_with"}
        if promised:
            names |= set(PROMISED)
        return names

    def _post_clean(self) -> None:
        """Leave the check of the row to the verb."""


class SurveyQuestionForm(QuestionForm):
    """One question of a survey. Fields that do not concern its kind are left out."""

    class Meta:
        model = SurveyQuestion
        fields = ["label", "help_text", "required", "scale", "low_label", "high_label", "key"]
        help_texts = {
            "key": gettext_lazy(
                "The column’s name in exports. In a pair of tests, questions of one short name are compared."
            )
        }

    fieldsets: Sequence[Fieldset] = (
        ("", ("label", "help_text", "options", "scale", "low_label", "high_label", "required")),
        (gettext_lazy("When it is asked"), ("condition",)),
        (pgettext_lazy("of a question", "In exports"), ("key",)),
    )

    def __init__(self, *args: Any, answered: bool, **kwargs: Any) -> None:
        self.marks_correct = kwargs["instance"].survey.is_test
        super().__init__(*args, answered=answered, **kwargs)
        if self.type != T.RATING:
            for name in ("scale", "low_label", "high_label"):
                self.fields.pop(name)
        elif answered:
            self.fields.pop("scale")
        if self.marks_correct and "options" in self.fields:
            self.fields["options"].help_text = _(
                "Mark the right ones; of several, exactly those marked count as right. With none marked it is "
                "not a test."
            )


class PollForm(OpenForm, QuestionsForm):
    """Votes in a poll, on the public site, without a cookie."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Its own fields are hidden: the question needs no heading.
        self.own_names = []


class SurveyReportForm(ConferenceForm):
    """A form that asks for the survey of a report, and whether the report quotes what people wrote."""

    survey = filter_field(Survey.objects.exclude(state=SurveyStatus.DRAFT), gettext_lazy("Survey"))
    texts = forms.BooleanField(
        label=gettext_lazy("With what people wrote in their own words"),
        required=False,
        help_text=gettext_lazy("Read it first: somebody may have named themselves, or others."),
    )


def answers_of(form: QuestionsForm) -> tuple[dict[str, Any], list[q.Question]]:
    """Return the answers, and the questions that were asked of a person with these answers."""
    questions = [question for question in form.asking.questions if question.key in form.asked_keys]
    return dict(form.answers().values), questions
