"""One registration in the secretariat: its page, its form, and manual registration."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format, localize
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.registries import Link
from confman.conferences.web.page_cache import get_or_set_of_conference
from confman.conferences.web.resources.records import Button, Fact, RecordView
from confman.conferences.web.verb_views import ActionView, VerbFormView
from confman.mail.domain.personal_data import messages_to
from confman.people.domain.matcher import find_same_person
from confman.people.domain.people import add_person
from confman.people.fields import facts_of
from confman.people.web.comparison import duplicates_in_words
from registrations.change_requests.domain import open_request
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Function, Registration
from registrations.core.web.base import RegistrationObjectMixin, RegistrationsMixin
from registrations.delegations.domain.members import set_function
from registrations.desk.web import record_queries as queries
from registrations.desk.web.forms.registration import RegistrationAddForm, RegistrationChangeForm
from registrations.desk.web.views.answers import RecordFormView
from registrations.desk.web.views.registration_list import REVIEW_KEYS, RegistrationListMixin
from registrations.invitations.domain.single_use_links import invite_person
from registrations.lifecycle.domain.changes import change_registration
from registrations.lifecycle.domain.decisions import approve_registration, warnings_before
from registrations.lifecycle.domain.enrolment import begin_registration, send_link, submit_registration
from registrations.lifecycle.table import AT_THE_DESK, STATUSES, TO_COMPLETE, StatusTransition
from registrations.protocol.web.tables import PROTOCOL_TABLES, ProtocolTable
from registrations.questionnaire.domain.answer_reader import AnswerReader, missing_answers
from registrations.questionnaire.domain.questions import questions_of

# Answers that stand unfolded, and facts noted by protocol in one line.
FEW_ANSWERS, SHOWN_FACTS = 8, 3
# Fields in which protocol notes for itself.
NOTES = ("note", "notes", "remarks")


class RegistrationView(RegistrationObjectMixin, RegistrationListMixin, RecordView):
    """The record of a registration: its next action, the person, answers, travel; ticket, badge, mails at the side."""

    template_name = "registrations/desk/registration.html"
    edit_permission = "registrations.edit_registrations"
    facts = (
        "function", "mode", Fact("source", gettext_lazy("Came by")), "decision_reason",
        Fact("notes", gettext_lazy("Notes")),
    )  # fmt: skip
    steps = (
        Fact("submitted_at", gettext_lazy("Submitted")), Fact("confirmed_at", gettext_lazy("E-mail confirmed")),
        Fact("waiting_since", gettext_lazy("In line since")),
        Fact("decided_at", pgettext_lazy("of a registration", "Decided")),
    )  # fmt: skip

    def get_template_names(self) -> list[str]:
        return ["registrations/desk/review_panel.html"] if self.is_beside_list else [self.template_name]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if self.is_beside_list and len(get_messages(request)):
            # Something was decided: the list shows it.
            response["HX-Trigger-After-Swap"] = "decided"
        return response

    @property
    def is_beside_list(self) -> bool:
        """Tell whether the list asks for it, to show it at its side (static/src/modules/review-panel.js)."""
        return self.request.headers.get("HX-Target") == "review-panel"

    def decided_beside_list(self) -> dict[str, Any]:
        """Return what the panel offers: the decisions of the review, and what speaks against a place."""
        decisions = [action for action in self.actions if action.key in REVIEW_KEYS]
        takes_place = any(action.takes_place for action in decisions)
        rows = Registration.objects.filter(pk=self.registration.pk)
        return {
            "decisions": [
                {"label": link.label, "url": link.url, "key": link.key, "is_grave": action.is_grave}
                for action in decisions
                for link in [self.link_to(action)]
            ],
            "warnings": warnings_before(rows) if takes_place else [],
            "needs_reason": takes_place and not self.registration.confirmed_at,
            "record_url": self.record_url(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, person = self.registration, self.registration.person
        may_edit = self.may_edit and not row.is_over
        questions = get_or_set_of_conference(self.conference, questions_of, questions_of)
        reader = AnswerReader(self.conference, questions)
        answers, missing = reader.shown(row), missing_answers(row, reader.questions)
        certificate = queries.CERTIFICATE.get_or_none(row.pk)
        self.invitation = queries.INVITATION.get_or_none(row.pk)
        self.last_print = queries.LAST_PRINT.get_or_none(row.pk)
        self.scans = queries.SCANS.all(row.pk)
        self.next = self.next_action()
        actions = [
            action
            for action in self.actions
            if self.next is None or self.link_to(action).url != self.next.url
        ]
        others = [self.link_to(action) for action in actions if action.key != "cancel"]
        today = self.conference.today()
        return super().get_context_data(
            neighbours=self.beside(row),
            next_action=self.next,
            buttons=[
                *(Button(link.label, link.url, key=link.key) for link in others[:2]),
                *filter(None, [self.next]),
            ],
            links=[*others[2:], *self.links()],
            posts=[] if self.next and self.next.posts else self.posts(),
            ends=self.closing_links(actions),
            certificate=certificate,
            may_revoke=bool(
                certificate and not certificate.revoked_at and self.may("registrations.issue_certificates")
            ),
            change_request=open_request(row) if self.may("registrations.review") else None,
            person_facts=facts_of(person),
            person_url=self.person_url(),
            successor=queries.SUCCESSOR.get_or_none(row.pk),
            others=queries.OTHERS_OF_PERSON.all(person.pk, row.pk),
            duplicates=duplicates_in_words(person) if self.may("people.edit_person") else [],
            last_print=self.last_print,
            scans_today=[scan for scan in self.scans if self.conference.local(scan.at).date() == today],
            scans_before=[scan for scan in self.scans if self.conference.local(scan.at).date() != today],
            may_see_mails=(may_see_mails := self.may("mail.view_outbox")),
            mails=messages_to(person, self.request.user) if may_see_mails else None,
            own_messages=(own_messages := queries.OWN_MESSAGES.all(person.pk)),
            unanswered=any(own_message.message.answered_at is None for own_message in own_messages),
            may_answer_messages=self.may("conferences.answer_contact"),
            answers=answers,
            missing=missing,
            shows_answers=bool(missing) or len(answers) <= FEW_ANSWERS,
            has_protected=any(answer.protected for answer in answers),
            may_see_protected=self.may("registrations.view_protected"),
            answers_url=self.in_list(self.to("answers-change", row.pk))
            if may_edit and any(not question.archived for question in reader.questions)
            else "",
            change_url=self.in_list(self.to("registration-change", row.pk)) if may_edit else "",
            may_print=self.may_print,
            parts=self.protocol_parts(),
            **(self.decided_beside_list() if self.is_beside_list else {}),
            **kwargs,
        )

    @property
    def may_print(self) -> bool:
        return self.may("registrations.make_cards") and self.registration.is_approved

    @cached_property
    def actions(self) -> list[StatusTransition]:
        """Return the decisions that may be taken from the present status."""
        offered = AT_THE_DESK.values() if self.may("registrations.review") else ()
        return [action for action in offered if action.starts_from(self.registration)]

    def link_to(self, action: StatusTransition) -> Link:
        address = self.in_list(self.to("decide", self.registration.pk, action.key))
        return Link(action.label, address, key=REVIEW_KEYS.get(action.key, "") if self.is_in_list else "")

    def get_heading(self) -> str:
        return f"{self.object.person.title} {self.object.person.name}".strip()

    def next_action(self) -> Button | None:
        """Return the usual next action of the present status, if the user may do it."""
        row = self.registration
        offered = {action.key: action for action in self.actions}
        if decision := offered.get(STATUSES[row.status].decision):
            link = self.link_to(decision)
            return Button(link.label, link.url, "check-lg", is_primary=True, key=link.key)
        if row.status in TO_COMPLETE and (posts := self.posts()):
            return Button(posts[0].label, posts[0].url, "envelope", posts=True, is_primary=True)
        if not row.is_approved:
            return None
        if (
            self.conference.phase() == "during"
            and row.ticket_token
            and self.may("registrations.record_attendance")
        ):
            url = reverse("registrations_onsite:ticket", args=[self.conference.slug, row.ticket_token])
            return Button(_("Check in"), url, "qr-code-scan", is_primary=True)
        if self.may_print and not self.last_print and self.conference.phase() != "after":
            return Button(_("Print the badge"), self.to("badge", row.pk), "person-badge", is_primary=True)
        return None

    def posts(self) -> list[Link]:
        """Return what is sent to the person at once."""
        row = self.registration
        if self.invitation and row.is_invited and self.may("registrations.edit_registrations"):
            return [Link(_("Send a new invitation"), self.to("invitation-renew", row.pk))]
        again = Link(_("Send the personal link again"), self.to("send-link", row.pk))
        return [again] if self.may_send else []

    @property
    def may_send(self) -> bool:
        row = self.registration
        return self.may("registrations.review") and not row.is_over and bool(row.person.mailbox)

    def links(self) -> list[Link]:
        """Return the actions that are rare."""
        row, page_links = self.registration, []
        if self.may("registrations.review") and row.delegation_id and not row.is_over:
            page_links.append(Link(_("Substitute"), self.to("substitute", row.pk)))
        if self.may_send:
            renewed = [self.conference.slug, "opened_registrations", row.pk]
            page_links.append(
                Link(_("New link; the old one ends"), reverse("people_secretariat:link-renew", args=renewed))
            )
        if self.may("registrations.review") and row.is_practice and not row.is_over:
            page_links.append(Link(_("Open as the participant"), registration_link(row)))
        person = reverse("people_secretariat:person", args=[self.conference.slug, row.person_id])
        return [*page_links, Link(_("The person's page"), person)]

    def closing_links(self, actions: list[StatusTransition]) -> list[Link]:
        """Return links to cancel the registration and, last, to erase the person."""
        links = [self.link_to(action) for action in actions if action.key == "cancel"]
        if self.may("people.forget_person") and not self.registration.person.forgotten_at:
            forget = reverse(
                "people_secretariat:person-forget", args=[self.conference.slug, self.registration.person_id]
            )
            links.append(Link(_("Erase the person"), forget))
        return links

    def person_url(self) -> str:
        """Return the address of the form of the person, which leads back here; empty without the right."""
        person = self.registration.person
        if person.forgotten_at or not self.may("people.edit_person"):
            return ""
        form = reverse("people_secretariat:person-change", args=[self.conference.slug, person.pk])
        return self.and_back(form)

    def and_back(self, form: str) -> str:
        """Return the address of a form elsewhere, which leads back to this record."""
        return f"{form}?{urlencode({'back': self.record_url()})}"

    def protocol_parts(self) -> list[tuple[Any, str, str]]:
        """Return label, address and content of what protocol and travel have on an approved participant."""
        row = self.registration
        if not row.is_approved:
            return []
        return [
            (
                part.label,
                self.and_back(self.to(f"{part.key}-change", row.pk)),
                noted_facts(getattr(row, part.relation, None), part),
            )
            for part in PROTOCOL_TABLES.values()
            if self.may(part.permission)
        ]

    def get_facts(self) -> Iterable[Fact | str]:
        """Return what the secretariat has set and noted, and when each step was taken."""
        vetting = ("vetting", "vetting_note") if self.shows_vetting else ()
        link = Fact("invitation", gettext_lazy("Invitation by link"), lambda _row: self.invitation_in_words())
        return (*self.facts, *vetting, link, *self.steps)

    def invitation_in_words(self) -> str:
        """Return when the invitation by link was used, or until when it is open."""
        if (invitation := self.invitation) is None:
            return ""
        at = self.conference.local(invitation.used_at or invitation.expires_at)
        text = _("used %(when)s") if invitation.used_at else _("open until %(when)s")
        words = text % {"when": date_format(at, "DATETIME_FORMAT")}
        return f"{words}, {_('approved without review')}" if invitation.skips_review else words


def noted_facts(record: Any, part: ProtocolTable) -> str:
    """Return the first things that are noted of a participant in a table of protocol, in words."""
    facts = []
    for name in part.form._meta.fields if record else ():  # type: ignore[attr-defined]
        value = getattr(record, name)
        if not value or name in NOTES:
            continue
        if isinstance(value, dt.datetime):
            value = date_format(record.registration.conference.local(value), "SHORT_DATETIME_FORMAT")
        elif value is True:
            value = record._meta.get_field(name).verbose_name
        display = getattr(record, f"get_{name}_display", None)
        facts.append(str(display() if display else localize(value)))
    return ", ".join(facts[:SHOWN_FACTS])


class RegistrationChangeView(RecordFormView):
    """The section of the record on category, delegation and function; a held place moves along.

    The record asks for the form in place. A user who has seen an earlier version is shown both.
    """

    form_class = RegistrationChangeForm
    verb = change_registration
    success_message = gettext_lazy("The registration of %(name)s was changed.")


class SendLinkView(RegistrationObjectMixin, ActionView):
    """The act that sends the personal link again. POST only."""

    permission = "registrations.review"
    success_name = "registrations_secretariat:registration"
    verb = send_link
    success_message = gettext_lazy("The link is on its way to %(to)s.")
    message_names = {"to": "registration.person.mailbox"}


class RegistrationAddView(RegistrationsMixin, VerbFormView):
    """The form by which the secretariat registers someone."""

    permission = "registrations.edit_registrations"
    form_class = RegistrationAddForm
    heading = gettext_lazy("Register someone")
    submit = pgettext_lazy("somebody else", "Register")
    success_name = "registrations_secretariat:registration"

    def get_initial(self) -> dict[str, Any]:
        """Preselect the delegation from whose page the form was opened, and fill in the name that was searched for."""
        initial = super().get_initial()
        if name := self.request.GET.get("name", "")[:200]:
            initial["name"] = name
        try:
            key = UUID(self.request.GET.get("delegation", ""))
        except ValueError:
            return initial
        delegation = Delegation.objects.of(self.conference).filter(pk=key).first()
        return {**initial, "delegation": delegation, "function": Function.DELEGATE} if delegation else initial

    def perform(self, form: RegistrationAddForm) -> str:
        data, details, by = form.cleaned_data, form.details(), self.acting_user
        with transaction.atomic():
            person = find_same_person(
                self.conference, details["name"], email=details["email"], organization=details["organization"]
            ) or add_person(self.conference, by=by, is_practice=self.conference.is_practice, **details)
            part = {name: data[name] for name in ("category", "delegation", "function", "mode")}
            if is_head := part["function"] == Function.HEAD:
                part["function"] = Function.DELEGATE
            if data["then"] == "invited":
                self.object = invite_person(person, by=by, **part).registration
            else:
                # The secretariat vouches for them; an open category is decided at once.
                begun = begin_registration(person, by=by, **part)
                self.object = submit_registration(begun, by=by, confirmed=True)
            if is_head:
                # An earlier head becomes a delegate.
                set_function(self.object, Function.HEAD, by=by)
            if data["then"] == "approved":
                self.object = approve_registration(self.object, by=by)
        return _("%(name)s: %(status)s.") % {"name": person.name, "status": self.object.get_status_display()}
