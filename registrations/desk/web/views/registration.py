"""One registration in the secretariat: its page, its form, and manual registration."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ActView, VerbFormView, history_of
from confman.people.domain.matcher import find_same_person
from confman.people.domain.records import add_person
from confman.people.fields import facts_of
from confman.people.web.comparison import namesakes_in_words
from registrations.certificates.models import Certificate
from registrations.change_requests.domain import open_request
from registrations.core.models.delegation import Delegation
from registrations.core.models.invitation import Invitation, OwnMessage
from registrations.core.models.registration import Function, Registration, RegistrationStatus
from registrations.core.web.base import RegistrationObjectMixin, RegistrationsMixin
from registrations.delegations.domain.members import set_function
from registrations.desk.web.forms.registration import RegistrationAddForm, RegistrationChangeForm
from registrations.invitations.domain.single_use_links import invite_person
from registrations.lifecycle.domain.changes import change_registration
from registrations.lifecycle.domain.decisions import approve_registration
from registrations.lifecycle.domain.enrolment import begin_registration, send_link, submit_registration
from registrations.lifecycle.table import AT_THE_DESK
from registrations.protocol.web.tables import PROTOCOL_TABLES
from registrations.questionnaire.domain.answer_reader import AnswerReader, missing_answers
from registrations.questionnaire.models import FormField


class RegistrationView(RegistrationObjectMixin, SecretariatView):
    """Everything about one registration: the decision, facts, attendance, history."""

    template_name = "registrations/desk/registration.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.registration
        answers = AnswerReader(self.conference).shown(row)
        acts = [act for act in AT_THE_DESK.values() if act.starts_from(row)] if self.may("review") else []
        return super().get_context_data(
            registration=row,
            acts=acts,
            certificate=(certificate := Certificate.objects.filter(registration=row).first()),
            may_revoke=bool(certificate and not certificate.revoked_at and self.may("issue_certificates")),
            change_request=open_request(row) if self.may("review") else None,
            facts=self.facts(),
            invitation=Invitation.objects.filter(registration=row).first(),
            scans=row.scans.select_related("checkpoint", "recorded_by")[:50],
            successor=Registration.objects.filter(replaces=row).select_related("person").first(),
            others=Registration.objects.filter(person=row.person)
            .exclude(pk=row.pk)
            .select_related("category"),
            namesakes=namesakes_in_words(row.person)
            if self.request.user.has_perm("people.edit_person", self.conference)
            else [],
            entries=history_of(row),
            own_messages=OwnMessage.objects.filter(registration__person=row.person).select_related("message")[
                :50
            ],
            may_answer_messages=self.request.user.has_perm("conferences.answer_contact", self.conference),
            answers=answers,
            missing=missing_answers(row),
            has_protected=any(answer.protected for answer in answers),
            may_see_protected=self.may("view_protected"),
            may_edit_answers=self.may("edit_registrations")
            and not row.is_over
            and FormField.objects.of(self.conference).asked().exists(),
            may_edit=self.may("edit_registrations") and not row.is_over,
            may_substitute=self.may("review") and bool(row.delegation_id) and not row.is_over,
            may_renew=self.may("edit_registrations") and row.status == RegistrationStatus.INVITED,
            may_send=self.may("review") and not row.is_over and bool(row.person.mailbox),
            may_print=self.may("make_cards") and row.is_approved,
            protocol_links=self.protocol_links(),
            **kwargs,
        )

    def protocol_links(self) -> list[tuple[Any, str]]:
        """Yield links to what protocol and travel have on an approved participant, as far as the user may change it."""
        if not self.registration.is_approved:
            return []
        return [
            (part.label, self.to(f"{part.key}-change", self.registration.pk))
            for part in PROTOCOL_TABLES.values()
            if self.request.user.has_perm(part.permission, self.conference)
        ]

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.registration
        vetting = [
            (_("Vetting"), capfirst(row.get_vetting_display())),
            (capfirst(Registration._meta.get_field("vetting_note").verbose_name), row.vetting_note),
        ]
        return [
            *facts_of(row.person),
            (_("Delegation"), row.delegation.name if row.delegation else ""),
            (_("Function in the delegation"), row.get_function_display()),
            (_("Takes part"), row.get_mode_display()),
            (_("Came by"), row.get_source_display()),
            (_("Reason given"), row.decision_reason),
            (_("Notes"), row.notes),
            *(vetting if self.shows_vetting else []),
        ]


class RegistrationChangeView(RegistrationObjectMixin, VerbFormView):
    """Change category, delegation or function; a held place moves along."""

    permission = "registrations.edit_registrations"
    form_class = RegistrationChangeForm
    success_name = "registrations_secretariat:registration"
    verb = change_registration
    done = gettext_lazy("The registration of %(name)s was changed.")


class SendLinkView(RegistrationObjectMixin, ActView):
    """Send the personal link again. POST only."""

    permission = "registrations.review"
    success_name = "registrations_secretariat:registration"
    verb = send_link
    done = gettext_lazy("The link is on its way to %(to)s.")

    def words(self) -> dict[str, Any]:
        return {"to": self.registration.person.mailbox}


class RegistrationAddView(RegistrationsMixin, VerbFormView):
    """Register someone manually, on the word of the secretariat."""

    permission = "registrations.edit_registrations"
    form_class = RegistrationAddForm
    heading = gettext_lazy("Register someone")
    submit = pgettext_lazy("somebody else", "Register")
    success_name = "registrations_secretariat:registration"
    list_name = "registrations_secretariat:registration-list"
    list_label = gettext_lazy("Registrations")

    def get_initial(self) -> dict[str, Any]:
        """Preselect the delegation from whose page the form was opened."""
        try:
            key = UUID(self.request.GET.get("delegation", ""))
        except ValueError:
            return super().get_initial()
        found = Delegation.objects.of(self.conference).filter(pk=key).first()
        return {"delegation": found, "function": Function.DELEGATE} if found else super().get_initial()

    def act(self, form: Any) -> str:
        chosen, details, by = form.cleaned_data, form.details(), user_of(self.request)
        with transaction.atomic():
            person = find_same_person(
                self.conference, details["name"], email=details["email"], organization=details["organization"]
            ) or add_person(self.conference, by=by, is_practice=self.conference.is_practice, **details)
            part = {name: chosen[name] for name in ("category", "delegation", "function", "mode")}
            if is_head := part["function"] == Function.HEAD:
                part["function"] = Function.DELEGATE
            if chosen["then"] == "invited":
                self.object = invite_person(person, by=by, **part).registration
            else:
                # The secretariat vouches for them; an open category is decided at once.
                begun = begin_registration(person, by=by, **part)
                self.object = submit_registration(begun, by=by, confirmed=True)
            if is_head:
                # An earlier head becomes a delegate.
                set_function(self.object, Function.HEAD, by=by)
            if chosen["then"] == "approved":
                self.object = approve_registration(self.object, by=by)
        return _("%(name)s: %(status)s.") % {"name": person.name, "status": self.object.get_status_display()}
