"""A participant's pages: reached by link or account, no password needed."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView, View

from confman.accounts.client_address import client_address
from confman.accounts.domain import count_try
from confman.accounts.signed_links import LinkInvalid
from confman.conferences.web.editing import ActFormView
from confman.documents.domain import build_document
from confman.people.domain import change_person, person_data_file
from confman.people.web.links import LinkView as PersonalLinkView
from confman.people.web.links import closed_link, to_new_link
from confman.people.web.personal import PersonalMixin, by_id, still_open
from confman.web.errors import Refused
from registrations.domain import accept_offer, cancel_registration, complete_registration, confirm_email
from registrations.domain.answers import AnswerReader, asked_of, missing_answers
from registrations.domain.change_requests import lines_of, may_ask_for, open_request, request_change
from registrations.domain.changing import change_own_details, edit_until, may_change_own
from registrations.domain.closing import is_closed
from registrations.domain.invitation_use import invitation_is_closed
from registrations.domain.links import read_registration_link
from registrations.domain.tickets import shown_code, ticket_url
from registrations.models import Registration, RegistrationStatus, Stage
from registrations.web.downloads import attached
from registrations.web.forms.participants import CompletionForm, ListingForm, OwnDetailsForm
from registrations.web.forms.questions import Asking
from registrations.web.hats import REGISTRATIONS, page_of
from registrations.web.portal_links import links_of
from registrations.web.question_pages import DraftPageMixin

TO_COMPLETE = (RegistrationStatus.INVITED, RegistrationStatus.NOMINATED, RegistrationStatus.DRAFT)


class LinkView(PersonalLinkView):
    """The address in the mail to a participant."""

    kind = REGISTRATIONS

    def read(self, token: str) -> Registration:
        return read_registration_link(self.conference, token)

    def page(self, subject: Registration) -> str:
        return page_of(subject)

    def closed(self, error: LinkInvalid) -> HttpResponse:
        return closed_link(self.request, self.conference, error, to_new_link(self.conference))


class ParticipantMixin(PersonalMixin):
    """A page about one registration, for the person it is about."""

    permission = "registrations.use_own_registration"
    active = "registration"

    def prepare(self) -> None:
        super().prepare()
        # A contact and a delegation, which most have not, are asked for where one stands.
        rows = Registration.objects.of(self.conference).select_related("person", "category")
        self.registration: Registration = by_id(rows, self.kwargs["pk"])
        # Of the conference that was found already, as its person is.
        self.registration.conference = self.registration.person.conference = self.conference
        user: Any = self.request.user
        user.opened_registrations = still_open(self.request, REGISTRATIONS, [self.registration])
        self.speak_to(self.registration.person)

    def get_permission_object(self) -> Registration:
        return self.registration

    def address(self, name: str) -> str:
        """The address of another page of this registration."""
        return reverse(f"registrations_portal:{name}", args=[self.conference.slug, self.registration.pk])

    def get_success_url(self) -> str:
        return self.address("registration")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = [("registration", _("Registration"), "person-check")]
        if self.registration.is_approved:
            names.append(("ticket", _("Ticket"), "qr-code"))
        if not self.registration.is_over:
            names.append(("own-agenda", _("Agenda"), "calendar3"))
        names += [
            ("documents", _("Documents"), "file-earmark-text"),
            ("messages", _("Messages"), "envelope"),
            ("privacy", pgettext("navigation", "My data"), "shield-check"),
        ]
        navigation = [
            {"label": label, "url": self.address(name), "icon": icon, "active": name == self.active}
            for name, label, icon in names
        ]
        return super().get_context_data(
            registration=self.registration,
            portal_navigation=navigation,
            offline=self.offline(),
            **kwargs,
        )

    def offline(self) -> str:
        """For the page's script: what stays on the device for when there is no network; nothing without a ticket."""
        slug = self.conference.slug
        said = {
            "worker": reverse("registrations_portal:worker", args=[slug]),
            "scope": reverse("registrations_portal:index", args=[slug]),
            "keep": [self.address("ticket"), self.address("own-agenda")]
            if self.registration.is_approved
            else [],
        }
        return json.dumps(said)


