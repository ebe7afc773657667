"""A participant's pages: reached by link or account, no password needed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView, View

from agenda.own_agenda.domain import OwnSession, own_agenda_of
from confman.accounts.client_address import client_address
from confman.accounts.domain.rate_limits import count_try
from confman.conferences.registries import Record, links_of
from confman.conferences.web.base import ConferenceMixin
from confman.conferences.web.forms import ConferenceForm
from confman.conferences.web.verb_views import ActionPage, ActionView
from confman.mailings.domain.news import choose_news, receives_news
from confman.people.domain.people import change_person, record_consent
from confman.people.domain.privacy import person_data_file
from confman.people.fields import facts_of
from confman.people.models import Consent
from confman.web.access import PUBLIC
from registrations.change_requests.domain import lines_of, may_ask_for, open_request, request_change
from registrations.core.domain.personal_links import why_invitation_closed
from registrations.core.domain.settings import has_ended, require_not_ended
from registrations.core.domain.ticket_codes import shown_code, ticket_url
from registrations.core.models.registration import REGISTRATIONS, Registration
from registrations.core.web.exports import attached
from registrations.core.web.portal import ParticipantFormView, ParticipantMixin
from registrations.lifecycle.domain.changes import change_own_details, edit_until, may_change_own
from registrations.lifecycle.domain.decisions import accept_offer, cancel_in_time
from registrations.lifecycle.domain.enrolment import confirm_email
from registrations.lifecycle.table import STATUSES, StatusFacts
from registrations.lists.domain import may_be_written_to
from registrations.portal.domain import mails_to
from registrations.portal.web.forms import ListingForm, OwnDetailsForm
from registrations.portal.web.views.documents import own_document
from registrations.privacy.domain import erase_own_data
from registrations.questionnaire.domain.answer_reader import AnswerReader, asked_of, missing_answers


class OwnRegistrationView(ParticipantMixin, TemplateView):
    """The page on the state of the registration and the next step."""

    template_name = "registrations/portal/registration.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        registration, person = self.registration, self.registration.person
        facts = [
            (pgettext("of a person", "Name"), person.name),
            *facts_of(person),
            (_("Category"), registration.category.name),
            (_("Delegation"), registration.delegation.name if registration.delegation else ""),
            (_("Function in the delegation"), registration.get_function_display()),
            (_("Takes part"), registration.get_mode_display()),
        ]
        reader = AnswerReader(self.conference)
        last_day = edit_until(registration)
        status = STATUSES[registration.status]
        links = [] if registration.is_over else links_of(Record.PARTICIPANT, registration)
        may_change = bool(may_change_own(registration, last_day)) and not status.to_complete
        return super().get_context_data(
            facts=[(label, str(value)) for label, value in facts],
            closed=why_invitation_closed(registration),
            **self.next_step(status),
            **conference_day(self.registration),
            language=self.content_language,
            may_change=may_change,
            answers=reader.shown(registration),
            may_answer=may_change and bool(asked_of(registration, reader.questions)),
            missing=[]
            if status.to_complete or has_ended(self.conference)
            else missing_answers(registration, reader.questions),
            change_request=(change_request := open_request(registration)),
            lines=lines_of(change_request) if change_request else [],
            edit_until=last_day,
            may_cancel=not (registration.is_over or has_ended(self.conference)),
            links=[link for link in links if not link.is_done],
            done_links=[link for link in links if link.is_done],
            **kwargs,
        )

    def next_step(self, status: StatusFacts) -> dict[str, Any]:
        """Return what the status means for the person, and the next step."""
        until = self.registration.offered_until
        step = status.step_now(
            is_confirmed=bool(self.registration.confirmed_at), is_after=self.conference.phase() == "after"
        )
        return {
            "step": step,
            "step_text": str(step.text)
            % {"until": date_format(timezone.localtime(until), "DATETIME_FORMAT") if until else ""},
            "step_url": self.address(step.page) if step.page else "",
            "step_reason": self.registration.decision_reason if status.tells_reason else "",
        }


class EmailConfirmView(ParticipantMixin, ActionView):
    """Confirms by a button, not by a link: programs that open mails must not confirm in a person's name."""

    def perform(self) -> str:
        count_try("confirmation", address=client_address(self.request))
        require_not_ended(self.conference)
        confirm_email(self.registration, by=self.acting_user)
        return _("Your e-mail is confirmed.")


class OfferAcceptView(ParticipantMixin, ActionView):
    verb = accept_offer
    success_message = gettext_lazy("The place is yours. Your ticket is ready.")


class OwnDetailsView(ParticipantFormView):
    """The page to change details: at once or, for what is printed already, by asking the secretariat."""

    form_class = OwnDetailsForm

    heading = gettext_lazy("Change my details")
    submit = gettext_lazy("Save")

    def prepare(self) -> None:
        super().prepare()
        self.changeable = may_change_own(self.registration)
        self.by_request = may_ask_for(self.registration)
        if not self.changeable:
            self.lead = _("This can no longer be changed here. Please write to the secretariat.")
        elif self.registration.is_approved and not self.by_request:
            self.lead = _(
                "You have asked for a change that waits to be decided; withdraw it to ask for another."
            )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            **super().get_form_kwargs(),
            "language": self.content_language,
            "changeable": self.changeable,
            "by_request": self.by_request,
            "own_category": self.registration.category,
        }

    def get_initial(self) -> dict[str, Any]:
        values = {name: getattr(self.registration, name) for name in ("category", "function", "mode")}
        return {**self.own_initial(), **values}

    def perform(self, form: OwnDetailsForm) -> str:
        part = {name: form.cleaned_data.get(name) for name in ("category", "function", "mode")}
        values = {**self.merged(form.details()), **part}
        changed = {name: value for name, value in values.items() if name in form.changed_data}
        new_values = {name: value for name, value in changed.items() if name in self.by_request}
        at_once = {name: value for name, value in changed.items() if name in self.changeable}
        with transaction.atomic():
            change_own_details(self.registration, details=at_once, by=self.acting_user)
            change_request = self.by_request and request_change(
                self.registration,
                new_values=new_values,
                reason=form.cleaned_data["reason"],
                by=self.acting_user,
            )
        if change_request:
            return _(
                "Your change has reached the secretariat. Your seat and ticket stay as they are until then."
            )
        return _("Your details are saved.")


