"""A person's own answers, and the same for the staff."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import VerbFormView
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from confman.web.uploads.stored_files import file_response
from registrations.core.models.registration import Registration
from registrations.core.web.base import RegistrationObjectMixin
from registrations.core.web.portal import ParticipantMixin
from registrations.desk.web.forms.registration import ProtectedReasonForm
from registrations.lifecycle.domain.changes import change_answers
from registrations.questionnaire.domain.answer_reader import AnswerReader
from registrations.questionnaire.domain.questions import questions_of
from registrations.questionnaire.domain.sealed_data import read_protected
from registrations.questionnaire.models import AnswerFile, QuestionStage
from registrations.questionnaire.web.base import AnswersPageMixin
from registrations.questionnaire.web.forms.questions import AnswersOnRecordForm, QuestionScope


class AnswerDownloadView(View):
    """A file that answers a question."""

    registration: Registration

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        row = get_object_or_404(AnswerFile, registration=self.registration, pk=self.kwargs["file"])
        return file_response(request, row.file, name=row.name)


class OwnFileView(ParticipantMixin, AnswerDownloadView):
    """A file that the person has submitted."""


# --- The secretariat -----------------------------------------------------------------------------------------


class AnswerFileView(RegistrationObjectMixin, AnswerDownloadView):
    """A file that a participant has submitted."""


class RecordFormView(RegistrationObjectMixin, VerbFormView):
    """A form of a section of the record, which shows it in place; it leads back there."""

    permission = "registrations.edit_registrations"
    template_name = "registrations/desk/registration_change.html"

    @property
    def list_label(self) -> Any:  # type: ignore[override]
        return self.registration.person.name

    def list_url(self) -> str:
        return self.record_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The record shows the form in place, from where it is sent here.
        return super().get_context_data(action=self.request.get_full_path(), **kwargs)


class AnswersChangeView(AnswersPageMixin, RecordFormView):
    """The form for a participant's answers on paper or by telephone, except protected ones."""

    form_class = AnswersOnRecordForm
    submit = gettext_lazy("Save")
    lead = gettext_lazy("On the word of the person: what came on paper, in a mail or by telephone.")

    heading = gettext_lazy("Answers of %(name)s")

    def get_asking(self) -> QuestionScope:
        questions = questions_of(self.conference)
        sealed = frozenset(question.key for question in questions if question.is_protected)
        return QuestionScope.of(self.registration, tuple(QuestionStage), without=sealed, sealed=False)

    def perform(self, form: AnswersOnRecordForm) -> str:
        # The person may add what is missing; the secretariat saves what it has.
        change_answers(
            self.registration,
            form.answers(),
            by=self.acting_user,
            stages=tuple(QuestionStage),
            complete=False,
            seen=form.cleaned_data["seen"],
        )
        return _("The answers are saved.")


class ProtectedView(RegistrationObjectMixin, SecretariatView):
    """Passport and visa of one participant, shown once for a reason that is recorded in the history."""

    permission = "registrations.view_protected"
    template_name = "registrations/desk/protected.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ProtectedReasonForm(request.POST, conference=self.conference)
        answers = None
        if form.is_valid():
            try:
                protected = read_protected(
                    self.registration, by=user_of(request), reason=form.cleaned_data["reason"]
                )
                reader = AnswerReader(self.conference)
                answers = [row for row in reader.shown(self.registration, protected) if row.protected]
            except Refused as error:
                put_errors(form, error)
        return self.render_to_response(self.get_context_data(form=form, seen=answers))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ProtectedReasonForm(conference=self.conference))
        return super().get_context_data(registration=self.registration, **kwargs)
