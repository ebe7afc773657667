"""The ledger of invitees in the secretariat: kept, written to, reminded, and their replies typed in."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from confman.accounts.sessions import user_of
from confman.conferences.registries import Link
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.records import CHANGE, DELETE, Fact, RecordAction, RecordView
from confman.conferences.web.resources.resource import Resource
from confman.conferences.web.resources.views import Empty, ResourceListView
from confman.conferences.web.verb_views import VerbFormView
from confman.documents.domain.jobs import request_document
from confman.documents.models import DocumentJob
from confman.people.web.address_book.inclusion import ENTER, TakeView
from confman.translation.languages import language_name, reading_in
from confman.web.errors import Refused
from confman.web.forms.base import put_errors, show_instead
from confman.web.forms.selection import chosen_keys
from confman.web.templatetags.confman_web import moment
from registrations.core.models.registration import Function
from registrations.core.web.base import RegistrationsMixin
from registrations.correspondence.domain.forms_of_address import name_in_note, salutation
from registrations.correspondence.models import Correspondence, Invitee, Reply
from registrations.delegations.domain.members import Nominee, NomineeRefused
from registrations.delegations.web.forms import (
    MAX_ROWS,
    ROWS_AT_ONCE,
    nominee_rows,
    read_rows,
    refuse_unread,
    typed_rows,
)
from registrations.invitations.domain.invitees import (
    WrittenLetters,
    add_invitee,
    change_invitee,
    delete_invitee,
    enter_reply,
    remind_invitees,
    reminder,
    write_letters,
)
from registrations.invitations.web.forms import InvitationsForm, InviteeForm, ReminderForm, ReplyForm
from registrations.invitations.web.tables import InviteeFilter, InviteeTable

SHOWN_IN_PREVIEW = 200


class InviteeMixin(RegistrationsMixin):
    queryset = Invitee.objects.with_letters()
    permission = "registrations.edit_invitees"
    navigation_key = "registrations.invitees"
    list_name = "registrations_secretariat:invitee-list"
    list_label = gettext_lazy("Invitees")


class InviteeListView(ActionsMixin, ResourceListView):
    """Everyone who is invited, what became of the letter, and what they replied."""

    actions = (ENTER,)

    template_name = "registrations/invitations/invitee_list.html"
    primary_action = "letters"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(links=self.links() if self.may_edit else [], **kwargs)

    def links(self) -> list[Link]:
        return [
            Link(label, self.url_of(f"registrations_secretariat:{name}"))
            for label, name in (
                (_("Write letters"), "letters"),
                (_("Remind"), "remind"),
                (_("Import a list"), "invitee-import"),
                self.taken_from(),
            )
        ]

    def taken_from(self) -> tuple[Any, str]:
        """Return where known institutions are taken from: the address book, where there is one."""
        if self.may("registrations.take_invitees"):
            return _("From the address book"), "invitee-take"
        return _("From other conferences"), "other-conferences"


class InviteeTakeView(InviteeMixin, TakeView):
    """Takes institutions from the organization's address book into the ledger."""

    permission = "registrations.take_invitees"
    kind_key = "registrations.invitees"


def opening_of(invitee: Invitee) -> str:
    """Return how the letter begins: to be checked before it is written."""
    language = invitee.letter_language()
    with reading_in(language, *invitee.conference.languages):
        return salutation(invitee, language)


def with_day(value: Any, day: Any) -> SafeString:
    return format_html("<bdi>{}</bdi>, {}", value, moment(day)) if day else value