class OwnPrivacyView(ParticipantFormView):
    """The page on who may see the participant, on the data held on them, and on cancelling."""

    form_class = ListingForm
    active = "privacy"
    template_name = "registrations/portal/privacy.html"
    success_name = "registrations_portal:privacy"

    def get_initial(self) -> dict[str, Any]:
        person = self.registration.person
        return {
            "listing": person.listing,
            "contact_consent": may_be_written_to(person),
            "news": receives_news(person),
            "next_consent": person.consents.filter(kind=Consent.Kind.NEXT)
            .values_list("given", flat=True)
            .first(),
        }

    def perform(self, form: ListingForm) -> str:
        person, source = self.registration.person, "the person, on their own page"
        choices = {name: form.cleaned_data[name] for name in form.changed_data}
        with transaction.atomic():
            if "listing" in choices:
                change_person(person, by=self.acting_user, source=source, listing=choices["listing"])
            for name, kind in (
                ("contact_consent", Consent.Kind.CONTACT),
                ("next_consent", Consent.Kind.NEXT),
            ):
                if name in choices:
                    record_consent(person, kind, given=choices[name], by=self.acting_user, source=source)
            if "news" in choices:
                choose_news(person, choices["news"], by=self.acting_user, source=source)
        return _("Saved. It holds for every list and document from now on.")


class DataView(ParticipantMixin, View):
    """The download of the data held on the person."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = person_data_file(self.registration.person, by=self.acting_user, for_themselves=True)
        return attached(content, "application/json", f"{self.conference.slug}-my-data.json")


class CancelView(ParticipantMixin, ActionPage):
    """Says what cancelling does, and does it."""

    template_name = "registrations/portal/cancel.html"
    verb = cancel_in_time
    success_message = gettext_lazy("Your registration is cancelled.")


class OwnTicketView(ParticipantMixin, TemplateView):
    """The ticket on the screen of a telephone."""

    template_name = "registrations/portal/ticket.html"
    active = "ticket"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.registration.is_approved:
            messages.info(request, _("There is no ticket yet: the registration is not approved."))
            return HttpResponseRedirect(self.address("registration"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        token = self.registration.ticket_token or ""
        return super().get_context_data(
            ticket_url=ticket_url(self.conference, token), code=shown_code(token), **kwargs
        )


class TicketFileView(ParticipantMixin, View):
    """The ticket as PDF: one page, made while the user waits."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.registration.is_approved:
            return HttpResponseRedirect(self.address("registration"))
        return own_document(self, "ticket")


class EraseForm(ConferenceForm):
    """The word that the page asks for."""

    word = forms.CharField(max_length=40, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].label = _("Type %(word)s to go on") % {"word": _("DELETE")}

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"].strip()
        if word.casefold() != _("DELETE").casefold():
            raise forms.ValidationError(
                _("Nothing was deleted: the word is %(word)s.") % {"word": _("DELETE")}
            )
        return word


class EraseView(ParticipantFormView):
    """Says what is erased and what stays, and does it."""

    is_done_when_archived = True
    form_class = EraseForm
    template_name = "registrations/portal/erase.html"
    active = "privacy"

    def perform(self, form: EraseForm) -> str:
        erase_own_data(self.registration, by=self.acting_user)
        return ""

    def form_valid(self, form: EraseForm) -> HttpResponse:
        answer = super().form_valid(form)
        if form.errors:
            return answer
        self.request.session.pop(REGISTRATIONS, None)
        messages.success(self.request, _("Everything about you was deleted."))
        response = redirect("people_portal:index", self.conference.slug)
        response["Clear-Site-Data"] = '"cache"'
        return response


MAILS = 3


def conference_day(registration: Registration) -> dict[str, Any]:
    """Return what the start shows first; nothing on other days, and without a ticket."""
    conference = registration.conference
    if conference.phase() != "during" or not registration.is_approved:
        return {}
    token = registration.ticket_token or ""
    return {
        "is_day": True,
        "ticket_url": ticket_url(conference, token),
        "code": shown_code(token),
        "following": following(registration),
        "mails": mails_to(registration)[:MAILS],
    }


def following(registration: Registration) -> OwnSession | None:
    """Return the session that they are in or go to next; none if nothing of their own is to come."""
    now = timezone.now()
    to_come = (
        entry
        for entry in own_agenda_of(registration.person, registration.audience).sessions
        if (entry.session.end or entry.session.start) > now and not entry.session.cancelled
    )
    return next(to_come, None)


class ManifestView(ConferenceMixin, View):
    """The manifest that lets a phone show the pages as an app on its home screen. It names nobody."""

    may_be_cached = True
    permission = PUBLIC

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        home = reverse("people_portal:index", args=[self.conference.slug])
        response = JsonResponse(
            {
                "name": str(self.conference.title),
                "short_name": str(self.conference.title)[:24],
                "start_url": home,
                "scope": home,
                "display": "minimal-ui",
                "theme_color": self.conference.colour,
                "background_color": "#ffffff",
            }
        )
        response["Content-Type"] = "application/manifest+json"
        return response
