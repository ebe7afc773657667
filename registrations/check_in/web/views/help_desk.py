"""The help desk: who was sent there by a door, what needs to be done, and what was done."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.conferences.web.base import SecretariatView
from confman.conferences.web.verb_views import ActionView, VerbFormView
from registrations.attendance.models import Scan
from registrations.attendance.web.base import CheckInPageMixin
from registrations.check_in.domain.live_status import close_all, close_case, open_cases
from registrations.check_in.web.forms import CaseForm, NoteForm
from registrations.core.models.registration import Registration
from registrations.core.web.base import RegistrationsMixin
from registrations.delegations.domain.members import replace_member
from registrations.delegations.web.forms import SubstituteForm
from registrations.lifecycle.table import AT_THE_DESK


class HelpDeskMixin(CheckInPageMixin):
    permission = "registrations.record_attendance"
    navigation_key = "registrations.help_desk"


class HelpDeskView(HelpDeskMixin, SecretariatView):
    """Open cases, the latest first; found by the note that someone brings."""

    template_name = "registrations/check_in/onsite/help_desk.html"
    part_name = "registrations/check_in/onsite/help_desk_part.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = NoteForm(self.request.GET, conference=self.conference)
        note = form.cleaned_data["note"] if form.is_valid() else ""
        may_decide = self.may("registrations.review")
        return super().get_context_data(
            form=form,
            note=note,
            cases=[
                {"case": case, "ways": self.settling_actions(case.scan) if may_decide else []}
                for case in open_cases(self.conference, note=note)
            ],
            may_open=self.may("registrations.view_registrations"),
            leave_url=f"{reverse('registrations_onsite:index', args=[self.conference.slug])}?choose=1",
            **kwargs,
        )

    def settling_actions(self, scan: Scan) -> list[dict[str, str]]:
        """Return the actions that may settle it, for users who may decide."""
        row = scan.registration
        if row is None:
            return [{"label": _("Register someone"), "url": self.to("registration-add")}]
        actions = []
        if (approve := AT_THE_DESK["approve"]).starts_from(row):
            actions.append({"label": str(approve.label), "url": self.to("decide", row.pk, approve.key)})
        if row.delegation_id and not row.is_over:
            actions.append({"label": _("Substitute"), "url": self.to("substitute", row.pk)})
        if row.is_approved:
            actions.append({"label": _("Print a new badge"), "url": self.to("badge-reprint", row.pk)})
        return actions


class CaseView(HelpDeskMixin, VerbFormView):
    """Closes a case, noting what was done."""

    form_class = CaseForm
    heading = gettext_lazy("Close the case")
    submit = gettext_lazy("Close the case")
    verb = close_case
    success_message = gettext_lazy("The case %(note)s is closed.")
    message_names = {"note": "object.note"}

    def get_object(self) -> Scan:
        return self.own_row(Scan.objects.select_related("checkpoint__conference", "registration__person"))

    @property
    def lead(self) -> str:
        scan = self.object
        name = scan.registration.person.name if scan.registration else _("unknown code")
        return f"{scan.note} · {name} · {scan.get_reason_display()}"


class CloseAllView(HelpDeskMixin, ActionView):
    """Closes all the cases that were shown as "nobody came"; who has come since, or again, stays."""

    def perform(self) -> str:
        shown = set(self.request.POST.getlist("selected"))
        cases = [case for case in open_cases(self.conference) if str(case.scan.pk) in shown]
        count = close_all(cases, by=self.acting_user)
        message = ngettext("%(count)d case was closed.", "%(count)d cases were closed.", count)
        return message % {"count": count}


class SubstituteView(HelpDeskMixin, VerbFormView):
    """Admits someone else from the delegation: at the desk, while the queue moves on, or earlier, by letter."""

    permission = "registrations.review"
    form_class = SubstituteForm
    submit = gettext_lazy("Replace")
    lead: str | Promise = gettext_lazy(
        "The place and the function go over at once; the old badge opens no door. Then print the new badge, and close "
        "the case."
    )

    def prepare(self) -> None:
        super().prepare()
        self.registration = self.own_row(Registration.objects.with_names().exclude(delegation=None))
        self.heading = _("Who comes instead of %(name)s?") % {"name": self.registration.person.name}
        if any(case.scan.registration_id == self.registration.pk for case in open_cases(self.conference)):
            return
        self.navigation_key = RegistrationsMixin.navigation_key
        self.lead = (
            _("The place goes over at once. The ticket that was sent before is no longer valid.")
            if self.registration.is_approved
            else _("No place is held yet: the one is withdrawn, and the other is named instead.")
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "language": self.conference.default_language}

    def perform(self, form: SubstituteForm) -> str:
        self.successor = replace_member(self.registration, details=form.details(), by=self.acting_user)
        return _("%(name)s takes the place.") % {"name": self.successor.person.name}

    def get_success_url(self) -> str:
        return self.to("registration", self.successor.pk)