class InviteeView(RecordView):
    """One invitee: its letters in and out, its reply, its delegation, the history."""

    template_name = "registrations/invitations/invitee.html"
    queryset = InviteeMixin.queryset
    facts = (
        "kind", "country", "addressee", "rank",
        Fact("name_in_note", words=lambda row: row.is_written_to_by_note and name_in_note(row, row.letter_language())),
        Fact("salutation", words=lambda row: not row.is_written_to_by_note and opening_of(row)),
        "address", "email", "channel", Fact("language", words=lambda row: language_name(row.letter_language())),
        "signatory", "places",
    )  # fmt: skip
    reply_facts = (
        Fact(
            "sent_on", gettext_lazy("Letter"),
            lambda row: with_day(row.letter_number, row.sent_on) if row.letter_number else _("not written yet"),
        ),
        "deadline", "reminded_on",
        Fact("reply", words=lambda row: with_day(capfirst(row.get_reply_display()), row.replied_on)),
        Fact("reply_note", gettext_lazy("Note")), Fact("delegation", page="delegation"),
    )  # fmt: skip
    record_actions = (
        CHANGE, DELETE,
        RecordAction(label=gettext_lazy("Enter a reply"), page="reply", icon="reply", is_primary=True),
    )  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        late = Invitee.objects.of(self.conference).overdue_for_reply(self.conference.today())
        return super().get_context_data(
            reply_facts=self.pairs(self.reply_facts),
            letters=Correspondence.objects.filter(invitee=self.object).select_related("signatory"),
            is_late=late.filter(pk=self.object.pk).exists(),
            letter_add_url=f"{self.to('letter-add')}?invitee={self.object.pk}" if self.may_edit else "",
            **kwargs,
        )


invitees = Resource(
    model=Invitee, name="invitee", label=gettext_lazy("Invitees"),
    empty=Empty(
        "envelope-paper", gettext_lazy("Nobody is invited yet"),
        gettext_lazy(
            "Paste the institutions from your list, one a line: name; addressee; e-mail. Or give a spreadsheet with "
            "more columns. Letters, reminders and the register of correspondence follow from it."
        ),
        "registrations_secretariat:invitee-import", gettext_lazy("Import a list"),
    ),
    navigation_key="registrations.invitees",
    view_permission="registrations.view_invitees", edit_permission="registrations.edit_invitees",
    rows=lambda conference: Invitee.objects.of(conference).with_letters(),
    table=InviteeTable, filter=InviteeFilter, form=InviteeForm, detail=InviteeView,
    bulk_name="letters", export_name="invitee-export",
    bulk_actions=(("letters", gettext_lazy("Write letters")), ("remind", gettext_lazy("Remind"))),
    add=add_invitee, change=change_invitee, delete=delete_invitee,
    add_label=gettext_lazy("Add an invitee"),
    delete_question=gettext_lazy("Delete “%(name)s” from the ledger?"),
    delete_consequence=gettext_lazy("Its letters stay in the register, and its delegation stays."),
    list_view=InviteeListView,
)  # fmt: skip


