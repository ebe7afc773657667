"""The visitors' poll on the public site: no account, no script needed, and no cookie before one has voted."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import FormView

from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import count_try
from confman.conferences.web.base import PublicMixin, PublicView
from confman.web.errors import Refused
from confman.web.forms.base import OpenFormMixin, put_errors
from registrations.questionnaire.web.forms.questions import QuestionScope
from registrations.surveys.domain.polls import current_poll, vote
from registrations.surveys.domain.questions import questions_of_survey
from registrations.surveys.domain.results import survey_results
from registrations.surveys.models import PollResults, Survey, SurveyStatus
from registrations.surveys.web.forms import PollForm, answers_of
from registrations.surveys.web.views.results import question_chart

# No time: the address says that a vote was sent, not when.
SIGNER = signing.Signer(salt="registrations.poll-voted")
# The random number that lets a browser vote once a day.
BALLOT = f"{settings.COOKIE_PREFIX}ballot"


class PollNowView(PublicView):
    """Redirects to the poll that is open."""

    cached_queries = None

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        poll = current_poll(self.conference)
        if poll is None:
            raise Http404
        return redirect("registrations_public:poll", self.conference.slug, self.language, poll.pk)


class PollPageMixin(PublicMixin):
    """A page of one poll, with its results if they are shown."""

    voted = False

    def prepare(self) -> None:
        super().prepare()
        self.poll = self.own_row(Survey.objects.polls().exclude(state=SurveyStatus.DRAFT))
        self.poll.conference = self.conference

    def shows_results(self) -> bool:
        when = self.poll.results_shown
        is_due = self.voted and when == PollResults.AFTER_VOTE
        return self.poll.is_over or when == PollResults.ALWAYS or is_due

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        results = survey_results(self.poll) if self.shows_results() else None
        # A question asked before keeps its votes, but is not asked now.
        current_questions = (
            [question for question in results.questions if not question.archived] if results else []
        )
        result = current_questions[0] if current_questions else None
        chart = question_chart(result) if result else None
        return super().get_context_data(
            poll=self.poll, results=results, result=result, chart=chart, voted=self.voted, **kwargs
        )


class PollView(OpenFormMixin, PollPageMixin, FormView):
    """The question, and the vote. Then redirects to an address that confirms it, with the results if they are shown."""

    form_class = PollForm
    template_name = "registrations/surveys/public/poll.html"

    @cached_property
    def questions(self) -> list[Any]:
        return questions_of_survey(self.poll)

    def get_form_kwargs(self) -> dict[str, Any]:
        asking = QuestionScope(self.conference, self.questions)
        return {**super().get_form_kwargs(), "conference": self.conference, "asking": asking}

    def form_valid(self, form: PollForm) -> HttpResponse:
        values, questions = answers_of(form)
        # The form has the number, in case it is sent twice before the browser has stored it.
        browser = self.request.COOKIES.get(BALLOT) or str(form.key)
        try:
            count_try("vote", address=client_address(self.request))
            vote(self.poll, values, questions, language=self.language, browser=browser)
        except (Refused, ValidationError) as error:
            put_errors(form, error)
            return self.form_invalid(form)
        word = SIGNER.sign(str(self.poll.pk))
        response = redirect(
            "registrations_public:poll-voted", self.conference.slug, self.language, self.poll.pk, word
        )
        response.set_cookie(
            BALLOT,
            browser,
            max_age=dt.timedelta(days=1),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


class PollVotedView(PollPageMixin, PublicView):
    """Thanks, with the results where they are shown after voting. The address says that a vote was sent, not whose."""

    cached_queries = None
    template_name = "registrations/surveys/public/poll.html"
    voted = True

    def prepare(self) -> None:
        super().prepare()
        try:
            of = SIGNER.unsign(self.kwargs["word"])
        except signing.BadSignature as error:
            raise Http404 from error
        if of != str(self.poll.pk):
            raise Http404
