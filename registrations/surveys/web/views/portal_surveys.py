"""Surveys on a participant's pages: answered once, by the personal link; the draft stays in the browser."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from confman.compiled_queries import CompiledQuery
from confman.conferences.registries import Link
from registrations.core.models.registration import Registration
from registrations.core.web.portal import ParticipantFormView, ParticipantLinkView
from registrations.questionnaire.web.forms.questions import QuestionScope, QuestionsForm
from registrations.surveys.domain.lifecycle import audience_of
from registrations.surveys.domain.questions import questions_of_survey
from registrations.surveys.domain.responses import (
    code_of,
    has_answered,
    is_asked,
    own_score,
    submit_response,
    why_not_open,
)
from registrations.surveys.models import GroupDimension, Survey, SurveyInvitation, SurveyStatus
from registrations.surveys.web.forms import answers_of


def survey_url(survey: Survey, registration: Registration) -> str:
    """Return the address of the page on which this person answers."""
    slug = registration.conference.slug
    return reverse("registrations_portal:survey", args=[slug, registration.pk, survey.pk])


_for_participants = CompiledQuery(
    lambda conference: (
        Survey.objects.of(conference)
        .for_participants()
        .exclude(state=SurveyStatus.DRAFT)
        .select_related("conference", "paired_with", "session", "group")
    ),
    models.UUIDField(),
)


def survey_links(registration: Registration) -> Iterator[Link]:
    """Yield the surveys that this person can answer now, and their own answers; for their page."""
    surveys = _for_participants.all(registration.conference_id)
    if not surveys:  # as on the page of someone who registers months before
        return
    answered_ids = set(
        SurveyInvitation.objects.filter(registration=registration)
        .exclude(answered_on=None)
        .values_list("survey_id", flat=True)
    )
    for survey in surveys:
        url = survey_url(survey, registration)
        if survey.pk in answered_ids:
            shows = survey.shows_score and survey.is_over and not survey.is_anonymous
            text = _("Answered: see your score.") if shows else _("Answered. Thank you.")
            yield Link(survey.title, url, detail=text, is_done=True)
        elif survey.is_answerable and audience_of(survey).filter(pk=registration.pk).exists():
            about = survey.session.title if survey.session else survey.group
            text = _("Please answer: it takes a few minutes.")
            yield Link(survey.title, url, detail=f"{about} · {text}" if about else text)


class SurveyLinkView(ParticipantLinkView):
    """The address in the mail: opens the person's pages, at the survey."""

    def page(self, subject: Registration) -> str:
        rows = Survey.objects.of(self.conference).for_participants()
        return survey_url(get_object_or_404(rows, pk=self.kwargs["survey"]), subject)

    def noted(self, subject: Registration) -> list[Registration]:
        """Record no opening: its time, beside the order of the responses, would reveal who answered what."""
        return []


class SurveyAnswerView(ParticipantFormView):
    """The page that says what is known of the respondent and asks the questions; then thanks, code and score."""

    form_class = QuestionsForm
    template_name = "registrations/surveys/portal/survey.html"

    def prepare(self) -> None:
        super().prepare()
        rows = Survey.objects.of(self.conference).for_participants().exclude(state=SurveyStatus.DRAFT)
        rows = rows.select_related("paired_with", "session", "group")
        self.survey = get_object_or_404(rows, pk=self.kwargs["survey"])
        self.survey.conference = self.conference
        self.answered = has_answered(self.survey, self.registration)
        self.closed = why_not_open(self.survey)
        self.heading = str(self.survey.title)

    def check_access(self) -> Any:
        response = super().check_access()
        # For anybody else it does not exist.
        if response is None and not self.answered and not is_asked(self.survey, self.registration):
            raise Http404
        return response

    def get_form_kwargs(self) -> dict[str, Any]:
        asking = QuestionScope(self.conference, questions_of_survey(self.survey))
        return {**super().get_form_kwargs(), "asking": asking}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.answered:
            # Sent twice, or from another device: the first counts.
            return HttpResponseRedirect(self.get_success_url())
        if self.closed:
            messages.error(request, self.closed)
            return HttpResponseRedirect(self.get_success_url())
        return super().post(request, *args, **kwargs)

    def perform(self, form: QuestionsForm) -> None:
        values, questions = answers_of(form)
        submit_response(self.survey, self.registration, values, questions, language=self.content_language)

    def get_success_url(self) -> str:
        return survey_url(self.survey, self.registration)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        survey = self.survey
        return super().get_context_data(
            survey=survey,
            answered=self.answered,
            closed=self.closed,
            code=code_of(survey, self.registration),
            noted=[str(label) for key, label in GroupDimension.choices if key in survey.grouped_by],
            score=own_score(survey, self.registration, questions_of_survey(survey))
            if self.answered
            else None,
            draft_key=f"confman-survey-{survey.pk}-{self.registration.pk}",
            **kwargs,
        )
