"""Answers of a participant to the organizers' questions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.web.errors import Refused
from registrations.core.domain.settings import has_ended
from registrations.core.web.portal import ParticipantFormView
from registrations.lifecycle.domain.changes import change_answers, may_change_own
from registrations.lifecycle.table import TO_COMPLETE
from registrations.questionnaire.domain.answer_reader import asked_of, due_stages, missing_answers
from registrations.questionnaire.domain.questions import questions_of
from registrations.questionnaire.models import FieldType, QuestionStage
from registrations.questionnaire.web.base import AnswersPageMixin, DraftPageMixin
from registrations.questionnaire.web.forms.questions import OwnAnswersForm, QuestionScope


class OwnAnswersView(DraftPageMixin, AnswersPageMixin, ParticipantFormView):
    """The page with the organizer's questions, including those asked after approval."""

    form_class = OwnAnswersForm
    draft_page = "answers"
    heading = gettext_lazy("Questions of the organizers")
    submit = gettext_lazy("Save")
    template_name = "registrations/lifecycle/portal/question_form.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.registration.status in TO_COMPLETE:
            return HttpResponseRedirect(self.address("complete"))
        if not self.may_answer():
            messages.info(
                request, _("Your answers can no longer be changed here. Please write to the secretariat.")
            )
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def may_answer(self) -> bool:
        """Tell whether answers may change: while the registration may; missing ones, until the conference ends."""
        row = self.registration
        if row.status in TO_COMPLETE or row.is_over:
            return False
        return bool(may_change_own(row) or (not has_ended(self.conference) and missing_answers(row)))

    def get_asking(self) -> QuestionScope:
        row = self.registration
        asking = QuestionScope.of(row, due_stages(row), without=self._decided() | self._settled())
        if QuestionStage.AFTER_APPROVAL in asking.stages and not asked_of(row, asking.questions):
            raise Http404
        return asking

    def _decided(self) -> frozenset[str]:
        """Return the choices of groups in which a seat is held: these are changed on the page of seats."""
        row = self.registration
        if not row.holds_a_place:
            return frozenset()
        return frozenset(
            question.key
            for question in questions_of(self.conference)
            if question.type == FieldType.WORKING_GROUP and row.answers.get(question.key)
        )

    def _settled(self) -> frozenset[str]:
        """Return what stays as it is once no more than missing answers may be given, and what these lead to."""
        row = self.registration
        if may_change_own(row):
            return frozenset()
        questions = questions_of(self.conference)
        open_keys = {question.key for question in missing_answers(row, questions)}
        # A condition refers to a question before it.
        for question in questions:
            if question.condition is not None and question.condition.field in open_keys:
                open_keys.add(question.key)
        return frozenset(
            question.key for question in questions if not (question.is_section or question.key in open_keys)
        )

    def perform(self, form: OwnAnswersForm) -> str:
        row = self.registration
        if not self.may_answer():
            raise Refused(_("Your answers can no longer be changed here. Please write to the secretariat."))
        change_answers(
            row, form.answers(), by=self.acting_user, stages=due_stages(row), seen=form.cleaned_data["seen"]
        )
        return _("Thank you, your answers are saved.")