class RegistrationView(ParticipantMixin, TemplateView):
    """Where it stands, and what to do next."""

    template_name = "registrations/portal/registration.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        registration, person = self.registration, self.registration.person
        closed = invitation_is_closed(registration)
        facts = [
            (pgettext("of a person", "Name"), person.name),
            (_("Function"), person.job_title),
            (_("Organization"), person.organization),
            (_("Country"), person.country.name if person.country else ""),
            (_("E-mail"), person.mailbox),
            (_("Telephone"), person.phone),
            (_("Category"), registration.category.name),
            (_("Delegation"), registration.delegation.name if registration.delegation else ""),
            (_("Function in the delegation"), registration.get_function_display()),
            (_("Takes part"), registration.get_mode_display()),
        ]
        reader = AnswerReader(self.conference)
        last_day = edit_until(registration)
        may_change = bool(may_change_own(registration, last_day)) and registration.status not in TO_COMPLETE
        return super().get_context_data(
            facts=[(label, str(value)) for label, value in facts],
            to_complete=registration.status in TO_COMPLETE and not closed,
            closed=closed,
            may_change=may_change,
            answers=reader.shown(registration),
            may_answer=may_change and bool(asked_of(registration, reader.questions)),
            missing=[]
            if registration.status in TO_COMPLETE or is_closed(self.conference)
            else missing_answers(registration, reader.questions),
            change_request=(asked := open_request(registration)),
            lines=lines_of(asked) if asked else [],
            edit_until=last_day,
            links=[] if registration.is_over else links_of(registration),
            **kwargs,
        )


class ActView(ParticipantMixin, View):
    """One act by one button. `act()` calls the verb and returns what to say."""

    http_method_names = ("post",)

    def act(self) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except Refused as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(self.get_success_url())


class ConfirmView(ActView):
    """A button, not a link: what opens mails for people must not confirm in their name."""

    def act(self) -> str:
        count_try("confirmation", address=client_address(self.request))
        confirm_email(self.registration, by=self.acting_user)
        return _("Your e-mail is confirmed.")


class AcceptView(ActView):
    def act(self) -> str:
        accept_offer(self.registration, by=self.acting_user)
        return _("The place is yours. Your ticket is ready.")


class ParticipantFormView(ParticipantMixin, ActFormView):
    """A form about one registration; what a verb refuses is shown at the form."""

    template_name = "registrations/portal/form.html"
    heading: Any = ""
    lead: Any = ""
    submit: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # The form says what the page is called.
        kwargs["form"] = kwargs.get("form") or self.get_form()
        return super().get_context_data(
            heading=self.heading, lead=self.lead, submit=self.submit, cancel=self.get_success_url(), **kwargs
        )

    def own_initial(self) -> dict[str, Any]:
        """The person's own data as the form shows them."""
        person = self.registration.person
        texts = {
            name: getattr(person, name).in_language(self.content_language, self.conference.languages)
            for name in ("name", "title", "job_title", "organization")
        }
        return {
            **texts,
            "country": person.country.code or "",
            "email": person.email,
            "phone": person.phone,
            "sex": person.sex,
            "languages": person.languages,
            "listing": person.listing,
        }

    def merged(self, details: dict[str, Any]) -> dict[str, Any]:
        """The details with the texts in other languages as they are on record."""
        person = self.registration.person
        return {
            name: {**getattr(person, name), **value} if isinstance(value, dict) else value
            for name, value in details.items()
        }


class CompleteView(DraftPageMixin, ParticipantFormView):
    """Invited or nominated: the person completes what was entered about them, and sends it."""

    form_class = CompletionForm
    draft_page = "complete"
    template_name = "registrations/portal/question_form.html"

    def get_asking(self) -> Asking:
        return Asking.of(self.registration, (Stage.REGISTRATION,))

    def get_form_kwargs(self) -> dict[str, Any]:
        self.heading, self.submit = _("Complete your registration"), _("Send my registration")
        self.lead = _("Please look at what was entered about you, complete it and send it.")
        return {**super().get_form_kwargs(), "language": self.content_language}

    def get_initial(self) -> dict[str, Any]:
        return self.own_initial()

    def act(self, form: CompletionForm) -> str:
        complete_registration(
            self.registration,
            by=self.acting_user,
            details=self.merged(form.details()),
            consents=form.consents(),
            listing=form.cleaned_data["listing"],
            answers=form.answers(),
        )
        return _("Thank you. Your registration has reached the secretariat.")


