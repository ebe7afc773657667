"""Registration on the public site, and its completion by an invited person."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import TooManyTries, count_try, within_rate_limit
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.conferences.web.base import PublicMixin, PublicView
from confman.web.errors import Refused
from confman.web.forms.base import OpenFormMixin, put_errors
from registrations.core.web.portal import ParticipantFormView
from registrations.lifecycle.domain.enrolment import complete_registration, register_publicly, send_links
from registrations.lifecycle.web.forms import CompletionForm, LinkRequestForm, PublicRegistrationForm
from registrations.questionnaire.domain.questions import questions_of
from registrations.questionnaire.models import QuestionStage
from registrations.questionnaire.web.base import AnswersPageMixin, DraftPageMixin, QuestionPageMixin
from registrations.questionnaire.web.forms.questions import QuestionScope


class RegisterView(OpenFormMixin, QuestionPageMixin, PublicMixin, FormView):
    """The form to take part; says so where registration is closed."""

    form_class = PublicRegistrationForm
    template_name = "registrations/lifecycle/public/register.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "conference": self.conference, "language": self.language}

    def get_asking(self) -> QuestionScope:
        return QuestionScope(self.conference, questions_of(self.conference))

    def may_hold_files(self) -> bool:
        # Anyone may send this form, as often as they like: nobody is to fill the disk with it.
        return bool(self.request.FILES) and within_rate_limit(
            "file kept", address=client_address(self.request)
        )

    def form_valid(self, form: PublicRegistrationForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            count_try("registration", address=client_address(self.request))
            register_publicly(
                self.conference,
                category=data["category"],
                details=form.details(),
                consents=form.consents(),
                listing=data["listing"],
                form_key=form.key,
                mode=data["mode"],
                answers=form.answers(),
                by=system_user("visitor"),
            )
        except (Refused, ValidationError) as error:
            put_errors(form, error)
            return self.form_invalid(form)
        form.release_files()
        return redirect("registrations_public:registered", self.conference.slug, self.language)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(draft_key=draft_key(self.conference), **kwargs)


def draft_key(conference: Conference) -> str:
    """Return the key under which the browser keeps what is typed and not sent."""
    return f"confman-registration-{conference.pk}"


class RegisteredView(PublicView):
    """The page after the form: nothing is registered before the mailbox is confirmed, so it says where to look."""

    template_name = "registrations/lifecycle/public/registered.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Otherwise nobody's right is asked for, and the page is kept for everyone.
        may_review = self.conference.is_practice and self.request.user.has_perm(
            "registrations.review", self.conference
        )
        return super().get_context_data(draft_key=draft_key(self.conference), may_review=may_review, **kwargs)


class LinkRequestView(OpenFormMixin, PublicMixin, FormView):
    """Sends the personal link again. Says the same whether the mailbox is known or not."""

    form_class = LinkRequestForm
    template_name = "registrations/lifecycle/public/link_request.html"

    def form_valid(self, form: LinkRequestForm) -> HttpResponse:
        try:
            count_try("link asked for", address=client_address(self.request))
            send_links(
                self.conference, form.cleaned_data["email"], by=system_user("visitor"), form_key=form.key,
                language=self.language,
            )  # fmt: skip
        except TooManyTries as error:
            put_errors(form, error)
            return self.form_invalid(form)
        return redirect("registrations_public:link-sent", self.conference.slug, self.language)


class LinkSentView(PublicView):
    template_name = "registrations/lifecycle/public/link_sent.html"


class CompleteView(DraftPageMixin, AnswersPageMixin, ParticipantFormView):
    """The page of an invited or nominated person to complete and send what was entered about them."""

    form_class = CompletionForm
    draft_page = "complete"
    template_name = "registrations/lifecycle/portal/question_form.html"

    def get_asking(self) -> QuestionScope:
        return QuestionScope.of(self.registration, (QuestionStage.REGISTRATION,))

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
            "seen": form.cleaned_data["seen"],
        }
