"""Pages with the organizer's questions: uploads survive an error, drafts survive closing the browser."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.conferences.web.stale_edits import StaleEditMixin, StaleField
from confman.web.errors import Refused
from registrations.core.models.registration import Registration
from registrations.questionnaire.domain.answer_reader import AnswerReader, StoredAnswers
from registrations.questionnaire.domain.answer_writer import discard_draft, draft_values, save_draft
from registrations.questionnaire.web.forms.fields import without_control_characters
from registrations.questionnaire.web.forms.questions import QuestionScope


class QuestionPageMixin:
    """Comes before a FormView. Subclasses define in `get_asking` what is asked."""

    conference: Conference
    request: HttpRequest

    def get_asking(self) -> QuestionScope:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "asking": self.get_asking()}  # type: ignore[misc]

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if response.status_code == 302:
            form.release_files()
        return response

    def may_hold_files(self) -> bool:
        """Tell whether files that were sent are kept while the form is shown again."""
        return True

    def form_invalid(self, form: Any) -> HttpResponse:
        if self.may_hold_files():
            form.hold_files()
        return super().form_invalid(form)  # type: ignore[misc]


class AnswersPageMixin(QuestionPageMixin, StaleEditMixin):
    """A page of answers that the person and the secretariat may both change: two edits at once are both shown."""

    def other_version(self, form: Any, current: Registration) -> list[StaleField]:
        """Return the answers that differ, in words; of a file, its name. Sealed ones are the person's alone."""
        sent, stored = form.answers(), StoredAnswers(current)
        reader = AnswerReader(self.conference, form.asking.questions)
        differences = []
        for question in form.asking.questions:
            if question.is_protected:
                continue
            if question.key in sent.values:
                both = (sent.values[question.key], stored.value(question))
                sent_text, stored_text = (reader.text(question, value) for value in both)
            elif question.key in sent.files:
                files = (sent.files[question.key], stored.files.get(question.key))
                sent_text, stored_text = (file.name if file else "" for file in files)
            else:
                continue
            if sent_text != stored_text:
                differences.append(StaleField(str(question.label), sent_text or "—", stored_text or "—"))
        return differences


class DraftPageMixin(QuestionPageMixin):
    """A page of one registration: what is typed is saved with it, by a script at intervals, and by a button.

    The same address takes the draft: `save_draft` and `discard_draft` are its buttons.
    """

    registration: Registration
    draft_page = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        draft = draft_values(self.registration, page=self.draft_page)
        return {**super().get_form_kwargs(), "draft": draft}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "discard_draft" in request.POST:
            discard_draft(self.registration)
            return HttpResponseRedirect(request.path)
        if "keep_draft" in request.POST:
            return self._keep()
        return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def _keep(self) -> HttpResponse:
        by_script = self.request.headers.get("X-Requested-With") == "draft"
        names = self.get_form().draft_names()  # type: ignore[attr-defined]
        inputs = {
            name: [without_control_characters(text) for text in texts]
            for name, texts in self.request.POST.lists()
            if name in names
        }
        try:
            save_draft(self.registration, inputs, page=self.draft_page)
        except Refused as error:
            if by_script:
                return HttpResponse(error.message, status=413, content_type="text/plain")
            messages.error(self.request, error.message)
            return HttpResponseRedirect(self.request.path)
        if by_script:
            return HttpResponse(status=204)
        messages.success(
            self.request, _("Saved as a draft: nothing was sent. You can go on whenever you like.")
        )
        return HttpResponseRedirect(self.get_success_url())  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("has_draft", bool(draft_values(self.registration, page=self.draft_page)))
        return super().get_context_data(**kwargs)  # type: ignore[misc]