class LettersView(InviteeMixin, TemplateView):
    """Letters of invitation for those without one, or for those chosen: shown first, then written in one action.

    The list sends the chosen; without any, everyone without a letter is meant.
    """

    template_name = "registrations/invitations/letters.html"

    def prepare(self) -> None:
        super().prepare()
        self.selected = chosen_keys(self.request.POST.getlist("selected"))
        rows = Invitee.objects.of(self.conference).with_letters()
        self.invitees = list(
            rows.filter(pk__in=self.selected) if self.selected else rows.filter(letter_number=None)
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "remind":
            query = urlencode([("selected", str(pk)) for pk in self.selected])
            return HttpResponseRedirect(f"{self.to('remind')}?{query}")
        if "confirmed" not in request.POST:
            return self.render_to_response(self.get_context_data())
        form = InvitationsForm(request.POST, conference=self.conference)
        if form.is_valid():
            try:
                return self._write(form)
            except (Refused, ValidationError) as error:
                put_errors(form, error)
        return self.render_to_response(self.get_context_data(form=form))

    def _write(self, form: InvitationsForm) -> HttpResponse:
        data, by = form.cleaned_data, self.acting_user
        with transaction.atomic():
            letters = write_letters(
                self.conference, self.invitees, by=by,
                **{name: data[name] for name in ("date", "signatory", "new_numbers", "send")},
            )  # fmt: skip
            jobs = self._jobs(letters, data["format"])
        message = ngettext(
            "%(count)d letter is written.", "%(count)d letters are written.", len(letters.letters)
        )
        messages.success(self.request, message % {"count": len(letters.letters)})
        if letters.mailed:
            message = ngettext(
                "%(count)d is on its way by e-mail.", "%(count)d are on their way by e-mail.", letters.mailed
            )
            messages.success(self.request, message % {"count": letters.mailed})
        if len(jobs) == 1:
            return redirect("documents_secretariat:job", self.conference.slug, jobs[0].pk)
        if jobs:
            messages.info(self.request, _("Each language has a file of its own: you find them below."))
            return redirect("documents_secretariat:document-list", self.conference.slug)
        return HttpResponseRedirect(self.to("invitee-list"))

    def _jobs(self, written_letters: WrittenLetters, format: str) -> list[DocumentJob]:
        """Return a file for each language of the letters."""
        by_language: dict[str, list[str]] = {}
        for letter in written_letters.letters:
            by_language.setdefault(letter.language, []).append(str(letter.pk))
        return [
            request_document(
                "registrations.invitation_letter", self.conference, language=language, format=format,
                options={"letters": letters}, by=self.acting_user,
            )
            for language, letters in by_language.items()
            if format
        ]  # fmt: skip

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", InvitationsForm(conference=self.conference))
        rows = self.invitees
        for row in rows[:SHOWN_IN_PREVIEW]:
            row.language_label = language_name(row.letter_language())
        mailed = sum(row.goes_by_mail for row in rows)
        today = self.conference.today()
        return super().get_context_data(
            rows=rows[:SHOWN_IN_PREVIEW],
            more=max(len(rows) - SHOWN_IN_PREVIEW, 0),
            selected=self.selected,
            count=len(rows),
            summary=ngettext("%(count)d letter", "%(count)d letters", len(rows)) % {"count": len(rows)},
            mailed=mailed,
            printed=len(rows) - mailed,
            known=sum(1 for row in rows if row.letter_number),
            today=today,
            past=sum(1 for row in rows if row.deadline and row.deadline < today),
            list_url=self.to("invitee-list"),
            **kwargs,
        )


class InviteeRemindView(InviteeMixin, TemplateView):
    """The invitees who have not answered in time, and the reminder as it would be sent."""

    template_name = "registrations/invitations/remind.html"
    navigation_key = "registrations.remind"

    def prepare(self) -> None:
        super().prepare()
        self.today = self.conference.today()
        self.late = list(Invitee.objects.of(self.conference).with_letters().overdue_for_reply(self.today))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", ReminderForm(conference=self.conference))
        # Those ticked in the ledger; without any, all who can be written to and were not reminded today.
        ticked = set(chosen_keys(self.request.GET.getlist("selected")))
        kwargs.setdefault(
            "chosen", ticked or {row.pk for row in self.late if row.email and row.reminded_on != self.today}
        )
        example = next((row for row in self.late if row.email), None)
        note = form.data.get("note", "") if form.is_bound else ""
        return super().get_context_data(
            rows=self.late,
            today=self.today,
            letter=reminder(example, note=note) if example else None,
            list_url=self.to("invitee-list"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = ReminderForm(request.POST, conference=self.conference)
        keys = set(chosen_keys(request.POST.getlist("selected")))
        rows = [row for row in self.late if row.pk in keys]
        if form.is_valid() and not rows:
            form.add_error(None, _("Choose at least one invitee who has not replied."))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, chosen=keys))
        report = remind_invitees(
            self.conference,
            rows,
            by=user_of(request),
            note=form.cleaned_data["note"],
            by_mail=request.POST.get("action") != "note",
        )
        level = messages.SUCCESS if report.count else messages.WARNING
        messages.add_message(request, level, str(report))
        for line in report.left_out[:10]:
            messages.warning(request, line)
        return HttpResponseRedirect(self.to("remind"))


class ReplyView(InviteeMixin, VerbFormView):
    """A reply on paper, typed in on one page: the letter, the delegation it names, the focal point."""

    form_class = ReplyForm
    template_name = "registrations/invitations/reply.html"

    def get_initial(self) -> dict[str, Any]:
        invitee = self.object
        delegation = invitee.delegation
        return {
            "date": self.conference.today(),
            "channel": invitee.channel,
            "language": invitee.letter_language(),
            "places": delegation.capacity if delegation else invitee.places,
            "reply": invitee.reply if invitee.reply != Reply.SILENT else Reply.NOMINATES,
        }

    def rows(self, data: Any = None, *, language: str = "", **options: Any) -> Any:
        language = language or self.object.letter_language()
        return nominee_rows(data, conference=self.conference, language=language, **options)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take one of three stages: `read` the letter's lines into the rows, add `more` rows, or enter it all."""
        form = self.get_form()
        valid = form.is_valid()
        language = form.cleaned_data.get("language", "")
        rows = self.rows(request.POST, language=language)
        stage = request.POST.get("stage")
        if stage in ("read", "more"):
            return self.show(form, self.rows(initial=self._longer(form, rows, stage), language=language))
        # Both are validated, so that all faults are shown at once.
        if rows.is_valid() and valid:
            filled = [row for row in rows if row.has_changed() and row.cleaned_data.get("name")]
            refuse_unread(form)
            if form.errors:
                return self.show(form, rows)
            values = form.values()
            if self.object.delegation and "places" not in form.changed_data:
                # A quota that was left as it stood there is what others say it is by now.
                values["places"] = self.object.delegation.capacity
            try:
                entered = enter_reply(
                    self.object,
                    by=user_of(request),
                    nominees=[Nominee(row.details(), row.cleaned_data["function"]) for row in filled],
                    **values,
                )
                return self._entered(entered)
            except NomineeRefused as error:
                filled[error.row].add_error(None, error.message)
            except (Refused, ValidationError) as error:
                put_errors(form, error)
        return self.show(form, rows)

    def _longer(self, form: ReplyForm, rows: Any, stage: str) -> list[dict[str, str]]:
        """Return the rows as typed, followed by those read from the letter, or by empty ones."""
        filled_rows = typed_rows(rows)
        if stage == "more":
            empty: list[dict[str, str]] = [{"function": Function.DELEGATE} for _row in range(ROWS_AT_ONCE)]
            return [*filled_rows, *empty][:MAX_ROWS]
        letter_rows = read_rows(form, filled_rows)
        if len(filled_rows) + len(letter_rows) > MAX_ROWS:
            return filled_rows
        if letter_rows:
            show_instead(form, "letter", "")
        return [*filled_rows, *letter_rows]

    def show(self, form: ReplyForm, rows: Any) -> HttpResponse:
        form.store_scan()
        wrong_rows = [row for row in rows if row.errors]
        return self.render_to_response(self.get_context_data(form=form, rows=rows, wrong_rows=wrong_rows))

    def _entered(self, entered: Any) -> HttpResponse:
        messages.success(
            self.request,
            _("The reply of %(name)s is in the register as No. %(number)s.")
            % {"name": self.object, "number": entered.letter.number},
        )
        if entered.members:
            message = ngettext(
                "%(count)d person is named.", "%(count)d persons are named.", len(entered.members)
            )
            messages.success(self.request, message % {"count": len(entered.members)})
        if entered.delegation:
            return HttpResponseRedirect(self.to("delegation", entered.delegation.pk))
        return HttpResponseRedirect(self.to("invitee", self.object.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("rows", None)
        if kwargs["rows"] is None:
            kwargs["rows"] = self.rows()
        return super().get_context_data(invitee=self.object, **kwargs)
