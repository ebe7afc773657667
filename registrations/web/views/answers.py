"""A person's own answers, and the same for those who work with them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.conferences.web.base import SecretariatView
from confman.conferences.web.editing import VerbFormView, put_errors
from confman.web.errors import Refused
from confman.web.files import file_response
from registrations.domain.answers import AnswerReader, asked_of, due_stages, missing_answers
from registrations.domain.changing import change_answers, may_change_own
from registrations.domain.closing import is_closed
from registrations.domain.protected import look_at_protected
from registrations.domain.questions import questions_of
from registrations.models import AnswerFile, FieldType, Stage
from registrations.web.forms.answers import LookForm
from registrations.web.forms.questions import Asking, QuestionsForm
from registrations.web.question_pages import DraftPageMixin, QuestionPageMixin
from registrations.web.views.portal import TO_COMPLETE, ParticipantFormView, ParticipantMixin
from registrations.web.views.registrations import RegistrationMixin


class AnswersView(DraftPageMixin, ParticipantFormView):
    """What the organizer asks, and asks once someone is approved."""

    form_class = QuestionsForm
    draft_page = "answers"
    template_name = "registrations/portal/question_form.html"

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
        """While a registration may be changed; what is missing also afterwards."""
        row = self.registration
        if row.status in TO_COMPLETE or row.is_over or is_closed(self.conference):
            return False
        return bool(may_change_own(row) or missing_answers(row))

    def get_form_kwargs(self) -> dict[str, Any]:
        self.heading, self.submit = _("Questions of the organizers"), _("Save")
        return super().get_form_kwargs()

    def get_asking(self) -> Asking:
        row = self.registration
        asking = Asking.of(row, due_stages(row), without=self._decided())
        if Stage.AFTER_APPROVAL in asking.stages and not asked_of(row, asking.questions):
            raise Http404
        return asking

    def _decided(self) -> frozenset[str]:
        """The choice of a group for which a seat is held already: it is changed where seats are."""
        row = self.registration
        if not row.holds_a_place:
            return frozenset()
        return frozenset(
            question.key
            for question in questions_of(self.conference)
            if question.type == FieldType.WORKING_GROUP and row.answers.get(question.key)
        )

    def act(self, form: QuestionsForm) -> str:
        row = self.registration
        if not self.may_answer():
            raise Refused(_("Your answers can no longer be changed here. Please write to the secretariat."))
        change_answers(row, form.answers(), by=self.acting_user, stages=due_stages(row))
        return _("Thank you, your answers are saved.")


class OwnFileView(ParticipantMixin, View):
    """A file that the person has sent in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row = get_object_or_404(AnswerFile, registration=self.registration, pk=self.kwargs["file"])
        return file_response(request, row.file, name=row.name)


# --- The secretariat -----------------------------------------------------------------------------------------


class AnswerFileView(RegistrationMixin, View):
    """A file that a participant has sent in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row = get_object_or_404(AnswerFile, registration=self.registration, pk=self.kwargs["file"])
        return file_response(request, row.file, name=row.name)


class AnswersChangeView(QuestionPageMixin, RegistrationMixin, VerbFormView):
    """What came in on paper or by telephone is typed in by the secretariat; what is sealed it neither sees nor sets."""

    permission = "registrations.edit_registrations"
    form_class = QuestionsForm
    submit = gettext_lazy("Save")
    lead = gettext_lazy("On the word of the person: what came on paper, in a mail or by telephone.")

    def prepare(self) -> None:
        super().prepare()
        self.heading = _("Answers of %(name)s") % {"name": self.registration.person.name}

    def get_asking(self) -> Asking:
        questions = questions_of(self.conference)
        sealed = frozenset(question.key for question in questions if question.is_protected)
        return Asking.of(self.registration, tuple(Stage), without=sealed, sealed=False)

    def act(self, form: QuestionsForm) -> str:
        # What is still missing the person may give; the secretariat saves what it has.
        change_answers(
            self.registration, form.answers(), by=self.request.user, stages=tuple(Stage), complete=False
        )
        return _("The answers are saved.")

    def list_url(self) -> str:
        return self.to("registration", self.registration.pk)

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        for field in form.fields.values():
            field.required = False
        return form

    def get_success_url(self) -> str:
        return self.to("registration", self.registration.pk)


class ProtectedView(RegistrationMixin, SecretariatView):
    """Passport and visa of one participant: asks what for, then shows them once, and notes that in the history."""

    permission = "registrations.view_protected"
    template_name = "registrations/secretariat/protected.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = LookForm(request.POST, conference=self.conference)
        seen = None
        if form.is_valid():
            try:
                protected = look_at_protected(
                    self.registration, by=request.user, reason=form.cleaned_data["reason"]
                )
                reader = AnswerReader(self.conference)
                seen = [row for row in reader.shown(self.registration, protected) if row.protected]
            except Refused as error:
                put_errors(form, error)
        return self.render_to_response(self.get_context_data(form=form, seen=seen))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", LookForm(conference=self.conference))
        return super().get_context_data(registration=self.registration, **kwargs)