class DetailsView(ParticipantFormView):
    """What may still be changed, at once or, of what is printed already, by asking the secretariat."""

    form_class = OwnDetailsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        self.heading, self.submit = _("Change my details"), _("Save")
        self.changeable = may_change_own(self.registration)
        self.by_request = may_ask_for(self.registration)
        if not self.changeable:
            self.lead = _("This can no longer be changed here. Please write to the secretariat.")
        elif self.registration.is_approved and not self.by_request:
            self.lead = _(
                "You have asked for a change that waits to be decided; withdraw it to ask for another."
            )
        return {
            **super().get_form_kwargs(),
            "language": self.content_language,
            "changeable": self.changeable,
            "by_request": self.by_request,
            "own_category": self.registration.category,
        }

    def get_initial(self) -> dict[str, Any]:
        own = {name: getattr(self.registration, name) for name in ("category", "function", "mode")}
        return {**self.own_initial(), **own}

    def act(self, form: OwnDetailsForm) -> str:
        details = self.merged(form.details())
        wanted = {name: value for name, value in details.items() if name in self.by_request}
        wanted |= {
            name: form.cleaned_data[name]
            for name in ("category", "function", "mode")
            if name in self.by_request
        }
        part = {name: form.cleaned_data[name] for name in ("category", "mode") if name in form.fields}
        at_once = {name: value for name, value in {**details, **part}.items() if name in self.changeable}
        with transaction.atomic():
            change_own_details(self.registration, details=at_once, by=self.acting_user)
            asked = self.by_request and request_change(
                self.registration, wanted=wanted, reason=form.cleaned_data["reason"], by=self.acting_user
            )
        if asked:
            return _(
                "Your change has reached the secretariat. Your seat and ticket stay as they are until then."
            )
        return _("Your details are saved.")


class PrivacyView(ParticipantFormView):
    """Who may see me, what is held on me, cancelling."""

    form_class = ListingForm
    active = "privacy"
    template_name = "registrations/portal/privacy.html"

    def get_initial(self) -> dict[str, Any]:
        return {"listing": self.registration.person.listing}

    def act(self, form: ListingForm) -> str:
        change_person(
            self.registration.person,
            by=self.acting_user,
            word="the person, on their own page",
            listing=form.cleaned_data["listing"],
        )
        return _("Saved. It holds for every list and document from now on.")

    def get_success_url(self) -> str:
        return self.address("privacy")


class DataView(ParticipantMixin, View):
    """What is held on the person, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = person_data_file(self.registration.person, by=self.acting_user, for_themselves=True)
        response = HttpResponse(content, content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{self.conference.slug}-my-data.json"'
        return response


class CancelView(ParticipantMixin, TemplateView):
    """Says what cancelling does, and does it."""

    template_name = "registrations/portal/cancel.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            cancel_registration(self.registration, by=self.acting_user)
            messages.success(request, _("Your registration is cancelled."))
        except Refused as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(self.get_success_url())


class TicketView(ParticipantMixin, TemplateView):
    """The ticket on the screen of a telephone."""

    template_name = "registrations/portal/ticket.html"
    active = "ticket"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.registration.is_approved:
            messages.info(request, _("There is no ticket yet: the registration is not approved."))
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        token = self.registration.ticket_token or ""
        return super().get_context_data(
            ticket_url=ticket_url(self.conference, token), code=shown_code(token), **kwargs
        )


class TicketFileView(ParticipantMixin, View):
    """The ticket as PDF: one page, made while one waits."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.registration.is_approved:
            return HttpResponseRedirect(self.get_success_url())
        made = build_document(
            "registrations.ticket",
            self.conference,
            language=self.content_language,
            format="pdf",
            options={"registration": str(self.registration.pk)},
        )
        return attached(made.content, made.content_type, f"{self.conference.slug}-ticket.pdf")
