"""The page on which participants complete their registration."""

from typing import Any

from django.utils.translation import gettext_lazy

from registrations.core.web.portal import ParticipantFormView
from registrations.lifecycle.domain.enrolment import complete_registration
from registrations.lifecycle.web.forms.enrolment import CompletionForm
from registrations.questionnaire.models import Stage
from registrations.questionnaire.web.base import DraftPageMixin
from registrations.questionnaire.web.forms.questions import Asking


class CompleteView(DraftPageMixin, ParticipantFormView):
    """The page of an invited or nominated person to complete and send what was entered about them."""

    form_class = CompletionForm
    draft_page = "complete"
    template_name = "registrations/lifecycle/portal/question_form.html"

    def get_asking(self) -> Asking:
        return Asking.of(self.registration, (Stage.REGISTRATION,))

    heading = gettext_lazy("Complete your registration")
    lead = gettext_lazy("Please look at what was entered about you, complete it and send it.")
    submit = gettext_lazy("Send my registration")
    verb = complete_registration
    success_message = gettext_lazy("Thank you. Your registration has reached the secretariat.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "language": self.content_language}

    def get_initial(self) -> dict[str, Any]:
        return self.own_initial()

    def get_values(self, form: CompletionForm) -> dict[str, Any]:
        return {
            "details": self.merged(form.details()),
            "consents": form.consents(),
            "listing": form.cleaned_data["listing"],
            "answers": form.answers(),
        }
