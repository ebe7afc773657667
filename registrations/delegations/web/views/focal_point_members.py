"""A focal point names people, corrects, replaces and withdraws them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from confman.conferences.web.verb_views import ActionPage, ActionView
from confman.people.web.personal import by_id
from confman.web.errors import Refused
from registrations.core.domain.settings import require_not_ended
from registrations.core.models.registration import Function
from registrations.delegations.domain.members import (
    HeadAlreadyNamed,
    Nominee,
    NomineeRefused,
    change_nominee,
    free_quota,
    may_change_nominee,
    nominate_together,
    nomination_deadline,
    replace_member,
    set_function,
    too_late,
)
from registrations.delegations.web.forms import (
    ROWS_AT_ONCE,
    ChangeNomineeForm,
    FunctionForm,
    NamingForm,
    SubstituteForm,
    nominee_rows,
    read_rows,
    refuse_unread,
    typed_rows,
)
from registrations.delegations.web.views.focal_point import OwnDelegationFormView, OwnDelegationMixin
from registrations.lifecycle.domain.changes import heads_of
from registrations.lifecycle.domain.decisions import cancel_in_time
from registrations.lifecycle.domain.enrolment import remind_registration, send_link


class InTimeMixin:
    """The base of pages that add or change members: after the deadline they say whom to write to instead.

    A form submitted anyway is refused by the verb, and shown again with its values.
    """

    def check_access(self) -> Any:
        answer = super().check_access()  # type: ignore[misc]
        late = too_late(self.delegation) if answer is None else ""  # type: ignore[attr-defined]
        if late and self.request.method == "GET":  # type: ignore[attr-defined]
            messages.info(self.request, late)  # type: ignore[attr-defined]
            return HttpResponseRedirect(self.get_success_url())  # type: ignore[attr-defined]
        return answer


class MemberAddView(InTimeMixin, OwnDelegationMixin, TemplateView):
    """Names several people at once in stages of one form: `read` a letter into rows, add `more`, `name` them."""

    template_name = "registrations/delegations/delegation/nominate.html"

    def prepare(self) -> None:
        super().prepare()
        heads = heads_of(self.delegation)
        self.head_name = str(heads[0].person.name) if heads else ""
        self.asks_about_head = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NamingForm(conference=self.conference, head=self.head_name)
        return self.show(form, self.rows(initial=self.initial_rows()))

    def initial_rows(self) -> list[dict[str, str]]:
        """Return a withdrawn person, from the link beside their name, as named before."""
        try:
            key = UUID(self.request.GET.get("again", ""))
        except ValueError:
            return []
        registration = self.members().filter(pk=key).first()
        if registration is None or registration.person.forgotten_at:
            return []
        values = ChangeNomineeForm.shown(
            registration.person, self.content_language, self.conference.languages
        )
        return [{**values, "function": registration.function or Function.DELEGATE}]

    def rows(self, data: Any = None, **options: Any) -> Any:
        return nominee_rows(
            data,
            conference=self.conference,
            language=self.content_language,
            places=free_quota(self.delegation),
            **options,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = NamingForm(request.POST, conference=self.conference, head=self.head_name)
        rows = self.rows(request.POST)
        stage = request.POST.get("stage")
        if stage == "read":
            return self.read(form, rows)
        if stage == "more":
            return self.show(form, self.rows(initial=typed_rows(rows), extra=ROWS_AT_ONCE))
        return self.name(form, rows)

    def read(self, form: NamingForm, rows: Any) -> HttpResponse:
        """Read the lines of the letter into rows, below those already filled in; nothing is saved yet."""
        filled_rows = typed_rows(rows)
        letter_rows = read_rows(form, filled_rows)
        if not letter_rows:
            form.add_error("letter", _("No name was found in this. Put one person in each line."))
        if form.errors.get("letter"):
            return self.show(form, self.rows(initial=filled_rows))
        message = ngettext(
            "%(number)d person was read from the letter. Please look at the rows, then name them.",
            "%(number)d people were read from the letter. Please look at the rows, then name them.",
            len(letter_rows),
        )
        messages.info(self.request, message % {"number": len(letter_rows)})
        emptied = self.request.POST.copy()
        emptied["letter"] = ""
        form = NamingForm(emptied, conference=self.conference, head=self.head_name)
        form.is_valid()
        return self.show(form, self.rows(initial=[*filled_rows, *letter_rows]))

    def name(self, form: NamingForm, rows: Any) -> HttpResponse:
        sound = [form.is_valid(), rows.is_valid()]
        if not all(sound):
            return self.show(form, rows)
        filled = [row for row in rows if row.has_changed() and row.cleaned_data.get("name")]
        if not filled:
            form.add_error(None, _("The rows contain no name. Type one, or read the lines of the letter."))
        else:
            refuse_unread(form)
        if form.errors:
            return self.show(form, rows)
        try:
            members = nominate_together(
                self.delegation,
                [Nominee(row.details(), row.cleaned_data["function"]) for row in filled],
                form_key=form.cleaned_data["form_key"],
                replaces_head=form.cleaned_data.get("replaces_head", False),
                focal_point=self.focal_point,
                by=self.acting_user,
            )
        except NomineeRefused as refusal:
            self.asks_about_head = isinstance(refusal, HeadAlreadyNamed)
            field = "function" if self.asks_about_head else None
            filled[refusal.row].add_error(field, refusal.message)
            return self.show(form, rows)
        except Refused as refusal:
            form.add_error(None, refusal.message)
            return self.show(form, rows)
        message = ngettext("%(names)s is named.", "%(number)d people are named: %(names)s.", len(members))
        names = ", ".join(str(row.person.name) for row in members)
        messages.success(self.request, message % {"number": len(members), "names": names})
        return HttpResponseRedirect(self.get_success_url())

    def show(self, form: NamingForm, rows: Any) -> HttpResponse:
        asks = self.asks_about_head or bool(self.request.POST.get("replaces_head"))
        return self.render_to_response(
            self.get_context_data(
                form=form,
                rows=rows,
                wrong_rows=[row for row in rows if row.errors],
                asks_about_head=asks and bool(self.head_name),
                free=free_quota(self.delegation),
                deadline=nomination_deadline(self.delegation),
            )
        )


class DelegationMemberMixin(OwnDelegationMixin):
    """A page about one member of the delegation."""

    message_names = {"name": "registration.person.name"}

    def prepare(self) -> None:
        super().prepare()
        self.object = self.registration = by_id(self.members().alive(), self.kwargs["member"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Not `registration`, which on these pages is the reader's own.
        return super().get_context_data(member=self.registration, **kwargs)


class MemberFormView(DelegationMemberMixin, OwnDelegationFormView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "language": self.content_language}


class MemberCorrectionView(MemberFormView):
    """Corrects what the letter said of someone, until the person takes over."""

    form_class = ChangeNomineeForm
    heading = gettext_lazy("Change the details of %(name)s")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_change_nominee(self.registration):
            message = _(
                "%(name)s has completed the registration. Please write to the secretariat to change it."
            )
            messages.info(request, message % {"name": self.registration.person.name})
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return ChangeNomineeForm.shown(
            self.registration.person, self.content_language, self.conference.languages
        )

    def perform(self, form: ChangeNomineeForm) -> str:
        changed = change_nominee(
            self.registration,
            details=form.changes(self.registration.person),
            focal_point=self.focal_point,
            by=self.acting_user,
        )
        if "email" in changed and form.cleaned_data["email"]:
            return _("Saved. The link is on its way to %(to)s; the one sent before no longer works.") % {
                "to": form.cleaned_data["email"]
            }
        return _("Saved.")


class ReplaceView(InTimeMixin, MemberFormView):
    """Replaces a member: place and function are handed over, the old ticket becomes invalid."""

    form_class = SubstituteForm
    heading = gettext_lazy("Who comes instead of %(name)s?")
    submit = gettext_lazy("Replace")

    @property
    def lead(self) -> str:
        if self.registration.is_approved:
            return _("The place goes over at once. The ticket that was sent before is no longer valid.")
        return _("No place is held yet: the one is withdrawn, and the other is named instead.")

    def perform(self, form: SubstituteForm) -> str:
        successor = replace_member(
            self.registration, details=form.details(), by=self.acting_user, focal_point=self.focal_point
        )
        return _("%(name)s takes the place.") % {"name": successor.person.name}


class MemberWithdrawView(DelegationMemberMixin, ActionPage):
    """Says what withdrawing does, and does it."""

    template_name = "registrations/delegations/delegation/withdraw.html"
    verb = cancel_in_time
    success_message = gettext_lazy("%(name)s is withdrawn.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(late=bool(too_late(self.delegation)), **kwargs)


class FunctionView(DelegationMemberMixin, ActionView):
    """Changes the function in the delegation in place; a new head replaces the one before."""

    def perform(self) -> str:
        require_not_ended(self.conference)
        form = FunctionForm(self.request.POST, conference=self.conference)
        if not form.is_valid():
            raise Refused(_("Choose one of the functions."))
        function = form.cleaned_data["function"]
        before = set_function(self.registration, function, by=self.acting_user)
        values = {**self.message_values(), "function": Function(function).label}
        if before:
            values["before"] = ", ".join(str(row.person.name) for row in before)
            return _("%(name)s: %(function)s. %(before)s is a delegate now.") % values
        return _("%(name)s: %(function)s.") % values


class MemberRemindView(DelegationMemberMixin, ActionView):
    """Sends the link to the registration again."""

    verb = send_link
    success_message = gettext_lazy("The link is on its way to %(to)s.")
    message_names = {"to": "registration.person.mailbox"}


class RemindAllView(OwnDelegationMixin, ActionView):
    """Sends the link again to all members who have not completed the registration, each to their own mailbox."""

    def perform(self) -> str:
        rows = self.members().alive().filter(submitted_at=None, person__contact=None)
        refused, sent = [], 0
        for row in rows:
            try:
                remind_registration(row, by=self.acting_user)
                sent += 1
            except Refused as refusal:
                refused.append(str(refusal.message))
        if refused:
            messages.warning(self.request, " ".join(dict.fromkeys(refused)))
        if not sent:
            return "" if refused else _("There is nobody to remind.")
        message = ngettext("%(number)d link is on its way.", "%(number)d links are on their way.", sent)
        return message % {"number": sent}
